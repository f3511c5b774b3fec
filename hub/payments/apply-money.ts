import { openAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import { type PaymentRow, paymentEntity } from '../db/entities/payments.ts'
import { updateRow } from '../db/single-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { auditedOrder } from '../orders/audited-order.ts'
import { changeOrder } from '../orders/change-order.ts'
import { takeStock } from '../plans/stock.ts'
import { type FulfilDeps, type Fulfilment, fulfilOrder } from './fulfil-order.ts'
import { openInboxItem } from './open-inbox-item.ts'
import { queueHeld } from './queue-receipt.ts'

export interface ApplyMoneyDeps extends FulfilDeps {
  readonly clock: Clock
}

export interface Applied {
  readonly kind: 'fulfilled' | 'held'
  readonly order: OrderRow
}

/**
 * Applies an entered payment of the full sum to an order that is pending, closed or held, in the caller's
 * transaction, which holds the user and the order. A closed order is honoured at its frozen price, unless its stock
 * is gone or the buyer bought the same meanwhile. What cannot be fulfilled is held, and its money is in the inbox.
 */
export async function applyMoney(
  tx: Tx,
  deps: ApplyMoneyDeps,
  money: {
    readonly order: OrderRow
    readonly payment: PaymentRow
    readonly method: 'wechat' | 'manual'
    readonly at: Instant
    readonly actor: Actor
    /** A person asks for it, and knows what else the buyer bought. */
    readonly isAsked?: boolean
  },
): Promise<Applied> {
  const { order, payment, method, at, actor, isAsked = false } = money
  const isPending = order.state === 'pending'
  const { why, stockHeld } = isPending
    ? { why: null, stockHeld: order.stockHeld }
    : await reserveAgain(tx, order, isAsked)
  const paid = await changeOrder(tx, order, {
    state: order.state === 'held' ? 'held' : 'paid',
    pendingKey: null,
    ...{ method, stockHeld, received: payment.amount, paidAt: order.paidAt ?? at },
  })
  await updateRow(tx, paymentEntity, payment.id, { orderId: order.id })
  const given = why === null ? await fulfilOrder(tx, deps, paid, { at, actor }) : held(why)
  const after = given.kind === 'given' ? given.order : await hold(tx, deps, paid, payment, given.why, at)
  const isOverrun = given.kind === 'given' && given.isBeyondCode
  if (isOverrun) await tellOverrun(tx, order, at)
  await recordAudit(tx, {
    at,
    actor,
    action: given.kind === 'given' ? 'order.pay' : 'order.hold',
    subject: `order:${order.id}`,
    before: auditedOrder(order),
    after: {
      ...auditedOrder(after),
      transactionId: payment.transactionId,
      source: payment.source,
      ...(isOverrun ? { codeOverrun: true } : {}),
    },
  })
  return { kind: given.kind === 'given' ? 'fulfilled' : 'held', order: after }
}

const held = (why: string): Fulfilment => ({ kind: 'held', why })

/** An order that is closed or held may have no piece of stock: it needs one, and nobody gets the same thing twice unasked. */
async function reserveAgain(
  tx: Tx,
  order: OrderRow,
  isAsked: boolean,
): Promise<{ readonly why: string | null; readonly stockHeld: boolean }> {
  const [since] = rowsOf(
    await tx.query(
      `SELECT id FROM orders WHERE userId = ? AND planId = ? AND id <> ? AND fulfilledAt >= ? LIMIT 1`,
      [order.userId, order.planId, order.id, order.createdAt],
    ),
  )
  if (since !== undefined && !isAsked) return { why: 'bought_again', stockHeld: false }
  if (order.planId === null || order.stockHeld) return { why: null, stockHeld: order.stockHeld }
  const isLeft = await takeStock(tx, order.planId)
  return { why: isLeft ? null : 'sold_out', stockHeld: isLeft }
}

/** The money is not the order's any more: it waits for a person. */
async function hold(
  tx: Tx,
  deps: ApplyMoneyDeps,
  order: OrderRow,
  payment: PaymentRow,
  why: string,
  at: Instant,
): Promise<OrderRow> {
  const held = await changeOrder(tx, order, { state: 'held', heldReason: why, received: 0 })
  await updateRow(tx, paymentEntity, payment.id, { orderId: null })
  await openInboxItem(
    tx,
    {
      kind: order.closedAt === null ? 'held' : 'late',
      about: payment.transactionId,
      paymentId: payment.id,
      orderId: order.id,
      refundId: null,
      userId: order.userId,
      amount: payment.amount,
      facts: { why, transactionId: payment.transactionId, number: order.number },
    },
    at,
  )
  await queueHeld(tx, deps.queueMail, held, at)
  await announce(tx, { at, kind: 'order.held', subject: { orderId: order.id, userId: order.userId } })
  return held
}

/** Limits bind where a code is reserved: late money keeps its price, and the operator is told. */
async function tellOverrun(tx: Tx, order: OrderRow, at: Instant): Promise<void> {
  await openAlert(tx, {
    at,
    kind: 'code.overrun',
    subject: `order:${order.id}`,
    severity: 'warning',
    message: `order ${order.number} was paid after it was closed: its code counts once more than its limits allow`,
  })
}
