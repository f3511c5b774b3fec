import type { Instant } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { dayOf } from '../orders/order-day.ts'

export interface RevenueLine {
  /** YYYY-MM-DD in the hub's time zone. */
  day: string
  planId: number | null
  method: 'wechat' | 'manual'
  orders: number
  /** Fen. */
  received: number
  refunded: number
}

const dayMs = 86_400_000
const mostDays = 400

/**
 * Money by day and plan: received on the day it was paid, paid back on the day of the refund. Fails with
 * `bad_request` for more than 400 days.
 */
export async function readRevenue(
  deps: { readonly database: Database; readonly timeZone: string },
  { from, until }: { readonly from: string; readonly until: string },
): Promise<Outcome<{ items: RevenueLine[] }>> {
  const begin = Date.parse(`${from}T00:00:00Z`) - dayMs
  const end = Date.parse(`${until}T00:00:00Z`) + 2 * dayMs
  if (!(begin < end) || end - begin > (mostDays + 3) * dayMs) return fail('bad_request', { what: 'days' })
  const lines = new Map<string, RevenueLine>()
  const lineOf = (at: number, planId: number | null, method: RevenueLine['method']): RevenueLine | null => {
    const day = dayOf(at as Instant, deps.timeZone).replace(/^(..)(..)(..)$/, '20$1-$2-$3')
    if (day < from || day > until) return null
    const key = `${day} ${planId} ${method}`
    const line = lines.get(key) ?? { day, planId, method, orders: 0, received: 0, refunded: 0 }
    lines.set(key, line)
    return line
  }
  await deps.database.inTransaction(async tx => {
    const paid = rowsOf(
      await tx.query(
        `SELECT paidAt, planId, method, received FROM orders
         WHERE paidAt >= ? AND paidAt < ? AND received > 0 AND method IN ('wechat', 'manual')`,
        [begin, end],
      ),
    )
    for (const row of paid) {
      const line = lineOf(
        integerIn(row, 'paidAt'),
        integerOrNullIn(row, 'planId'),
        methodIn(textIn(row, 'method')),
      )
      if (line === null) continue
      line.orders += 1
      line.received += integerIn(row, 'received')
    }
    const back = rowsOf(
      await tx.query(
        `SELECT r.settledAt, r.amount, o.planId, o.method FROM refunds r JOIN orders o ON o.id = r.orderId
         WHERE r.state = 'succeeded' AND r.createdAt >= ? AND r.settledAt >= ? AND r.settledAt < ?`,
        [begin - 366 * dayMs, begin, end],
      ),
    )
    for (const row of back) {
      const method = methodIn(textIn(row, 'method'))
      const line = lineOf(integerIn(row, 'settledAt'), integerOrNullIn(row, 'planId'), method)
      if (line !== null) line.refunded += integerIn(row, 'amount')
    }
  })
  return succeed({ items: [...lines.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) })
}

const methodIn = (text: string): RevenueLine['method'] => (text === 'manual' ? 'manual' : 'wechat')
