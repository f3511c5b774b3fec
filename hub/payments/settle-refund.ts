import { recordAudit } from '../audit/record-audit.ts'
import { paymentEntity } from '../db/entities/payments.ts'
import { inboxItemEntity, type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import { isDuplicate, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { changeOrder } from '../orders/change-order.ts'
import { refundedState } from '../orders/order-state.ts'
import { endHeldOrder } from './end-held-order.ts'
import { type HeldPayment, holdPayment } from './hold-payment.ts'
import { type MoveRefundDeps, moveRefund } from './move-refund.ts'
import { openInboxItem } from './open-inbox-item.ts'
import type { RefundFacts } from './payment-provider.ts'
import type { Till } from './ports.ts'
import { stateOfStatus } from './refund-state.ts'
import { resolveInboxItem } from './resolve-inbox-item.ts'
import { type SettleDeps, settlePayment } from './settle-payment.ts'

export interface SettleRefundDeps extends MoveRefundDeps, SettleDeps {
  readonly rewards: MoveRefundDeps['rewards'] & SettleDeps['rewards']
}

const actor: Actor = { kind: 'system', name: 'payments' }

/**
 * Takes a verified word about a refund into the book, from wherever it comes. One that is not known here, made in the
 * merchant's own console or before this database was restored, is asked about and imported. Throws where the provider does not answer about it.
 */
export async function settleRefund(
  deps: SettleRefundDeps,
  till: Till,
  facts: RefundFacts,
): Promise<'settled' | 'known' | 'imported'> {
  const known = await findRefund(deps, facts.outRefundNo)
  if (known !== null) return (await settleKnown(deps, known.id, facts)) ? 'settled' : 'known'
  const answer = await till.provider.queryRefund(facts.outRefundNo)
  if (answer.kind !== 'ok')
    throw new Error(`refund ${facts.outRefundNo} cannot be asked about: ${answer.message}`)
  return importRefund(deps, till, answer.value)
}

const findRefund = (deps: SettleRefundDeps, outRefundNo: string): Promise<RefundRow | null> =>
  deps.database.inTransaction(tx => tx.manager.findOneBy(refundEntity, { outRefundNo }))

function settleKnown(deps: SettleRefundDeps, refundId: number, facts: RefundFacts): Promise<boolean> {
  return deps.database.inTransaction(async tx => {
    const { paymentId } = await tx.manager.findOneByOrFail(refundEntity, { id: refundId })
    const held = await holdPayment(tx, paymentId)
    const [refund] = await lockRows(tx, refundEntity, [refundId])
    if (refund === undefined) throw new Error(`refund ${refundId} is gone`)
    const { refundId: providerRefundId, status } = facts
    const to = stateOfStatus[status]
    return moveRefund(tx, deps, { held, refund, to, at: deps.clock.now(), actor, providerRefundId })
  })
}

async function importRefund(
  deps: SettleRefundDeps,
  till: Till,
  facts: RefundFacts,
): Promise<'known' | 'imported'> {
  if (facts.status === 'CLOSED') return 'known'
  const paymentId = await findPaidBy(deps, till, facts)
  try {
    return await deps.database.inTransaction(tx => enter(tx, deps, till, facts, paymentId))
  } catch (error) {
    if (isDuplicate(error)) return 'known'
    throw error
  }
}

/** The payment it pays back: one that was never heard of is settled first. */
async function findPaidBy(deps: SettleRefundDeps, till: Till, facts: RefundFacts): Promise<number> {
  const { transactionId } = facts
  const find = () => deps.database.inTransaction(tx => tx.manager.findOneBy(paymentEntity, { transactionId }))
  const known = await find()
  if (known !== null) return known.id
  const answer = await till.provider.queryPayment({ transactionId })
  if (answer.kind !== 'ok' || answer.value.kind !== 'paid') {
    throw new Error(`the payment of refund ${facts.outRefundNo} cannot be asked about`)
  }
  await settlePayment(deps, { till, facts: answer.value, source: 'query' })
  const settled = await find()
  if (settled === null) throw new Error(`the payment of refund ${facts.outRefundNo} is not in the book`)
  return settled.id
}

async function enter(
  tx: Tx,
  deps: SettleRefundDeps,
  till: Till,
  facts: RefundFacts,
  paymentId: number,
): Promise<'known' | 'imported'> {
  const at = deps.clock.now()
  const { outRefundNo, refund: amount } = facts
  let held = await holdPayment(tx, paymentId)
  if ((await tx.manager.findOneBy(refundEntity, { outRefundNo })) !== null) return 'known'
  held = await makeRoom(tx, deps, held, amount)
  const { payment, order } = held
  if (payment.refunded + amount > payment.amount) {
    // One of those under way was closed, and the word of it is still to come: then there is room.
    throw new Error(
      `refund ${outRefundNo} does not fit beside those of payment ${paymentId} that are under way`,
    )
  }
  const isWhole = order !== null && amount >= order.received - order.movedOut - order.refunded
  const row: Omit<RefundRow, 'id'> = {
    ...{ paymentId, orderId: order?.id ?? null, outRefundNo, amount },
    merchantId: payment.merchantId ?? till.merchantId,
    providerRefundId: facts.refundId,
    reason: 'not asked for in this database',
    policy: isWhole ? 'now' : 'keep',
    state: 'requested',
    origin: 'imported',
    ...{ requestBody: '', requestedBy: '', createdAt: at, acceptedAt: null, settledAt: null },
    ...{ tries: 0, nextTryAt: null, lastError: '' },
  }
  const inserted = await tx.manager.insert(refundEntity, row)
  const refund: RefundRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  held = await countRefund(tx, held, amount)
  await recordAudit(tx, {
    ...{ at, actor, action: 'refund.import', subject: `refund:${refund.id}`, before: null },
    after: { outRefundNo, amount, status: facts.status, transactionId: facts.transactionId },
  })
  await moveRefund(tx, deps, { held, refund, to: stateOfStatus[facts.status], at, actor })
  const about = { about: outRefundNo, paymentId, refundId: refund.id, orderId: order?.id ?? null }
  const said = { outRefundNo, policy: refund.policy, transactionId: facts.transactionId }
  const whose = { userId: order?.userId ?? null, amount, facts: said }
  await openInboxItem(tx, { kind: 'refund_imported', ...about, ...whose }, at)
  if (order !== null || payment.refunded + amount < payment.amount) return 'imported'
  for (const item of await tx.manager.findBy(inboxItemEntity, { paymentId, state: 'open' })) {
    if (item.refundId !== null) continue
    const resolution = { refundId: refund.id }
    await resolveInboxItem(tx, item, { state: 'refunded', resolution, at, actor })
    if (item.orderId !== null) await endHeldOrder(tx, deps, { orderId: item.orderId, at })
  }
  return 'imported'
}

/** What was asked for here and never reached the provider cannot go through beside what did: it is closed. */
async function makeRoom(
  tx: Tx,
  deps: SettleRefundDeps,
  held: HeldPayment,
  amount: number,
): Promise<HeldPayment> {
  const paymentId = held.payment.id
  const waiting = await tx.manager.find(refundEntity, {
    where: { paymentId, state: 'requested' },
    order: { id: 'DESC' },
  })
  let now = held
  for (const { id } of waiting) {
    if (now.payment.refunded + amount <= now.payment.amount) break
    const [refund] = await lockRows(tx, refundEntity, [id])
    if (refund === undefined) continue
    await moveRefund(tx, deps, { held: now, refund, to: 'closed', at: deps.clock.now(), actor })
    now = await holdPayment(tx, paymentId)
  }
  return now
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
