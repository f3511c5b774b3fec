import { expect } from 'vitest'
import { type OrderRow, orderEntity } from '../../hub/db/entities/orders.ts'
import { paymentAttemptEntity, paymentEntity } from '../../hub/db/entities/payments.ts'
import { inboxItemEntity, refundEntity } from '../../hub/db/entities/refunds.ts'
import { integerIn, integerOrNullIn, textIn } from '../../hub/db/raw-row.ts'
import { type Database, rowsOf } from '../../hub/db/transaction.ts'
import { frozenOf } from '../../hub/orders/frozen-order.ts'

/**
 * The invariants of money: every fen received is fulfilled, refunded or before a person; an order is fulfilled once,
 * and its grants are what it promised.
 */
export async function expectBooks(database: Database): Promise<void> {
  const book = await database.inTransaction(async tx => ({
    orders: await tx.manager.find(orderEntity),
    attempts: await tx.manager.find(paymentAttemptEntity),
    payments: await tx.manager.find(paymentEntity),
    refunds: await tx.manager.find(refundEntity),
    inbox: await tx.manager.find(inboxItemEntity),
    grants: rowsOf(
      await tx.query('SELECT sourceRef, kind, bytes, validFrom, validUntil FROM grants ORDER BY id'),
    ).map(row => ({
      ...{ sourceRef: textIn(row, 'sourceRef'), kind: textIn(row, 'kind') },
      ...{ bytes: integerOrNullIn(row, 'bytes'), from: integerIn(row, 'validFrom') },
      until: integerOrNullIn(row, 'validUntil'),
    })),
    codes: rowsOf(
      await tx.query(
        `SELECT c.id, c.used, c.mostUses, (SELECT COUNT(*) FROM code_uses u WHERE u.codeId = c.id
         AND u.state <> 'released') AS uses FROM codes c`,
      ),
    ),
    paid: rowsOf(await tx.query("SELECT subject FROM audit_entries WHERE action = 'order.pay'")),
  }))
  const counted = book.refunds.filter(refund => refund.state !== 'closed')
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

  for (const payment of book.payments) {
    const refunded = sum(counted.filter(one => one.paymentId === payment.id).map(one => one.amount))
    expect(payment.refunded, `refunds of payment ${payment.id}`).toBe(refunded)
    const open = book.inbox.filter(item => item.paymentId === payment.id && item.state === 'open')
    const places = (payment.orderId === null ? 0 : 1) + open.filter(item => item.refundId === null).length
    const isGone = payment.orderId === null && refunded === payment.amount
    expect(isGone ? 1 : places, `places of payment ${payment.id}`).toBe(1)
  }
  for (const order of book.orders) {
    const about = `order ${order.id} (${order.state})`
    const applied = book.payments.filter(payment => payment.orderId === order.id)
    expect(order.received, `${about} received`).toBe(sum(applied.map(payment => payment.amount)))
    const refunded = sum(counted.filter(one => one.orderId === order.id).map(one => one.amount))
    expect(order.refunded, `${about} refunded`).toBe(refunded)
    expect(order.refunded).toBeLessThanOrEqual(Math.max(0, order.received))
    const isGiven = order.fulfilledAt !== null
    expect(grantsOf(book.grants, order.id), `${about} grants`).toEqual(isGiven ? promisedBy(order) : [])
    expect(order.movedOut, `${about} moved`).toBeLessThanOrEqual(order.received + order.credit)
    const audited = book.paid.filter(entry => entry['subject'] === `order:${order.id}`)
    expect(audited.length, `${about} fulfilments`).toBe(isGiven && order.method !== 'free' ? 1 : 0)
    expect(order.pendingKey !== null, `${about} pending`).toBe(order.state === 'pending')
    if (isGiven && order.method !== 'free') expect(order.received, about).toBe(order.total)
    const open = book.attempts.filter(attempt => attempt.openKey === order.id)
    expect(open.length, `${about} open attempts`).toBeLessThanOrEqual(1)
    // One that is open although its order is paid is asked about, and closed, at once.
    const isWatched = open.every(one => one.nextQueryAt !== null)
    expect(order.state === 'pending' || isWatched, `${about} open attempts`).toBe(true)
  }
  // What a switch moves from one order it moves to another.
  const given = book.orders.filter(order => order.fulfilledAt !== null)
  expect(sum(given.map(order => order.credit))).toBe(sum(book.orders.map(order => order.movedOut)))
  for (const code of book.codes) {
    const most = integerOrNullIn(code, 'mostUses') ?? Infinity
    expect(integerIn(code, 'used'), `uses of code ${code['id']}`).toBe(
      Math.min(most, integerIn(code, 'uses')),
    )
  }
}

interface Given {
  readonly kind: string
  readonly bytes: number | null
  readonly from: number
  readonly until: number | null
}

/** What an order gave, and what its bonus added, in the order it was made. */
const grantsOf = (grants: readonly (Given & { readonly sourceRef: string })[], orderId: number) =>
  grants
    .filter(({ sourceRef }) => sourceRef === `order:${orderId}` || sourceRef === `order:${orderId}:bonus`)
    .map(({ kind, bytes, from, until }) => ({ kind, bytes, from, until }))

/** The same as its quote says it, byte for byte and instant for instant. */
function promisedBy(order: OrderRow): Given[] {
  const { cuts, bonusCuts, bucket, bonusBucket, startsAt } = frozenOf(order).quote
  const at = order.fulfilledAt ?? 0
  const cycles = [...cuts, ...bonusCuts].map(cut => ({ kind: 'cycle', ...cut }))
  const buckets = [
    ...(bucket === null ? [] : [{ kind: 'bucket', from: at, ...bucket }]),
    ...(bonusBucket === null ? [] : [{ kind: 'bucket', from: Math.max(at, startsAt), ...bonusBucket }]),
  ]
  return [...cycles, ...buckets]
}
