import { closeAlert, openAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { paymentEntity } from '../db/entities/payments.ts'
import { inboxItemEntity, type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Tx } from '../db/transaction.ts'
import type { ChangeGrantsDeps } from '../entitlements/change-grants.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { QueueMail } from '../mail/queue-mail.ts'
import { changeOrder } from '../orders/change-order.ts'
import { refundedState } from '../orders/order-state.ts'
import { returnStock } from '../plans/stock.ts'
import type { HeldPayment } from './hold-payment.ts'
import { openInboxItem } from './open-inbox-item.ts'
import type { Rewards } from './ports.ts'
import { queueRefunded } from './queue-receipt.ts'
import { restoreGiven, type Suspension, suspendGiven } from './refund-entitlement.ts'
import { isCounted, mayMoveRefund, type RefundState, refundDelay } from './refund-state.ts'
import { reopenInboxItem, resolveInboxItem } from './resolve-inbox-item.ts'

export interface MoveRefundDeps extends ChangeGrantsDeps {
  readonly rewards: Pick<Rewards, 'takeBackReward'>
  readonly queueMail: QueueMail
}

export interface RefundMove {
  readonly held: HeldPayment
  /** Locked. */
  readonly refund: RefundRow
  readonly to: RefundState
  readonly at: Instant
  readonly actor: Actor
  readonly providerRefundId?: string
}

/** The kind of the alert that a refund does not go through. */
export const refundAlert = 'payment.refund'

/**
 * Takes a refund to its next state with all that follows for the order, what it gave, its stock, the reward for it and
 * the inbox. What would turn a final state back does nothing; false then.
 */
export async function moveRefund(tx: Tx, deps: MoveRefundDeps, move: RefundMove): Promise<boolean> {
  const { refund, to, at, actor, held } = move
  if (!mayMoveRefund(refund.state, to)) return false
  let order = held.order
  let mark = refund.acceptedAt
  if (refund.state === 'requested' && to !== 'closed') {
    const taken = order === null ? null : await suspendGiven(tx, deps, { order, refund, at, actor })
    mark = taken?.mark ?? at
    if (order !== null && taken !== null) order = await changeOrder(tx, order, standingIn(taken))
  }
  if (to === 'closed') order = await giveBack(tx, deps, move, order)
  if (to === 'succeeded' && order !== null) order = await finish(tx, deps, order, refund, at)
  const isFinal = to === 'succeeded' || to === 'closed'
  const delay = refundDelay(to, 0)
  await tx.manager.update(
    refundEntity,
    { id: refund.id },
    {
      state: to,
      acceptedAt: mark,
      settledAt: isFinal ? at : null,
      providerRefundId: move.providerRefundId ?? refund.providerRefundId,
      ...{ tries: 0, nextTryAt: delay === null ? null : at + delay, lastError: '' },
    },
  )
  await tellPeople(tx, move)
  if (order !== null && (to === 'accepted' || to === 'succeeded')) {
    await queueRefunded(tx, deps.queueMail, { order, refund, stage: to, at })
  }
  await announce(tx, { at, kind: 'refund.changed', subject: { refundId: refund.id, state: to } })
  await recordAudit(tx, {
    ...{ at, actor, action: `refund.${to}`, subject: `refund:${refund.id}`, before: { state: refund.state } },
    after: { state: to, amount: refund.amount, policy: refund.policy, orderId: order?.id ?? null },
  })
  return true
}

const standingIn = ({ entitlement, endsAt }: Suspension) => ({ entitlement, endsAt })

/** The provider closed it: no money went, so it does not count, and what it took is given back. */
async function giveBack(
  tx: Tx,
  deps: MoveRefundDeps,
  { refund, at, actor, held }: RefundMove,
  order: OrderRow | null,
): Promise<OrderRow | null> {
  await tx.manager.decrement(paymentEntity, { id: refund.paymentId }, 'refunded', refund.amount)
  if (order === null) {
    await waitAgain(tx, refund, held.payment.id, at)
    return null
  }
  const refunded = order.refunded - refund.amount
  const less = await changeOrder(tx, order, { refunded, state: refundedState({ ...order, refunded }) })
  if (refund.acceptedAt === null) return less
  const others = (await tx.manager.findBy(refundEntity, { orderId: order.id })).filter(
    other => other.id !== refund.id && other.acceptedAt !== null && isCounted(other.state),
  )
  const restored = await restoreGiven(tx, deps, { order: less, refund, at, actor }, others)
  return changeOrder(tx, less, standingIn(restored))
}

/** Money of the inbox waits there again, and an order that was held is so again. */
async function waitAgain(tx: Tx, refund: RefundRow, paymentId: number, at: Instant): Promise<void> {
  const items = await tx.manager.findBy(inboxItemEntity, { paymentId, state: 'refunded' })
  for (const item of items) {
    if (item.refundId !== null || refundOf(item.resolution) !== refund.id) continue
    await reopenInboxItem(tx, item, at)
    const [order] = item.orderId === null ? [] : await lockRows(tx, orderEntity, [item.orderId])
    if (order?.state === 'refunded' && order.received === 0) await changeOrder(tx, order, { state: 'held' })
  }
}

const refundOf = (resolution: unknown): unknown =>
  typeof resolution === 'object' && resolution !== null && 'refundId' in resolution
    ? resolution.refundId
    : null

/** The money is back: what was suspended has ended, and what nobody uses is free again. */
async function finish(
  tx: Tx,
  deps: MoveRefundDeps,
  order: OrderRow,
  refund: RefundRow,
  at: Instant,
): Promise<OrderRow> {
  const ended = order.entitlement === 'suspended' ? 'ended' : order.entitlement
  const isWhole = order.state === 'refunded'
  if (isWhole) await deps.rewards.takeBackReward(tx, { orderId: order.id, userId: order.userId, at })
  const frees = isWhole && order.stockHeld && ended === 'ended' && refund.policy !== 'keep'
  if (frees && order.planId !== null) await returnStock(tx, order.planId)
  return changeOrder(tx, order, { entitlement: ended, stockHeld: order.stockHeld && !frees })
}

async function tellPeople(tx: Tx, { refund, to, at, actor, held }: RefundMove): Promise<void> {
  const subject = `refund:${refund.id}`
  if (to === 'abnormal') {
    const facts = { outRefundNo: refund.outRefundNo, reason: refund.reason }
    const about = { about: refund.outRefundNo, paymentId: refund.paymentId, refundId: refund.id }
    const { order } = held
    const whose = { orderId: order?.id ?? null, userId: order?.userId ?? null, amount: refund.amount }
    await openInboxItem(tx, { kind: 'refund_abnormal', ...about, ...whose, facts }, at)
  } else {
    const itemKey = `refund_abnormal:${refund.outRefundNo}`
    const item = await tx.manager.findOneBy(inboxItemEntity, { itemKey, state: 'open' })
    if (item !== null) {
      const state = to === 'succeeded' ? 'refunded' : 'dismissed'
      await resolveInboxItem(tx, item, { state, resolution: { refundState: to }, at, actor })
    }
  }
  if (to !== 'closed') return closeAlert(tx, { at, kind: refundAlert, subject })
  const yuan = `¥${(refund.amount / 100).toFixed(2)}`
  await openAlert(tx, {
    ...{ at, kind: refundAlert, subject, severity: 'warning' as const },
    message: `refund ${refund.outRefundNo} of ${yuan} was closed: no money went back, and what it took was given back`,
  })
}
