import type { grantEndpoints } from '../../contract/admin/grants.ts'
import type { ChangedUser, ChangeGrantsDeps } from '../../entitlements/change-grants.ts'
import { endGrant } from '../../entitlements/end-grant.ts'
import { extendTime, previewTime } from '../../entitlements/extend-time.ts'
import { grantBytes } from '../../entitlements/grant-bytes.ts'
import { grantPlan, previewPlan } from '../../entitlements/grant-plan.ts'
import { listGrants } from '../../entitlements/list-grants.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

export type GrantHandlerDeps = ChangeGrantsDeps

/** Answers what operators ask about grants. */
export function grantHandlers(deps: GrantHandlerDeps): HandlerTable<typeof grantEndpoints> {
  const answer = (outcome: Outcome<ChangedUser[]>) =>
    outcome.ok ? succeed({ changes: outcome.value }) : outcome
  return {
    'grant.list': ({ params, query }) => listGrants(deps, { ...params, ...query }),
    'grant.bytes': async ({ body }, { actor }) => answer(await grantBytes(deps, body, actor)),
    'grant.plan': async ({ body }, { actor }) =>
      answer(await grantPlan(deps, { ...body, policy: body.policy }, actor)),
    'grant.preview': async ({ params, query }) => {
      const { months, bytesPerCycle = null, policy } = query
      const cuts = await previewPlan(deps, { ...params, months, bytesPerCycle, policy })
      return cuts.ok ? succeed({ cuts: [...cuts.value] }) : cuts
    },
    'grant.time': async ({ body }, { actor }) => answer(await extendTime(deps, body, actor)),
    'grant.previewTime': ({ params, query }) => previewTime(deps, { ...params, ...query }),
    'grant.end': async ({ params, body }, { actor }) =>
      answer(await endGrant(deps, { grantId: params.grantId, reason: body.reason }, actor)),
  }
}
