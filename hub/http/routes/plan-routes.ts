import type { planEndpoints } from '../../contract/admin/plans.ts'
import { succeed } from '../../kernel/outcome.ts'
import { type PlaceOrderDeps, quoteFor } from '../../orders/place-order.ts'
import { quoteForNewcomer } from '../../orders/quote-for-newcomer.ts'
import { createPlan, editPlan, listPlans, readPlan } from '../../plans/change-plans.ts'
import type { HandlerTable } from '../handlers.ts'

/** What is sold. */
export function planHandlers(
  deps: Pick<PlaceOrderDeps, 'database' | 'clock' | 'timeZone' | 'codes'>,
): HandlerTable<typeof planEndpoints> {
  return {
    'plan.list': async ({ query }) => succeed(await listPlans(deps, query)),
    'plan.read': ({ params }) => readPlan(deps, params),
    'plan.create': ({ body }, { actor }) => createPlan(deps, body, actor),
    'plan.edit': ({ params, body }, { actor }) => editPlan(deps, { ...params, ...body }, actor),
    'plan.preview': ({ params, query }) => {
      const { userId, quantity, wish, code = null } = query
      return userId === undefined
        ? quoteForNewcomer(deps, { ...params, quantity, wish, code })
        : quoteFor(deps, { userId, ...params, quantity, wish, code })
    },
  }
}
