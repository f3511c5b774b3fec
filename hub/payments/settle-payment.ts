import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import {
  merchantEntity,
  type PaymentAttemptRow,
  type PaymentRow,
  paymentAttemptEntity,
  paymentEntity,
} from '../db/entities/payments.ts'
import type { InboxItemRow } from '../db/entities/refunds.ts'
import { userEntity } from '../db/entities/users.ts'
import { lockRows } from '../db/lock-rows.ts'
import { findRow, insertRow } from '../db/single-row.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Crash } from '../kernel/crash-points.ts'
import { type ApplyMoneyDeps, applyMoney } from './apply-money.ts'
import { boughtIn } from './attach-rule.ts'
import { isOpenAttempt } from './attempt-state.ts'
import { holdOrder } from './hold-payment.ts'
import { moveAttempt } from './move-attempt.ts'
import { openInboxItem } from './open-inbox-item.ts'
import type { PaidFacts } from './payment-provider.ts'
import type { Till } from './ports.ts'
import { noteProcessed } from './store-notification.ts'
import { orderNumberIn } from './trade-number-rule.ts'

export interface SettleDeps extends ApplyMoneyDeps {
  readonly database: Database
  readonly crash: Crash
}

export interface VerifiedMoney {
  readonly till: Till
  readonly facts: PaidFacts
  readonly source: 'notification' | 'query' | 'bill'
  /** The stored notification that tells of it: done in the same transaction. */
  readonly eventId?: number
}

/** `known`: this transaction is in the book already, and nothing was done. */
export type Settled =
  | { readonly kind: 'known' | 'fulfilled' | 'held'; readonly orderId: number | null }
  | { readonly kind: 'inbox'; readonly why: InboxItemRow['kind'] }

const actor: Actor = { kind: 'system', name: 'payments' }

/**
 * The one way of verified money into the book. Whether a notification, a query or a bill tells of it, once or at the
 * same moment: it is entered once, by the provider's transaction number, and ends fulfilled, held or in the inbox.
 */
export async function settlePayment(deps: SettleDeps, money: VerifiedMoney): Promise<Settled> {
  const once = () =>
    deps.database.inTransaction(async tx => {
      const settled = await settle(tx, deps, money)
      if (money.eventId !== undefined) await noteProcessed(tx, money.eventId, deps.clock.now())
      return settled
    })
  try {
    return await once()
  } catch (error) {
    // Another one entered it between our look and our write: theirs counts.
    if (!isDuplicate(error)) throw error
    return once()
  }
}

async function settle(tx: Tx, deps: SettleDeps, money: VerifiedMoney): Promise<Settled> {
  const { facts } = money
  const at = deps.clock.now()
  const accountId = await accountOf(tx, money)
  const found = await findAttempt(tx, money, accountId)
  const orderId = found?.orderId ?? (await orderOfLost(tx, facts.outTradeNo))
  const order = orderId === null ? null : await holdOrder(tx, orderId)
  const [attempt = null] = found === null ? [] : await lockRows(tx, paymentAttemptEntity, [found.id])
  const known = await findPayment(tx, facts.transactionId)
  if (known !== null) return { kind: 'known', orderId: known.orderId }
  const stray = { money, accountId, attempt, order, at }
  if (order === null) return toInbox(tx, { kind: 'unknown_order', ...stray })
  const isOurs = accountId !== null && (attempt === null || attempt.merchantId === accountId)
  if (!isOurs || !fits(attempt?.amount ?? order.total, facts)) {
    if (attempt !== null) await moveAttempt(tx, attempt, { to: 'mismatch', at })
    return toInbox(tx, { kind: 'mismatch', ...stray })
  }
  const wasOpen = attempt !== null && isOpenAttempt(attempt.state)
  if (attempt !== null) await moveAttempt(tx, attempt, { to: 'paid', at })
  if (order.state !== 'pending' && order.state !== 'closed') {
    return toInbox(tx, { kind: wasOpen ? 'duplicate' : 'superseded', ...stray })
  }
  const payment = await enter(tx, { ...money, accountId }, attempt, at)
  const applied = await applyMoney(tx, deps, { order, payment, method: 'wechat', at, actor })
  // Money came for an older code while a newer one may still be paid: that one is closed at the provider now.
  await tx.query('UPDATE payment_attempts SET nextQueryAt = ? WHERE openKey = ?', [at, order.id])
  deps.crash('payment.before-commit')
  return { kind: applied.kind, orderId: order.id }
}

const findPayment = (tx: Tx, transactionId: string): Promise<PaymentRow | null> =>
  findRow(tx, paymentEntity, { transactionId })

/** The order of an attempt of ours that is not in the book: it was made after the backup this database came from. */
async function orderOfLost(tx: Tx, outTradeNo: string): Promise<number | null> {
  const number = orderNumberIn(outTradeNo)
  if (number === null) return null
  return (await tx.manager.findOneBy(orderEntity, { number }))?.id ?? null
}

/**
 * The account that the money came to; null: none of ours. Accounts of one merchant number have the same keys and one
 * bill, so what is told to one of them may be another's, which the appid names.
 */
async function accountOf(tx: Tx, { till, facts: { mchid, appid } }: VerifiedMoney): Promise<number | null> {
  const { merchant } = till.provider
  if (mchid !== merchant.mchid) return null
  if (appid === merchant.appid) return till.merchantId
  return (await tx.manager.findOneBy(merchantEntity, { provider: 'wechat', mchid, appid }))?.id ?? null
}

async function findAttempt(
  tx: Tx,
  { till, facts: { outTradeNo } }: VerifiedMoney,
  accountId: number | null,
): Promise<PaymentAttemptRow | null> {
  const merchantId = accountId ?? till.merchantId
  const own = await findRow(tx, paymentAttemptEntity, { merchantId, outTradeNo })
  if (own !== null || merchantId === till.merchantId) return own
  return findRow(tx, paymentAttemptEntity, { merchantId: till.merchantId, outTradeNo })
}

/** The sum of the order is compared: a coupon of the provider makes what the payer gives smaller. */
const fits = (expected: number, { total, currency }: PaidFacts): boolean =>
  total === expected && currency === 'CNY'

async function enter(
  tx: Tx,
  { facts, till, source, accountId }: VerifiedMoney & { readonly accountId: number | null },
  attempt: PaymentAttemptRow | null,
  at: Instant,
): Promise<PaymentRow> {
  const row: Omit<PaymentRow, 'id'> = {
    merchantId: accountId ?? till.merchantId,
    transactionId: facts.transactionId,
    outTradeNo: facts.outTradeNo,
    attemptId: attempt?.id ?? null,
    amount: facts.total,
    currency: facts.currency,
    source,
    successAt: facts.successAt,
    recordedAt: at,
    orderId: null,
    refunded: 0,
  }
  return { ...row, id: await insertRow(tx, paymentEntity, row) }
}

interface Stray {
  readonly kind: InboxItemRow['kind']
  readonly money: VerifiedMoney
  readonly accountId: number | null
  readonly attempt: PaymentAttemptRow | null
  readonly order: OrderRow | null
  readonly at: Instant
}

async function toInbox(tx: Tx, { kind, money, accountId, attempt, order, at }: Stray): Promise<Settled> {
  const { facts, source } = money
  const payment = await enter(tx, { ...money, accountId }, attempt, at)
  const bought = boughtIn(facts.attach ?? null)
  const userId = order?.userId ?? bought?.userId ?? null
  const user = userId === null ? null : await tx.manager.findOneBy(userEntity, { id: userId })
  const { transactionId, outTradeNo, total, currency, mchid, appid } = facts
  const said = { transactionId, outTradeNo, total, currency, mchid, appid, source }
  await openInboxItem(
    tx,
    {
      kind,
      about: transactionId,
      paymentId: payment.id,
      orderId: order?.id ?? null,
      refundId: null,
      userId: user?.id ?? null,
      amount: payment.amount,
      facts: {
        ...said,
        expected: attempt?.amount ?? order?.total ?? null,
        orderState: order?.state ?? null,
        ...(bought === null ? {} : { bought }),
      },
    },
    at,
  )
  await recordAudit(tx, {
    at,
    actor,
    action: 'payment.receive',
    subject: `payment:${payment.id}`,
    before: null,
    after: { ...said, inbox: kind, orderId: order?.id ?? null },
  })
  return { kind: 'inbox', why: kind }
}
