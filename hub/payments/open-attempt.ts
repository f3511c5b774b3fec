import type { Fen, Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../db/entities/payments.ts'
import { lockRows } from '../db/lock-rows.ts'
import { isDuplicate, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { SingleFlight } from '../kernel/single-flight.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import type { RandomBytes } from '../users/ports.ts'
import { attachOf } from './attach-rule.ts'
import { queryDelay } from './attempt-state.ts'
import { type ClosePendingDeps, closeAttempt, findOpenAttempt } from './close-pending.ts'
import type { PaymentRequest, TradeType } from './payment-provider.ts'
import type { Till } from './ports.ts'
import { type PayWay, sendAttempt } from './send-attempt.ts'
import { tradeNumberBytes, tradeNumberOf } from './trade-number-rule.ts'

export interface OpenAttemptDeps extends ClosePendingDeps {
  readonly random: RandomBytes
  /** A double click asks once: each answer of the provider kills the link before it. */
  readonly opening: SingleFlight<Outcome<PayWay>>
  /** What the payer reads beside the sum. */
  readonly serviceName: () => Promise<string>
}

export interface WantedAttempt {
  readonly orderId: number
  readonly tradeType: TradeType
  readonly clientIp: string
  /** For jsapi alone. */
  readonly openId?: string
}

/** The provider takes no order whose end is nearer. */
const shortestLifeMs = 60_000

/**
 * Where a pending order can be paid. The attempt is committed with its exact body before the provider is asked; asked
 * again it is the same number and body, so that nobody can pay twice. Another way to pay first ends the one that is
 * open. Fails with `order_not_found` and `payment_unavailable` (`why`: no_merchant, trade_type, over, paid, no_answer,
 * refused).
 */
export async function openAttempt(deps: OpenAttemptDeps, wanted: WantedAttempt): Promise<Outcome<PayWay>> {
  const till = await deps.tills.active()
  if (till === null) return unavailable('no_merchant')
  if (!till.provider.tradeTypes.includes(wanted.tradeType)) return unavailable('trade_type')
  if (wanted.tradeType === 'jsapi' && wanted.openId === undefined) return unavailable('trade_type')
  const open = await findOpenAttempt(deps.database, wanted.orderId)
  if (open !== null && (open.tradeType !== wanted.tradeType || open.merchantId !== till.merchantId)) {
    const closed = await closeAttempt(deps, open)
    if (closed !== 'closed') return unavailable(closed === 'paid' ? 'paid' : 'no_answer')
  }
  const attempt = await takeAttempt(deps, till, wanted)
  if (!attempt.ok) return attempt
  deps.crash('attempt.after-commit')
  const { id } = attempt.value
  return deps.opening.run(id, () => sendAttempt(deps, till, id))
}

const unavailable = (why: string) => fail('payment_unavailable', { why })

/** The attempt that is open, or a new one; two that come at once get the same. */
async function takeAttempt(
  deps: OpenAttemptDeps,
  till: Till,
  wanted: WantedAttempt,
): Promise<Outcome<PaymentAttemptRow>> {
  const serviceName = await deps.serviceName()
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const [order] = await lockRows(tx, orderEntity, [wanted.orderId])
      if (order === undefined) throw new RolledBack(fail('order_not_found', { orderId: wanted.orderId }))
      if (order.state !== 'pending') {
        throw new RolledBack(unavailable(order.state === 'closed' ? 'over' : 'paid'))
      }
      const open = await tx.manager.findOneBy(paymentAttemptEntity, { openKey: order.id })
      if (open !== null) return open
      if (order.expiresAt - at <= shortestLifeMs) throw new RolledBack(unavailable('over'))
      return insertAttempt(tx, deps, till, { order, wanted, serviceName, at })
    }),
  )
}

async function insertAttempt(
  tx: Tx,
  deps: OpenAttemptDeps,
  till: Till,
  making: {
    readonly order: OrderRow
    readonly wanted: WantedAttempt
    readonly serviceName: string
    readonly at: Instant
  },
): Promise<PaymentAttemptRow> {
  const { order, wanted, at } = making
  const outTradeNo = tradeNumberOf(order.number, deps.random(tradeNumberBytes))
  const body = till.provider.buildPayment(requestOf(order, wanted, outTradeNo, making.serviceName))
  const row: Omit<PaymentAttemptRow, 'id'> = {
    orderId: order.id,
    merchantId: till.merchantId,
    outTradeNo,
    tradeType: wanted.tradeType,
    state: 'creating',
    openKey: order.id,
    amount: order.total,
    requestBody: body,
    payUrl: null,
    payUrlAt: null,
    nextQueryAt: at + (queryDelay(0) ?? 0),
    queries: 0,
    lastError: '',
    createdAt: at,
    endedAt: null,
  }
  try {
    const inserted = await tx.manager.insert(paymentAttemptEntity, row)
    return { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new RolledBack(unavailable('no_answer'))
  }
}

function requestOf(
  order: OrderRow,
  wanted: WantedAttempt,
  outTradeNo: string,
  serviceName: string,
): PaymentRequest {
  const { quote } = frozenOf(order)
  const shared = {
    outTradeNo,
    description: `${serviceName} ${quote.title.zh || order.number}`,
    total: order.total as Fen,
    expiresAt: order.expiresAt as Instant,
    attach: attachOf(order),
  }
  if (wanted.tradeType === 'h5') return { ...shared, tradeType: 'h5', payerAddress: wanted.clientIp }
  if (wanted.tradeType === 'jsapi') return { ...shared, tradeType: 'jsapi', openid: wanted.openId ?? '' }
  return { ...shared, tradeType: 'native' }
}
