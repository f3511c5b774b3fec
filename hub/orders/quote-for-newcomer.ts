import type { Quote } from '../contract/customer/quote.ts'
import { planEntity } from '../db/entities/plans.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { offerOf } from './frozen-order.ts'
import { codeOf, type PlaceOrderDeps, type WantedOrder } from './place-order.ts'
import { quoteOrder } from './quote-rule.ts'

/**
 * What somebody who never bought anything would be shown. Fails with `plan_not_found`, `code_refused` and
 * `order_refused`.
 */
export function quoteForNewcomer(
  deps: Pick<PlaceOrderDeps, 'database' | 'clock' | 'timeZone' | 'codes'>,
  wanted: Omit<WantedOrder, 'userId' | 'planId'> & { readonly planId: number },
): Promise<Outcome<Quote>> {
  const { planId, quantity, wish } = wanted
  const { timeZone } = deps
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const now = deps.clock.now()
      const plan = await tx.manager.findOneBy(planEntity, { id: planId })
      if (plan === null) throw new RolledBack(fail('plan_not_found', { planId }))
      const text = codeOf(wanted)
      const code = text === null ? null : await deps.codes.find(tx, { text, userId: null, planId, at: now })
      const result = quoteOrder({
        plan: offerOf(plan),
        ...{ quantity, wish, live: [], code, now, timeZone },
        buyer: {
          ...{ status: 'active', cyclePolicy: plan.cyclePolicy, isNew: true },
          ...{ expiresAt: null, anchorAt: null, cutEndsAt: null },
        },
      })
      if (!result.ok) throw new RolledBack(fail('order_refused', { why: result.refusal }))
      return result.quote
    }),
  )
}
