import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { paymentEntity } from '../db/entities/payments.ts'
import { inboxItemEntity, type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { changeOrder } from '../orders/change-order.ts'
import { refundedState } from '../orders/order-state.ts'
import type { OrderCodes } from '../orders/ports.ts'
import { endHeldOrder } from './end-held-order.ts'
import { type HeldPayment, holdPayment } from './hold-payment.ts'
import { type MoveRefundDeps, moveRefund } from './move-refund.ts'
import { openInboxItem } from './open-inbox-item.ts'
import type { RefundFacts } from './payment-provider.ts'
import { stateOfStatus } from './refund-state.ts'
import { resolveInboxItem } from './resolve-inbox-item.ts'

export interface EnterRefundDeps extends MoveRefundDeps {
  readonly codes: Pick<OrderCodes, 'release'>
}

/** What the provider says of a refund that counts nowhere here yet. */
export interface FoundRefund {
  readonly facts: RefundFacts
  readonly paymentId: number
  readonly at: Instant
  /** Refunds of the payment that were asked for here and that the provider does not know: they may give way. */
  readonly unreached: ReadonlySet<number>
}

const actor: Actor = { kind: 'system', name: 'payments' }

/** Enters a refund that was not made here, before a person too. False where it was entered meanwhile. */
export async function enterRefund(tx: Tx, deps: EnterRefundDeps, found: FoundRefund): Promise<boolean> {
  const { facts, at } = found
  const { outRefundNo, refund: amount } = facts
  if ((await tx.manager.findOneBy(refundEntity, { outRefundNo })) !== null) return false
  const held = await makeRoom(tx, deps, found)
  const { payment, order } = held
  const isWhole = order !== null && amount >= order.received - order.movedOut - order.refunded
  const row: Omit<RefundRow, 'id'> = {
    ...{ paymentId: payment.id, orderId: order?.id ?? null, merchantId: payment.merchantId },
    ...{ outRefundNo, providerRefundId: facts.refundId, amount },
    reason: 'not asked for in this database',
    policy: isWhole ? 'now' : 'keep',
    state: 'requested',
    origin: 'imported',
    ...{ requestBody: '', requestedBy: '', createdAt: at, acceptedAt: null, settledAt: null },
    ...{ tries: 0, nextTryAt: null, lastError: '' },
  }
  const inserted = await tx.manager.insert(refundEntity, row)
  const refund: RefundRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  await count(tx, deps, { found, held, refund, action: 'refund.import' })
  const about = { about: outRefundNo, paymentId: payment.id, refundId: refund.id, orderId: order?.id ?? null }
  const said = { outRefundNo, policy: refund.policy, transactionId: facts.transactionId }
  const whose = { userId: order?.userId ?? null, amount, facts: said }
  await openInboxItem(tx, { kind: 'refund_imported', ...about, ...whose }, at)
  return true
}

/**
 * Counts a refund again that gave way here, since the provider did not know it, and that it has after all: it was on
 * its way. False where it does not stand so any more.
 */
export async function reviveRefund(
  tx: Tx,
  deps: EnterRefundDeps,
  found: FoundRefund,
  refundId: number,
): Promise<boolean> {
  const held = await makeRoom(tx, deps, found)
  const [closed] = await lockRows(tx, refundEntity, [refundId])
  if (closed === undefined || !gaveWay(closed)) return false
  const patch = { state: 'requested', settledAt: null } as const
  await tx.manager.update(refundEntity, { id: refundId }, patch)
  await count(tx, deps, { found, held, refund: { ...closed, ...patch }, action: 'refund.revive' })
  return true
}

/** Closed here alone: the provider never gave it a number. */
export const gaveWay = ({ state, providerRefundId }: RefundRow): boolean =>
  state === 'closed' && providerRefundId === null

async function count(
  tx: Tx,
  deps: EnterRefundDeps,
  counting: {
    readonly found: FoundRefund
    readonly held: HeldPayment
    readonly refund: RefundRow
    readonly action: string
  },
): Promise<void> {
  const { found, refund, action } = counting
  const { facts, paymentId, at } = found
  const { outRefundNo, transactionId, status, refundId: providerRefundId } = facts
  const held = await countRefund(tx, counting.held, refund.amount)
  await recordAudit(tx, {
    ...{ at, actor, action, subject: `refund:${refund.id}`, before: null },
    after: { outRefundNo, amount: refund.amount, status, transactionId },
  })
  await moveRefund(tx, deps, { held, refund, to: stateOfStatus[status], at, actor, providerRefundId })
  if (held.order !== null || held.payment.refunded < held.payment.amount) return
  for (const item of await tx.manager.findBy(inboxItemEntity, { paymentId, state: 'open' })) {
    if (item.refundId !== null) continue
    const resolution = { refundId: refund.id }
    await resolveInboxItem(tx, item, { state: 'refunded', resolution, at, actor })
    if (item.orderId !== null) await endHeldOrder(tx, deps, { orderId: item.orderId, at })
  }
}

/**
 * Holds the payment with room for a refund that was made: what was asked for here and never reached the provider
 * cannot go through beside it and is closed. Throws where that is not enough: the word that another one was closed is
 * still to come.
 */
async function makeRoom(tx: Tx, deps: EnterRefundDeps, found: FoundRefund): Promise<HeldPayment> {
  const { facts, paymentId, at, unreached } = found
  let held = await holdPayment(tx, paymentId)
  const isRoom = () => held.payment.refunded + facts.refund <= held.payment.amount
  const waiting = await tx.manager.find(refundEntity, {
    where: { paymentId, state: 'requested' },
    order: { id: 'DESC' },
  })
  for (const { id } of waiting) {
    if (isRoom()) break
    const [refund] = unreached.has(id) ? await lockRows(tx, refundEntity, [id]) : []
    if (refund === undefined) continue
    await moveRefund(tx, deps, { held, refund, to: 'closed', at, actor })
    held = await holdPayment(tx, paymentId)
  }
  if (isRoom()) return held
  throw new Error(
    `refund ${facts.outRefundNo} does not fit beside those of payment ${paymentId} that are under way`,
  )
}

/** Counts money as gone back, of the payment and of its order. The tables refuse more than was received. */
export async function countRefund(tx: Tx, held: HeldPayment, amount: number): Promise<HeldPayment> {
  const { payment, order } = held
  await tx.manager.increment(paymentEntity, { id: payment.id }, 'refunded', amount)
  const counted = { ...payment, refunded: payment.refunded + amount }
  if (order === null) return { payment: counted, order }
  const refunded = order.refunded + amount
  const state = refundedState({ ...order, refunded })
  return { payment: counted, order: await changeOrder(tx, order, { refunded, state }) }
}
