import * as z from 'zod'
import { type Decided, decided, refused, wrongParameter } from './api-error-rule.ts'
import { firstIssue, refuseNotifyUrl, renderSorted } from './order-body-rule.ts'
import type { Order } from './order-rule.ts'

/** PROCESSING -> SUCCESS | CLOSED | ABNORMAL; ABNORMAL -> PROCESSING when the merchant applies again. */
export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'

export interface Refund {
  readonly refundId: string
  readonly outRefundNo: string
  readonly outTradeNo: string
  readonly transactionId: string
  readonly fen: number
  readonly total: number
  readonly reason: string | null
  readonly notifyUrl: string | null
  readonly fingerprint: string
  readonly createdAt: number
  readonly status: RefundStatus
  readonly succeededAt: number | null
  readonly receivedAccount: string
  /** Made by a person in the merchant console, not through the API. */
  readonly byConsole: boolean
}

const refundNo = z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/)
const refundBody = z.strictObject({
  transaction_id: z.string().min(1).max(32).optional(),
  out_trade_no: z.string().min(6).max(32).optional(),
  out_refund_no: refundNo,
  reason: z.string().max(80).optional(),
  notify_url: z.string().min(1).max(256).optional(),
  funds_account: z.enum(['AVAILABLE', 'UNSETTLED']).optional(),
  amount: z.strictObject({
    refund: z.int().min(1),
    total: z.int().min(1),
    currency: z.literal('CNY'),
  }),
})

export interface RefundRequest {
  readonly transactionId: string | null
  readonly outTradeNo: string | null
  readonly outRefundNo: string
  readonly reason: string | null
  readonly notifyUrl: string | null
  readonly fen: number
  readonly total: number
  readonly fingerprint: string
}

export function parseRefundBody(body: unknown, loopbackHttp: boolean): Decided<RefundRequest> {
  const parsed = refundBody.safeParse(body)
  if (!parsed.success) return firstIssue(parsed.error)
  const { transaction_id, out_trade_no, out_refund_no, reason, notify_url, amount } = parsed.data
  if ((transaction_id === undefined) === (out_trade_no === undefined))
    return wrongParameter('/transaction_id', 'exactly one of transaction_id and out_trade_no is needed')
  const wrongUrl = notify_url === undefined ? null : refuseNotifyUrl(notify_url, loopbackHttp)
  if (wrongUrl) return wrongParameter('/notify_url', wrongUrl)
  return decided({
    transactionId: transaction_id ?? null,
    outTradeNo: out_trade_no ?? null,
    outRefundNo: out_refund_no,
    reason: reason ?? null,
    notifyUrl: notify_url ?? null,
    fen: amount.refund,
    total: amount.total,
    fingerprint: renderSorted(body),
  })
}

const yearMs = 365 * 86_400_000
const mostRefunds = 50

/** What a refund is decided from; `balance` null is a merchant account without an end. */
export interface RefundSituation {
  readonly order: Order | undefined
  /** All refunds of this order. */
  readonly earlier: readonly Refund[]
  /** The refund of this number, whatever order it belongs to. */
  readonly sameNumber: Refund | undefined
  readonly balance: number | null
  readonly now: number
  readonly newId: string
  readonly byConsole: boolean
}

/** The same number refunds once: its repetition answers with what came of the first. */
export function createRefund(request: RefundRequest, situation: RefundSituation): Decided<Refund> {
  const { order, earlier, sameNumber, balance, now } = situation
  if (sameNumber)
    return sameNumber.fingerprint === request.fingerprint
      ? decided(sameNumber)
      : refused(400, 'INVALID_REQUEST', '请求参数与首次请求不一致')
  if (!order) return refused(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  if (order.state.kind !== 'PAID') return refused(400, 'INVALID_REQUEST', '订单未支付，不能退款')
  // What it tells of the payment is what it goes by, a wrong sum too.
  const { total } = order.state.told
  if (request.total !== total) return refused(400, 'INVALID_REQUEST', '订单金额不一致')
  if (now > order.state.paidAt + yearMs) return refused(400, 'INVALID_REQUEST', '订单已超过可退款的最大期限')
  if (earlier.length >= mostRefunds) return refused(400, 'INVALID_REQUEST', '超过单笔订单退款次数')
  if (refundedFen(earlier) + request.fen > total)
    return refused(400, 'INVALID_REQUEST', '申请退款金额超过订单可退金额')
  if (balance !== null && balance < request.fen) return refused(403, 'NOT_ENOUGH', '基本账户余额不足')
  return decided({
    refundId: situation.newId,
    outRefundNo: request.outRefundNo,
    outTradeNo: order.request.outTradeNo,
    transactionId: order.state.transactionId,
    fen: request.fen,
    total: order.request.total,
    reason: request.reason,
    notifyUrl: request.notifyUrl,
    fingerprint: request.fingerprint,
    createdAt: now,
    status: 'PROCESSING',
    succeededAt: null,
    receivedAccount: '支付用户零钱',
    byConsole: situation.byConsole,
  })
}

/** What is refunded or on its way; a closed refund gave everything back. */
export function refundedFen(refunds: readonly Refund[]): number {
  return refunds.filter(one => one.status !== 'CLOSED').reduce((sum, one) => sum + one.fen, 0)
}

/** SUCCESS and CLOSED are final. */
export function settleRefund(
  refund: Refund | undefined,
  status: Exclude<RefundStatus, 'PROCESSING'>,
  now: number,
): Decided<Refund> {
  if (!refund) return refused(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  if (refund.status === 'SUCCESS' || refund.status === 'CLOSED')
    return refused(400, 'INVALID_REQUEST', '退款单已完结')
  return decided({ ...refund, status, succeededAt: status === 'SUCCESS' ? now : null })
}

const abnormalBody = z.strictObject({
  out_refund_no: refundNo,
  type: z.enum(['USER_BANK_CARD', 'MERCHANT_BANK_CARD']),
  bank_type: z.string().max(16).optional(),
  bank_account: z.string().max(1024).optional(),
  real_name: z.string().max(1024).optional(),
})

/** POST …/refunds/{refund_id}/apply-abnormal-refund: only an abnormal refund goes on its way again. */
export function applyAbnormal(refund: Refund | undefined, body: unknown): Decided<Refund> {
  const parsed = abnormalBody.safeParse(body)
  if (!parsed.success) return firstIssue(parsed.error)
  if (!refund) return refused(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  if (parsed.data.out_refund_no !== refund.outRefundNo)
    return wrongParameter('/out_refund_no', 'belongs to another refund')
  if (parsed.data.type === 'USER_BANK_CARD' && (!parsed.data.bank_account || !parsed.data.real_name))
    return wrongParameter('/bank_account', 'is needed for a card of the user')
  if (refund.status !== 'ABNORMAL') return refused(400, 'INVALID_REQUEST', '退款单状态不是异常')
  const receivedAccount = parsed.data.type === 'USER_BANK_CARD' ? '用户银行卡' : '商户结算银行卡'
  return decided({ ...refund, status: 'PROCESSING', receivedAccount })
}
