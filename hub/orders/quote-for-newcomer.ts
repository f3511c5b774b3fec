import type { Quote } from '../contract/customer/quote.ts'
import { planEntity } from '../db/entities/plans.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { offerOf } from './frozen-order.ts'
import type { PlaceOrderDeps } from './place-order.ts'
import { quoteOrder } from './quote-rule.ts'

/** What somebody who never bought anything would be shown. Fails with `plan_not_found` and `order_refused`. */
export async function quoteForNewcomer(
  deps: Pick<PlaceOrderDeps, 'database' | 'clock' | 'timeZone'>,
  { planId, quantity }: { readonly planId: number; readonly quantity: number },
): Promise<Outcome<Quote>> {
  const plan = await deps.database.inTransaction(tx => tx.manager.findOneBy(planEntity, { id: planId }))
  if (plan === null) return fail('plan_not_found', { planId })
  const result = quoteOrder({
    plan: offerOf(plan),
    ...{ quantity, wish: 'auto', live: [], code: null, now: deps.clock.now(), timeZone: deps.timeZone },
    buyer: {
      ...{ status: 'active', cyclePolicy: plan.cyclePolicy, isNew: true },
      ...{ expiresAt: null, anchorAt: null, cutEndsAt: null },
    },
  })
  return result.ok ? succeed(result.quote) : fail('order_refused', { why: result.refusal })
}
