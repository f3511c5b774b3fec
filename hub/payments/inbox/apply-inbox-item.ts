import type { OrderRow } from '../../db/entities/orders.ts'
import { paymentEntity } from '../../db/entities/payments.ts'
import { type InboxItemRow, inboxItemEntity } from '../../db/entities/refunds.ts'
import { lockRows } from '../../db/lock-rows.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { applyMoney } from '../apply-money.ts'
import { type ClosePendingDeps, closeAttempt, findOpenAttempt } from '../close-pending.ts'
import { endHeldOrder } from '../end-held-order.ts'
import { holdOrder } from '../hold-payment.ts'
import { resolveInboxItem } from '../resolve-inbox-item.ts'

export interface WantedApplication {
  readonly inboxId: number
  readonly version: number
  /** Of the same or another user, of the same sum, not fulfilled yet. */
  readonly orderId: number
}

/**
 * Fulfils an order with money that waits in the inbox. What is open of the order at the provider is closed first, so
 * that nobody pays it again. Fails with `inbox_not_found`, `order_not_found`, `changed_meanwhile`,
 * `payment_unavailable` and `inbox_refused` (`why`: is_refund, other_sum, order_state, or why it cannot be given).
 */
export async function applyInboxItem(
  deps: ClosePendingDeps,
  wanted: WantedApplication,
  actor: Actor,
): Promise<Outcome<OrderRow>> {
  const { orderId } = wanted
  const open = await findOpenAttempt(deps.database, orderId)
  if (open !== null) {
    const closed = await closeAttempt(deps, open)
    if (closed === 'unsure') return fail('payment_unavailable', { why: 'no_answer' })
    if (closed === 'paid') return fail('inbox_refused', { why: 'order_state' })
  }
  return outcomeOf(() => deps.database.inTransaction(tx => apply(tx, deps, wanted, actor)))
}

const refuse = (why: string): never => {
  throw new RolledBack(fail('inbox_refused', { why }))
}

async function apply(
  tx: Tx,
  deps: ClosePendingDeps,
  { inboxId, version, orderId }: WantedApplication,
  actor: Actor,
): Promise<OrderRow> {
  const order = await holdOrder(tx, orderId)
  if (order === null) throw new RolledBack(fail('order_not_found', { orderId }))
  const item = await takeInboxItem(tx, inboxId, version)
  if (item.refundId !== null || item.paymentId === null) return refuse('is_refund')
  const [payment] = await lockRows(tx, paymentEntity, [item.paymentId])
  if (payment === undefined || payment.orderId !== null || payment.refunded > 0) return refuse('not_open')
  if (!['pending', 'closed', 'held'].includes(order.state)) return refuse('order_state')
  if (payment.amount !== order.total) return refuse('other_sum')
  const at = deps.clock.now()
  const method = payment.merchantId === null ? 'manual' : 'wechat'
  const applied = await applyMoney(tx, deps, { order, payment, method, at, actor, isAsked: true })
  if (applied.kind === 'held') return refuse(applied.order.heldReason)
  await resolveInboxItem(tx, item, {
    state: 'applied',
    resolution: { orderId, number: order.number },
    at,
    actor,
  })
  // The money was another order's: that one waits for nothing any more.
  if (item.orderId !== null && item.orderId !== orderId) {
    const heldReason = `applied to ${order.number}`
    await endHeldOrder(tx, deps, { orderId: item.orderId, at, heldReason })
  }
  return applied.order
}

/** A matter that is open and as its reader saw it, held until the commit. */
export async function takeInboxItem(tx: Tx, inboxId: number, version: number): Promise<InboxItemRow> {
  const [item] = await lockRows(tx, inboxItemEntity, [inboxId])
  if (item === undefined) throw new RolledBack(fail('inbox_not_found', { inboxId }))
  if (item.state === 'open' && item.version === version) return item
  throw new RolledBack(fail('changed_meanwhile', { current: { state: item.state, version: item.version } }))
}
