import type { OrderRow } from '../db/entities/orders.ts'
import { type PaymentRow, paymentEntity } from '../db/entities/payments.ts'
import { isDuplicate, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { changeOrder } from '../orders/change-order.ts'
import { applyMoney } from './apply-money.ts'
import { type ClosePendingDeps, closeAttempt, findOpenAttempt } from './close-pending.ts'
import { holdOrder } from './hold-payment.ts'

export interface Mark {
  readonly orderId: number
  /** Of the money elsewhere: a bank's number, a receipt. Each counts once. */
  readonly reference: string
  readonly reason: string
}

/**
 * Enters money that came another way, as an owner's word, and fulfils the order. It is kept apart from what the
 * provider proves, and is no part of any bill. Fails with `order_not_found`, `reference_taken`,
 * `payment_unavailable` (its QR may still be paid) and `inbox_refused` (`why`: order_state, or why it cannot be given).
 */
export async function markPaid(deps: ClosePendingDeps, mark: Mark, actor: Actor): Promise<Outcome<OrderRow>> {
  const open = await findOpenAttempt(deps.database, mark.orderId)
  if (open !== null) {
    const closed = await closeAttempt(deps, open)
    if (closed === 'unsure') return fail('payment_unavailable', { why: 'no_answer' })
    if (closed === 'paid') return fail('inbox_refused', { why: 'order_state' })
  }
  try {
    return await outcomeOf(() => deps.database.inTransaction(tx => enter(tx, deps, mark, actor)))
  } catch (error) {
    if (isDuplicate(error)) return fail('reference_taken', { reference: mark.reference })
    throw error
  }
}

async function enter(tx: Tx, deps: ClosePendingDeps, mark: Mark, actor: Actor): Promise<OrderRow> {
  const { orderId, reference, reason } = mark
  const at = deps.clock.now()
  const order = await holdOrder(tx, orderId)
  if (order === null) throw new RolledBack(fail('order_not_found', { orderId }))
  const isOpen = order.state === 'pending' || order.state === 'closed'
  if (!isOpen) throw new RolledBack(fail('inbox_refused', { why: 'order_state' }))
  const row: Omit<PaymentRow, 'id'> = {
    ...{ merchantId: null, transactionId: `manual:${reference}`, outTradeNo: order.number, attemptId: null },
    ...{ amount: order.total, currency: 'CNY', source: 'manual', successAt: at, recordedAt: at },
    ...{ orderId: null, refunded: 0 },
  }
  const inserted = await tx.manager.insert(paymentEntity, row)
  const payment: PaymentRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  const marked = await changeOrder(tx, order, { manualReason: `${reason} (${reference})`.slice(0, 500) })
  const money = { order: marked, payment, method: 'manual', at, actor, isAsked: true } as const
  const applied = await applyMoney(tx, deps, money)
  if (applied.kind === 'held') throw new RolledBack(fail('inbox_refused', { why: applied.order.heldReason }))
  return applied.order
}
