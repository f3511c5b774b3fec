import { renderBeijing } from './beijing-time-rule.ts'
import type { Order, Payment } from './order-rule.ts'
import type { Refund } from './refund-rule.ts'

export const tradeTypes = { native: 'NATIVE', h5: 'MWEB', jsapi: 'JSAPI' } as const

const descriptions = {
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
} as const

/** The answer of a query; `refunded` when anything of it was refunded or is on its way. */
export function describeOrder(order: Order, refunded: boolean): Record<string, unknown> {
  const { request, state } = order
  if (state.kind === 'PAID') return describePayment(order, state, refunded ? 'REFUND' : 'SUCCESS')
  return {
    appid: request.appid,
    mchid: request.mchid,
    out_trade_no: request.outTradeNo,
    trade_type: tradeTypes[request.product],
    trade_state: state.kind,
    trade_state_desc: descriptions[state.kind],
    ...(request.attach === null ? {} : { attach: request.attach }),
    amount: { total: request.total, currency: 'CNY' },
    payer: {},
  }
}

/** The plain text of TRANSACTION.SUCCESS, and of a query of a paid order. */
export function describePayment(
  { request }: Order,
  payment: Payment,
  state: 'SUCCESS' | 'REFUND',
): Record<string, unknown> {
  const { told, couponFen } = payment
  const paidByPayer = told.total - couponFen
  return {
    appid: told.appid,
    mchid: told.mchid,
    out_trade_no: request.outTradeNo,
    transaction_id: payment.transactionId,
    trade_type: tradeTypes[request.product],
    trade_state: state,
    trade_state_desc: descriptions[state],
    bank_type: payment.bankType,
    ...(request.attach === null ? {} : { attach: request.attach }),
    success_time: renderBeijing(payment.paidAt),
    payer: { openid: payment.openid },
    amount: {
      total: told.total,
      payer_total: paidByPayer,
      currency: told.currency,
      payer_currency: told.currency,
    },
    ...(couponFen > 0 ? { promotion_detail: [coupon(couponFen)] } : {}),
  }
}

function coupon(fen: number) {
  return {
    coupon_id: '109519',
    name: '微信支付代金券',
    scope: 'GLOBAL',
    type: 'CASH',
    amount: fen,
    currency: 'CNY',
  }
}

/** What the payer gets back: less than `refund` when a coupon was used, in proportion. */
export function payerRefund(refund: Refund, couponFen: number): number {
  return Math.floor((refund.fen * (refund.total - couponFen)) / refund.total)
}

/** The answer to a refund's creation and query. */
export function describeRefund(refund: Refund, couponFen: number): Record<string, unknown> {
  const back = payerRefund(refund, couponFen)
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: refund.receivedAccount,
    ...(refund.succeededAt === null ? {} : { success_time: renderBeijing(refund.succeededAt) }),
    create_time: renderBeijing(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: refund.total,
      refund: refund.fen,
      payer_total: refund.total - couponFen,
      payer_refund: back,
      settlement_refund: back,
      settlement_total: refund.total - couponFen,
      discount_refund: refund.fen - back,
      currency: 'CNY',
    },
  }
}

/** The plain text of REFUND.SUCCESS, REFUND.ABNORMAL and REFUND.CLOSED. */
export function describeRefundNotice(
  refund: Refund,
  mchid: string,
  couponFen: number,
): Record<string, unknown> {
  return {
    mchid,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.succeededAt === null ? {} : { success_time: renderBeijing(refund.succeededAt) }),
    user_received_account: refund.receivedAccount,
    amount: {
      total: refund.total,
      refund: refund.fen,
      payer_total: refund.total - couponFen,
      payer_refund: payerRefund(refund, couponFen),
    },
  }
}
