import { type Decided, decided, refused, wrongParameter } from './api-error-rule.ts'
import type { OrderRequest } from './order-body-rule.ts'

/**
 *   NOTPAY --close--> CLOSED
 *     |                 |  (late success: a payment under way when the close came)
 *     +----confirm------+--> PAID   (told as SUCCESS, or REFUND once something was refunded)
 *
 * A payment that was begun (the customer is in the cashier) may be confirmed after `time_expire`; none begins then.
 */
export type OrderState =
  | { readonly kind: 'NOTPAY'; readonly begunAt: number | null }
  | { readonly kind: 'CLOSED'; readonly closedAt: number }
  | ({ readonly kind: 'PAID' } & Payment)

export interface Payment {
  readonly transactionId: string
  readonly paidAt: number
  readonly openid: string
  readonly bankType: string
  /** Fen of a WeChat coupon: the payer gave that much less. */
  readonly couponFen: number
  /** What notification, query and bill say; wrong on purpose where a test wants it. */
  readonly told: {
    readonly total: number
    readonly currency: string
    readonly mchid: string
    readonly appid: string
  }
}

export interface Order {
  readonly request: OrderRequest
  readonly createdAt: number
  /** The token in the newest code_url, h5_url or prepay_id: older ones are dead. */
  readonly link: { readonly token: string; readonly issuedAt: number }
  readonly state: OrderState
}

const minute = 60_000
export const codeLifeMs = 120 * minute
export const h5LifeMs = 5 * minute

export interface Merchant {
  readonly mchid: string
  readonly appid: string
}

/** A create, or its repetition: the order as it is afterwards, with a fresh link. */
export function createOrder(
  known: Order | undefined,
  request: OrderRequest,
  link: { readonly token: string; readonly issuedAt: number },
  merchant: Merchant,
): Decided<Order> {
  const now = link.issuedAt
  if (request.mchid !== merchant.mchid) return wrongParameter('/mchid', 'is not the signing merchant')
  if (request.appid !== merchant.appid)
    return refused(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配，请检查后再试')
  if (!known) {
    if (request.timeExpire !== null && request.timeExpire < now + minute)
      return wrongParameter('/time_expire', 'must be at least one minute ahead')
    return decided({ request, createdAt: now, link, state: { kind: 'NOTPAY', begunAt: null } })
  }
  if (known.state.kind === 'PAID') return refused(400, 'ORDER_PAID', '该订单已支付')
  if (known.state.kind === 'CLOSED') return refused(400, 'ORDER_CLOSED', '该订单已关闭')
  if (known.request.fingerprint !== request.fingerprint)
    return refused(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致')
  if (request.timeExpire !== null && request.timeExpire <= now)
    return wrongParameter('/time_expire', 'has passed')
  return decided({ ...known, link })
}

/** Unpaid only; closing a closed order again is good. */
export function closeOrder(order: Order | undefined, now: number): Decided<Order> {
  if (!order) return refused(404, 'ORDER_NOT_EXIST', '订单不存在')
  if (order.state.kind === 'PAID') return refused(400, 'ORDER_PAID', '该订单已支付')
  if (order.state.kind === 'CLOSED') return decided(order)
  return decided({ ...order, state: { kind: 'CLOSED', closedAt: now } })
}

/** The customer opens the cashier with `token`: refused for a dead link, and after `time_expire`. */
export function beginPayment(order: Order | undefined, token: string, now: number): Decided<Order> {
  if (!order) return refused(404, 'ORDER_NOT_EXIST', '订单不存在')
  if (order.state.kind === 'PAID') return refused(400, 'ORDER_PAID', '该订单已支付')
  if (order.state.kind === 'CLOSED') return refused(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.link.token !== token) return refused(400, 'LINK_REPLACED', '二维码已更新，请扫描最新的二维码')
  const life = order.request.product === 'h5' ? h5LifeMs : codeLifeMs
  if (now >= order.link.issuedAt + life) return refused(400, 'LINK_EXPIRED', '支付链接已过期')
  const { timeExpire } = order.request
  if (timeExpire !== null && now >= timeExpire) return refused(400, 'ORDER_EXPIRED', '订单已过期')
  return decided({ ...order, state: { kind: 'NOTPAY', begunAt: now } })
}

/** The customer pays what was begun. `late`: also after a close, as when the bank answered too late. */
export function confirmPayment(order: Order | undefined, payment: Payment, late: boolean): Decided<Order> {
  if (!order) return refused(404, 'ORDER_NOT_EXIST', '订单不存在')
  if (order.state.kind === 'PAID') return refused(400, 'ORDER_PAID', '该订单已支付')
  if (order.state.kind === 'CLOSED' && !late) return refused(400, 'ORDER_CLOSED', '该订单已关闭')
  if (order.state.kind === 'NOTPAY' && order.state.begunAt === null && !late)
    return refused(400, 'NOT_BEGUN', '支付尚未开始')
  return decided({ ...order, state: { kind: 'PAID', ...payment } })
}
