import { expect } from 'vitest'
import { orderEntity } from '../../hub/db/entities/orders.ts'
import { paymentAttemptEntity, paymentEntity } from '../../hub/db/entities/payments.ts'
import { inboxItemEntity, refundEntity } from '../../hub/db/entities/refunds.ts'
import { type Database, rowsOf } from '../../hub/db/transaction.ts'

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
    grants: rowsOf(await tx.query('SELECT sourceRef, kind FROM grants')),
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
    const own = book.grants.filter(grant => grant['sourceRef'] === `order:${order.id}`)
    const { cuts, bucket } = (order.quote as { quote: { cuts: unknown[]; bucket: unknown } }).quote
    expect(own.length, `${about} grants`).toBe(isGiven ? cuts.length + (bucket === null ? 0 : 1) : 0)
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
}
