import * as z from 'zod'
import type { Fen, Instant } from '../../contract/primitives.ts'
import type { PaymentFacts, RefundFacts } from '../payment-provider.ts'

const fen = z
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .transform(value => value as Fen)
const instant = z.iso.datetime({ offset: true }).transform(text => Date.parse(text) as Instant)
const id = z.string().min(1).max(128)

const paid = z.object({
  mchid: id,
  appid: id,
  out_trade_no: id,
  transaction_id: id,
  trade_state: z.enum(['SUCCESS', 'REFUND']),
  success_time: instant,
  amount: z.object({ total: fen, payer_total: fen.optional(), currency: z.string().max(16).default('CNY') }),
  // Of use to people alone: whatever it is, the money counts.
  attach: z.string().max(128).nullable().default(null).catch(null),
})

const unpaid = z.object({
  mchid: id,
  appid: id,
  out_trade_no: id,
  trade_state: z.enum(['NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
})

/**
 * A payment as a query answers it and a notification carries it; null where it is neither paid nor unpaid as the
 * protocol has it. The payer's openid is not taken over: nothing needs it.
 */
export function mapPaymentFacts(body: unknown): PaymentFacts | null {
  const asPaid = paid.safeParse(body)
  if (asPaid.success) {
    const { data } = asPaid
    return {
      kind: 'paid',
      tradeState: data.trade_state,
      mchid: data.mchid,
      appid: data.appid,
      outTradeNo: data.out_trade_no,
      transactionId: data.transaction_id,
      total: data.amount.total,
      payerTotal: data.amount.payer_total ?? data.amount.total,
      currency: data.amount.currency,
      successAt: data.success_time,
      attach: data.attach,
    }
  }
  const asUnpaid = unpaid.safeParse(body)
  if (!asUnpaid.success) return null
  const { data } = asUnpaid
  return {
    kind: 'unpaid',
    tradeState: data.trade_state,
    mchid: data.mchid,
    appid: data.appid,
    outTradeNo: data.out_trade_no,
  }
}

const refundStatus = z.enum(['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL'])
const refund = z
  .object({
    mchid: id.optional(),
    out_trade_no: id,
    transaction_id: id,
    out_refund_no: id,
    refund_id: id,
    // Answers say `status`, notifications `refund_status`.
    status: refundStatus.optional(),
    refund_status: refundStatus.optional(),
    success_time: instant.nullish(),
    amount: z.object({ total: fen, refund: fen, payer_refund: fen.optional() }),
  })
  .transform(({ status, refund_status, ...rest }, context) => {
    const known = status ?? refund_status
    if (known !== undefined) return { ...rest, status: known }
    context.addIssue('no status')
    return z.NEVER
  })

/** A refund as answers and notifications state it; null for anything else. The receiving account is not taken over. */
export function mapRefundFacts(body: unknown): RefundFacts | null {
  const parsed = refund.safeParse(body)
  if (!parsed.success) return null
  const { data } = parsed
  return {
    status: data.status,
    mchid: data.mchid ?? null,
    outTradeNo: data.out_trade_no,
    transactionId: data.transaction_id,
    outRefundNo: data.out_refund_no,
    refundId: data.refund_id,
    refund: data.amount.refund,
    total: data.amount.total,
    payerRefund: data.amount.payer_refund ?? data.amount.refund,
    successAt: data.success_time ?? null,
  }
}
