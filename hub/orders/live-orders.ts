import type { Instant } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Standing } from '../entitlements/standing.ts'
import type { LiveOrder } from './credit-rule.ts'

/** What grants of an order carry as their `sourceRef`. */
export const orderRef = (orderId: number): string => `order:${orderId}`
/** The same of what its bonus code added. */
export const bonusRef = (orderId: number): string => `order:${orderId}:bonus`

/**
 * A user's orders whose plan runs or waits, in order of time, with the bytes that are left of them. The standing
 * tells what was used but not taken from grants yet.
 */
export async function loadLiveOrders(tx: Tx, standing: Standing, now: Instant): Promise<LiveOrder[]> {
  const { userId } = standing.holder
  const rows = rowsOf(
    await tx.query(
      `SELECT id, planId, startsAt, endsAt, received, credit, movedOut, refunded FROM orders
       WHERE userId = ? AND endsAt > ? AND entitlement IN ('waiting', 'active') AND mode <> 'add'
       ORDER BY startsAt, id`,
      [userId, now],
    ),
  )
  if (rows.length === 0) return []
  const bytes = await loadOrderBytes(tx, standing, now)
  return rows.map(row => {
    const orderId = integerIn(row, 'id')
    return {
      orderId,
      planId: integerOrNullIn(row, 'planId'),
      startsAt: integerIn(row, 'startsAt') as Instant,
      endsAt: integerIn(row, 'endsAt') as Instant,
      received: integerIn(row, 'received'),
      credit: integerIn(row, 'credit'),
      movedOut: integerIn(row, 'movedOut'),
      refunded: integerIn(row, 'refunded'),
      ...(bytes.get(orderRef(orderId)) ?? { bytesTotal: null, bytesLeft: null }),
      bonusLeft: bytes.get(bonusRef(orderId))?.bytesLeft ?? 0,
    }
  })
}

interface OrderBytes {
  readonly bytesTotal: number | null
  readonly bytesLeft: number | null
}

/** By `sourceRef`: bytes of all grants, and what is left in those that are not over. */
async function loadOrderBytes(
  tx: Tx,
  { holder, grants }: Standing,
  now: Instant,
): Promise<Map<string, OrderBytes>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT id, sourceRef, bytes, used, validUntil, endedAt FROM grants
       WHERE userId = ? AND source IN ('order', 'code')`,
      [holder.userId],
    ),
  )
  const usedNow = new Map(grants.map(bucket => [bucket.id, bucket.used]))
  const found = new Map<string, OrderBytes>()
  for (const row of rows) {
    const ref = textIn(row, 'sourceRef')
    const size = integerOrNullIn(row, 'bytes')
    const used = usedNow.get(integerIn(row, 'id')) ?? integerIn(row, 'used')
    const isOver =
      integerOrNullIn(row, 'endedAt') !== null || (integerOrNullIn(row, 'validUntil') ?? Infinity) <= now
    const sum = found.get(ref) ?? { bytesTotal: 0, bytesLeft: 0 }
    const left = size === null ? null : isOver ? 0 : Math.max(0, size - used)
    found.set(ref, { bytesTotal: add(sum.bytesTotal, size), bytesLeft: add(sum.bytesLeft, left) })
  }
  return found
}

/** Null, unlimited, absorbs. */
const add = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)
