import type { OrderWish, Quote } from '../contract/customer/quote.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { PlanRow } from '../db/entities/plans.ts'
import type { CyclePolicy } from '../entitlements/cycle.ts'
import type { PlanOffer } from './quote-rule.ts'

/** What an order keeps of the moment it was placed in. */
export interface FrozenOrder {
  readonly quote: Quote
  /** The plan as it was sold. */
  readonly offer: PlanOffer | null
  readonly wish: OrderWish
}

/** What an order froze. Placing an order alone writes it, so its form is known. */
export function frozenOf(order: Pick<OrderRow, 'quote'>): FrozenOrder {
  return order.quote as FrozenOrder
}

/** What quotes need to know of a plan. */
export function offerOf(plan: PlanRow): PlanOffer {
  const { id, version, kind, title, price, bytes, validity, nodeCount, regions, mostPerOrder } = plan
  const cyclePolicy: CyclePolicy = plan.cyclePolicy
  return { id, version, kind, title, price, bytes, validity, nodeCount, regions, mostPerOrder, cyclePolicy }
}
