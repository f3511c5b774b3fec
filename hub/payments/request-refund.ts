import { recordAudit } from '../audit/record-audit.ts'
import type { Fen, Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { type PaymentRow, paymentEntity } from '../db/entities/payments.ts'
import { type InboxItemRow, inboxItemEntity, type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Tx } from '../db/transaction.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { refundableOf } from '../orders/credit-rule.ts'
import type { RandomBytes } from '../users/ports.ts'
import { endHeldOrder } from './end-held-order.ts'
import { countRefund } from './enter-refund.ts'
import { type HeldPayment, holdPayment } from './hold-payment.ts'
import { moveRefund } from './move-refund.ts'
import type { Till, Tills } from './ports.ts'
import type { RefundPolicy } from './refund-rule.ts'
import { refuseLostRefund } from './refuse-lost-refund.ts'
import { resolveInboxItem } from './resolve-inbox-item.ts'
import { type SendRefundDeps, sendRefund } from './send-refund.ts'

export interface RequestRefundDeps extends SendRefundDeps {
  readonly tills: Tills
  readonly random: RandomBytes
}

export interface WantedRefund {
  readonly orderId: number
  /** Fen; null: all that may still go back. */
  readonly amount: number | null
  readonly policy: RefundPolicy
  readonly reason: string
  /** Fen that had gone back when this was decided; left out where it does not matter. */
  readonly refundedBefore?: number | undefined
}

const year = 365 * 86_400_000
/** The provider's limit of parts per payment. */
const mostParts = 50

/**
 * Pays an order's money back, whole or in part. The request is committed with its number and body before the provider
 * is asked, and is repeated with both until it answers. Money entered by hand is given back by hand: it is only noted.
 * Fails with `order_not_found`, `changed_meanwhile` where something else went back since `refundedBefore`, and
 * `refund_refused` (`why`: not_paid, nothing_left, too_much, too_many, too_old,
 * no_merchant; after a restore bill_awaited, no_answer).
 */
export async function requestRefund(
  deps: RequestRefundDeps,
  wanted: WantedRefund,
  actor: Actor,
): Promise<Outcome<RefundRow>> {
  const { orderId } = wanted
  const found = await deps.database.inTransaction(async tx => ({
    order: await tx.manager.findOneBy(orderEntity, { id: orderId }),
    payment: await tx.manager.findOneBy(paymentEntity, { orderId }),
  }))
  if (found.order === null) return fail('order_not_found', { orderId })
  if (found.payment === null) return fail('refund_refused', { why: 'not_paid' })
  const { id: paymentId } = found.payment
  return request(deps, found.payment, actor, async tx => {
    const held = await holdPayment(tx, paymentId)
    const most = held.order === null ? 0 : refundableOf(held.order)
    const amount = wanted.amount ?? most
    const refunded = held.order?.refunded ?? 0
    if (wanted.refundedBefore !== undefined && wanted.refundedBefore !== refunded) {
      throw new RolledBack(fail('changed_meanwhile', { current: { refunded } }))
    }
    if (most === 0) refuse('nothing_left')
    if (amount > most) refuse('too_much', { most })
    const { policy, reason } = wanted
    return { held, item: null, terms: { amount, policy, reason, origin: 'operator' } }
  })
}

/**
 * Pays back what waits in the inbox. Fails with `inbox_not_found`, `changed_meanwhile` and `refund_refused`.
 */
export async function refundInboxItem(
  deps: RequestRefundDeps,
  wanted: { readonly inboxId: number; readonly version: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<RefundRow>> {
  const { inboxId, version, reason } = wanted
  const found = await deps.database.inTransaction(async tx => {
    const item = await tx.manager.findOneBy(inboxItemEntity, { id: inboxId })
    const id = item?.refundId === null ? item.paymentId : null
    return { item, payment: id === null ? null : await tx.manager.findOneBy(paymentEntity, { id }) }
  })
  if (found.item === null) return fail('inbox_not_found', { inboxId })
  if (found.payment === null) return fail('refund_refused', { why: 'not_paid' })
  const { id: paymentId } = found.payment
  return request(deps, found.payment, actor, async tx => {
    const held = await holdPayment(tx, paymentId)
    const [item] = await lockRows(tx, inboxItemEntity, [inboxId])
    if (item?.state !== 'open' || item.version !== version) {
      throw new RolledBack(fail('changed_meanwhile', { current: item ?? null }))
    }
    const amount = held.payment.amount - held.payment.refunded
    if (held.payment.orderId !== null || amount === 0) refuse('nothing_left')
    return { held, item, terms: { amount, policy: 'keep', reason, origin: 'inbox' } }
  })
}

function refuse(why: string, facts: object = {}): never {
  throw new RolledBack(fail('refund_refused', { why, ...facts }))
}

interface Prepared {
  readonly held: HeldPayment
  readonly item: InboxItemRow | null
  readonly terms: Pick<RefundRow, 'amount' | 'policy' | 'reason' | 'origin'>
}

async function request(
  deps: RequestRefundDeps,
  payment: Pick<PaymentRow, 'merchantId' | 'transactionId' | 'successAt'>,
  actor: Actor,
  prepare: (tx: Tx) => Promise<Prepared>,
): Promise<Outcome<RefundRow>> {
  const till = payment.merchantId === null ? null : await deps.tills.byId(payment.merchantId)
  if (payment.merchantId !== null && till === null) return fail('refund_refused', { why: 'no_merchant' })
  const lost = till === null ? null : await refuseLostRefund(deps, till, payment)
  if (lost !== null) return lost
  const made = await outcomeOf(() =>
    deps.database.inTransaction(async tx => insert(tx, deps, till, await prepare(tx), actor)),
  )
  if (!made.ok) return made
  deps.crash('refund.after-commit')
  if (till !== null) await sendRefund(deps, till, made.value.id)
  const row = await deps.database.inTransaction(tx =>
    tx.manager.findOneBy(refundEntity, { id: made.value.id }),
  )
  return succeed(row ?? made.value)
}

async function insert(
  tx: Tx,
  deps: RequestRefundDeps,
  till: Till | null,
  { held, item, terms }: Prepared,
  actor: Actor,
): Promise<RefundRow> {
  const at = deps.clock.now()
  const { payment, order } = held
  if (terms.amount < 1) refuse('nothing_left')
  if (at - payment.successAt >= year) refuse('too_old')
  if ((await tx.manager.countBy(refundEntity, { paymentId: payment.id })) >= mostParts) refuse('too_many')
  const outRefundNo = `R${deps.random(14).toString('hex')}`
  const body = till?.provider.buildRefund({
    ...{ transactionId: payment.transactionId, outRefundNo, reason: terms.reason },
    ...{ refund: terms.amount as Fen, total: payment.amount as Fen },
  })
  const row: Omit<RefundRow, 'id'> = {
    ...terms,
    ...{ paymentId: payment.id, orderId: order?.id ?? null, merchantId: payment.merchantId, outRefundNo },
    ...{ providerRefundId: null, state: 'requested', requestBody: body ?? '', requestedBy: actorText(actor) },
    ...{ createdAt: at, acceptedAt: null, settledAt: null, tries: 0, lastError: '' },
    nextTryAt: till === null ? null : at + 5_000,
  }
  const inserted = await tx.manager.insert(refundEntity, row)
  const refund: RefundRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  const counted = await countRefund(tx, held, terms.amount)
  if (item !== null) await leaveInbox(tx, deps, item, refund, actor)
  await recordAudit(tx, {
    ...{ at, actor, action: 'refund.request', subject: `refund:${refund.id}`, before: null },
    after: { ...terms, outRefundNo, paymentId: payment.id, orderId: order?.id ?? null },
  })
  if (till !== null) return refund
  await moveRefund(tx, deps, { held: counted, refund, to: 'succeeded', at, actor })
  return tx.manager.findOneByOrFail(refundEntity, { id: refund.id })
}

async function leaveInbox(
  tx: Tx,
  deps: RequestRefundDeps,
  item: InboxItemRow,
  refund: RefundRow,
  actor: Actor,
): Promise<void> {
  const at = refund.createdAt as Instant
  const resolution = { refundId: refund.id, reason: refund.reason }
  await resolveInboxItem(tx, item, { state: 'refunded', resolution, at, actor })
  if (item.orderId !== null) await endHeldOrder(tx, deps, { orderId: item.orderId, at })
}
