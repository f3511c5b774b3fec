import type { Overview } from '../contract/admin/overview.ts'
import type { Instant } from '../contract/primitives.ts'
import { inboxItemEntity } from '../db/entities/refunds.ts'
import { integerIn, integerOrNullIn, type RawRow, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { stateIndexHint } from '../payments/find-orders.ts'

type Money = Overview['money']['today']
type Inbox = Overview['inbox']

const shown = 5

async function oneRow(tx: Tx, sql: string, values: readonly unknown[]): Promise<RawRow> {
  const [row] = rowsOf(await tx.query(sql, values))
  return row ?? {}
}

/** What came in and went back in [from, until); fen. */
export async function moneyBetween(tx: Tx, from: Instant, until: Instant): Promise<Money> {
  const paid = await oneRow(
    tx,
    `SELECT COALESCE(SUM(amount), 0) AS received, COUNT(DISTINCT orderId) AS orders,
       COALESCE(SUM(CASE WHEN orderId IS NULL THEN amount ELSE 0 END), 0) AS ofNoOrder FROM payments
     WHERE successAt >= ? AND successAt < ?`,
    [from, until],
  )
  const back = await oneRow(
    tx,
    `SELECT COALESCE(SUM(amount), 0) AS refunded FROM refunds
     WHERE state = 'succeeded' AND settledAt >= ? AND settledAt < ?`,
    [from, until],
  )
  return {
    received: integerIn(paid, 'received'),
    ofNoOrder: integerIn(paid, 'ofNoOrder'),
    orders: integerIn(paid, 'orders'),
    refunded: integerIn(back, 'refunded'),
  }
}

/** How the orders stand that were placed since. */
export async function ordersSince(tx: Tx, since: Instant): Promise<Overview['ordersToday']> {
  const counts = {
    pending: 0,
    closed: 0,
    paid: 0,
    fulfilled: 0,
    held: 0,
    partly_refunded: 0,
    refunded: 0,
  }
  const rows = rowsOf(
    await tx.query(
      `SELECT state, COUNT(*) AS n FROM orders ${stateIndexHint[tx.engine]} WHERE createdAt >= ? GROUP BY state`,
      [since],
    ),
  )
  for (const row of rows) counts[textIn(row, 'state') as keyof typeof counts] = integerIn(row, 'n')
  return counts
}

/** Money that waits for a person. */
export async function readOpenInbox(tx: Tx): Promise<Inbox> {
  const sums = await oneRow(
    tx,
    "SELECT COUNT(*) AS n, COALESCE(SUM(amount), 0) AS amount FROM payment_inbox WHERE state = 'open'",
    [],
  )
  const newest = await tx.manager.find(inboxItemEntity, {
    where: { state: 'open' },
    order: { openedAt: 'DESC', id: 'DESC' },
    take: shown,
  })
  return {
    open: integerIn(sums, 'n'),
    amount: integerIn(sums, 'amount'),
    newest: newest.map(({ id, kind, amount, userId, orderId, openedAt }) => ({
      inboxId: id,
      kind,
      amount,
      userId,
      orderId,
      openedAt,
    })),
  }
}

/** The newest day that was compared with its bill. */
export async function readLastBill(tx: Tx): Promise<Overview['bill']> {
  const [row] = rowsOf(
    await tx.query(
      'SELECT id, day, state, findings, finishedAt FROM bill_reports ORDER BY day DESC, id DESC LIMIT 1',
    ),
  )
  if (row === undefined) return null
  const findings = JSON.parse(textIn(row, 'findings')) as readonly { readonly done: string }[]
  return {
    billId: integerIn(row, 'id'),
    day: integerIn(row, 'day'),
    state: textIn(row, 'state') as NonNullable<Overview['bill']>['state'],
    findings: findings.length,
    unsettled: findings.filter(({ done }) => done === '').length,
    finishedAt: integerOrNullIn(row, 'finishedAt'),
  }
}
