import { IsNull } from 'typeorm'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { type PaymentRow, paymentEntity } from '../db/entities/payments.ts'
import { inboxItemEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import { findRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { lockUser } from '../users/change-user.ts'

/** An order with its buyer held before it: whatever is done to one user queues there. Null: there is none. */
export async function holdOrder(tx: Tx, orderId: number): Promise<OrderRow | null> {
  const found = await findRow(tx, orderEntity, { id: orderId })
  if (found === null) return null
  await lockUser(tx, found.userId, true)
  const [order] = await lockRows(tx, orderEntity, [orderId])
  return order ?? null
}

export interface HeldPayment {
  readonly payment: PaymentRow
  /** What it was applied to; null: it waits in the inbox or went back. */
  readonly order: OrderRow | null
}

/**
 * A payment, and before it the order it was applied to, or that its money waits for in the inbox, and its buyer.
 * Throws where there is none: none is removed.
 */
export async function holdPayment(tx: Tx, paymentId: number): Promise<HeldPayment> {
  const found = await tx.manager.findOneByOrFail(paymentEntity, { id: paymentId })
  const order = found.orderId === null ? null : await holdOrder(tx, found.orderId)
  if (found.orderId === null) {
    const item = await tx.manager.findOneBy(inboxItemEntity, { paymentId, refundId: IsNull() })
    if (item !== null && item.orderId !== null) await holdOrder(tx, item.orderId)
  }
  const [payment] = await lockRows(tx, paymentEntity, [paymentId])
  if (payment === undefined) throw new Error(`payment ${paymentId} is gone`)
  if (payment.orderId !== (order?.id ?? null)) throw new Error(`payment ${paymentId} was applied meanwhile`)
  return { payment, order }
}
