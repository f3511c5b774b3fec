import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import { cutEnd } from '../entitlements/grant-rule.ts'
import type { Standing } from '../entitlements/standing.ts'
import { loadLiveOrders } from './live-orders.ts'
import type { QuoteFacts } from './quote-rule.ts'

/** What a quote asks of who orders: how he stands, and his orders whose plan runs or waits. */
export async function readBuyer(
  tx: Tx,
  standing: Standing,
  now: Instant,
): Promise<Pick<QuoteFacts, 'buyer' | 'live'>> {
  const { holder, grants } = standing
  const buyer = { ...holder, cutEndsAt: cutEnd(grants, now), isNew: holder.expiresAt === null }
  return { buyer, live: await loadLiveOrders(tx, standing, now) }
}
