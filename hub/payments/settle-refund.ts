import { In } from 'typeorm'
import { paymentEntity } from '../db/entities/payments.ts'
import { type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { lockRows } from '../db/lock-rows.ts'
import { isDuplicate } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { enterRefund, gaveWay, reviveRefund } from './enter-refund.ts'
import { holdPayment } from './hold-payment.ts'
import { type MoveRefundDeps, moveRefund } from './move-refund.ts'
import type { RefundFacts } from './payment-provider.ts'
import type { Till } from './ports.ts'
import { stateOfStatus } from './refund-state.ts'
import { type SettleDeps, settlePayment } from './settle-payment.ts'

export interface SettleRefundDeps extends MoveRefundDeps, SettleDeps {
  readonly rewards: MoveRefundDeps['rewards'] & SettleDeps['rewards']
}

const actor: Actor = { kind: 'system', name: 'payments' }

/**
 * Takes a verified word about a refund into the book, from wherever it comes. One that counts nowhere here (it was made
 * in the merchant's own console, or before this database was restored, or gave way to such a one) is asked about and
 * entered. Throws where the provider does not answer about it.
 */
export async function settleRefund(
  deps: SettleRefundDeps,
  till: Till,
  facts: RefundFacts,
): Promise<'settled' | 'known' | 'imported'> {
  const known = await findRefund(deps, facts.outRefundNo)
  if (known !== null && !(gaveWay(known) && facts.status !== 'CLOSED')) {
    return (await settleKnown(deps, known.id, facts)) ? 'settled' : 'known'
  }
  const answer = await till.provider.queryRefund(facts.outRefundNo)
  if (answer.kind !== 'ok')
    throw new Error(`refund ${facts.outRefundNo} cannot be asked about: ${answer.message}`)
  if (answer.value.status === 'CLOSED') return 'known'
  const paymentId = await findPaidBy(deps, till, answer.value)
  const unreached = await askOpen(deps, till, paymentId)
  const found = { facts: answer.value, paymentId, unreached, at: deps.clock.now() }
  try {
    const isNew = await deps.database.inTransaction(tx =>
      known === null ? enterRefund(tx, deps, found) : reviveRefund(tx, deps, found, known.id),
    )
    return !isNew ? 'known' : known === null ? 'imported' : 'settled'
  } catch (error) {
    if (isDuplicate(error)) return 'known'
    throw error
  }
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

/**
 * Asks how far those refunds of a payment are that are under way, and settles what comes of it: one whose answer was
 * lost may have gone through. The ids of those that the provider does not know. Throws where it does not answer.
 */
async function askOpen(deps: SettleRefundDeps, till: Till, paymentId: number): Promise<ReadonlySet<number>> {
  const open = await deps.database.inTransaction(tx =>
    tx.manager.findBy(refundEntity, { paymentId, state: In(['requested', 'accepted']) }),
  )
  const unreached = new Set<number>()
  for (const { id, outRefundNo } of open) {
    const answer = await till.provider.queryRefund(outRefundNo)
    if (answer.kind === 'ok') await settleKnown(deps, id, answer.value)
    else if (answer.kind === 'rejected' && answer.code === 'RESOURCENOTEXISTS') unreached.add(id)
    else throw new Error(`refund ${outRefundNo} cannot be asked about: ${answer.message}`)
  }
  return unreached
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
