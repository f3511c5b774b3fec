import type { subscriptionEndpoints } from '../../contract/admin/subscriptions.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import { revealSubscription, type SubscriptionAddress } from '../../subscriptions/read-subscription-of.ts'
import { type RotateLinkDeps, rotateLink } from '../../subscriptions/rotate-link.ts'
import {
  editSubscriptionSettings,
  readSubscriptionSettings,
} from '../../subscriptions/subscription-settings.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers what operators ask about subscriptions. */
export function subscriptionHandlers(deps: RotateLinkDeps): HandlerTable<typeof subscriptionEndpoints> {
  const view = (outcome: Outcome<SubscriptionAddress>) =>
    outcome.ok
      ? succeed({ ...outcome.value, imports: outcome.value.imports.map(one => ({ ...one })) })
      : outcome
  return {
    'user.subscription': async ({ params }, { actor }) => view(await revealSubscription(deps, params, actor)),
    'user.rotateSubscription': async ({ params }, { actor }) => view(await rotateLink(deps, params, actor)),
    'subscriptions.settings': async () =>
      succeed(await deps.database.inTransaction(readSubscriptionSettings)),
    'subscriptions.edit': async ({ body }, { actor }) =>
      succeed(await editSubscriptionSettings(deps, body, actor)),
  }
}
