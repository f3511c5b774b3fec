import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../db/entities/payments.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Database } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { closeOrder, pendingLifeMs } from '../orders/place-order.ts'
import type { OrderCodes } from '../orders/ports.ts'
import { moveAttempt } from './move-attempt.ts'
import type { Tills } from './ports.ts'
import { type SettleDeps, settlePayment } from './settle-payment.ts'

export interface ClosePendingDeps extends SettleDeps {
  readonly tills: Tills
  readonly codes: OrderCodes
}

/** `paid`: a payment was faster and is settled. `unsure`: the provider did not say, and it may still be paid. */
export type AttemptClosing = 'closed' | 'paid' | 'unsure'

/**
 * Ends what is open of an order at the provider, then the order. A payment that was faster is settled, and the order
 * is as that left it. Fails with `order_not_found`, and with `payment_unavailable` where the provider does not answer:
 * nothing is closed that may still be paid.
 */
export async function closePending(
  deps: ClosePendingDeps,
  closing: { readonly orderId: number; readonly actor: Actor; readonly why: string },
): Promise<Outcome<OrderRow>> {
  const { orderId, actor, why } = closing
  const open = await findOpenAttempt(deps.database, orderId)
  if (open !== null) {
    const closed = await closeAttempt(deps, open)
    if (closed === 'unsure') return fail('payment_unavailable', { why: 'no_answer' })
    if (closed === 'paid') return readOrder(deps.database, orderId)
  }
  return deps.database.inTransaction(tx =>
    closeOrder(tx, deps, { orderId, at: deps.clock.now(), actor, why }),
  )
}

export function findOpenAttempt(database: Database, orderId: number): Promise<PaymentAttemptRow | null> {
  return database.inTransaction(tx => tx.manager.findOneBy(paymentAttemptEntity, { openKey: orderId }))
}

async function readOrder(database: Database, orderId: number): Promise<Outcome<OrderRow>> {
  const order = await database.inTransaction(tx => tx.manager.findOneBy(orderEntity, { id: orderId }))
  return order === null ? fail('order_not_found', { orderId }) : succeed(order)
}

/** Closes an attempt at the provider, and here once that is certain. */
export async function closeAttempt(
  deps: ClosePendingDeps,
  attempt: PaymentAttemptRow,
): Promise<AttemptClosing> {
  const till = await deps.tills.byId(attempt.merchantId)
  if (till === null) return 'unsure'
  // A create whose answer was lost may still take effect: sent again it does, and can then be closed.
  const remade = attempt.state === 'open' ? null : await till.provider.createPayment(storedOf(attempt))
  const answer = await till.provider.closePayment(attempt.outTradeNo)
  deps.crash('attempt.after-close')
  if (answer.kind === 'ok') return markClosed(deps, attempt)
  if (answer.kind !== 'rejected') return 'unsure'
  const asked = await till.provider.queryPayment({ outTradeNo: attempt.outTradeNo })
  if (asked.kind === 'ok' && asked.value.kind === 'paid') {
    await settlePayment(deps, { till, facts: asked.value, source: 'query' })
    return 'paid'
  }
  const isGone =
    (asked.kind === 'ok' && ['CLOSED', 'REVOKED'].includes(asked.value.tradeState)) ||
    (asked.kind === 'rejected' && asked.code === 'ORDERNOTEXIST' && cannotAppear(deps, attempt, remade))
  return isGone ? markClosed(deps, attempt) : 'unsure'
}

/** What the provider does not know may still be on its way to it, until its time to pay is over. */
function cannotAppear(
  deps: ClosePendingDeps,
  attempt: PaymentAttemptRow,
  remade: { readonly kind: string } | null,
): boolean {
  return remade?.kind === 'rejected' || deps.clock.now() - attempt.createdAt >= pendingLifeMs
}

export const storedOf = ({ tradeType, requestBody }: PaymentAttemptRow) => ({ tradeType, body: requestBody })

/** A payment that was settled meanwhile stays. */
function markClosed(deps: ClosePendingDeps, attempt: PaymentAttemptRow): Promise<AttemptClosing> {
  return deps.database.inTransaction(async tx => {
    const [row] = await lockRows(tx, paymentAttemptEntity, [attempt.id])
    if (row === undefined || row.state === 'closed') return 'closed'
    return (await moveAttempt(tx, row, { to: 'closed', at: deps.clock.now() })) ? 'closed' : 'paid'
  })
}
