import { type Decided, decided, refused, wrongParameter } from './api-error-rule.ts'
import { beijingDay, renderBillTime, startOfBeijingDay } from './beijing-time-rule.ts'
import type { Order } from './order-rule.ts'
import type { Refund } from './refund-rule.ts'

const hour = 3_600_000
const readyAfterMs = 34 * hour
const keptDays = 92
export const billLinkLifeMs = 5 * 60_000

export const billTypes = ['ALL', 'SUCCESS', 'REFUND'] as const
export type BillType = (typeof billTypes)[number]

const columns =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const sums = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const feePermyriad = 60
const tradeTypes = { native: 'NATIVE', h5: 'MWEB', jsapi: 'JSAPI' } as const

/** A day's bill exists from 10:00 (Beijing) of the next day on. The day's first instant, or WeChat's refusal. */
export function decideBillDay(date: string | null, now: number): Decided<number> {
  const start = date === null ? null : startOfBeijingDay(date)
  if (start === null) return wrongParameter('bill_date', 'must be YYYY-MM-DD', 'query')
  if (date === beijingDay(now) || start > now) return refused(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
  if (start < now - keptDays * 24 * hour) return refused(400, 'NO_STATEMENT_EXIST', '账单已超过可下载的期限')
  if (now < start + readyAfterMs) return refused(400, 'STATEMENT_CREATING', '账单生成中')
  return decided(start)
}

/** The rows of one day: payments by their success, refunds by their application; null when there is none. */
export function renderBill(
  day: number,
  type: BillType,
  orders: readonly Order[],
  refunds: readonly Refund[],
): string | null {
  const isOfDay = (at: number) => at >= day && at < day + 24 * hour
  const paid = orders.flatMap(order => (order.state.kind === 'PAID' ? [{ order, payment: order.state }] : []))
  const rows: { readonly at: number; readonly cells: readonly string[]; readonly sums: Sums }[] = []
  for (const one of paid) {
    if (type !== 'REFUND' && isOfDay(one.payment.paidAt)) rows.push(paymentRow(one))
    for (const refund of type === 'SUCCESS' ? [] : refunds) {
      if (refund.outTradeNo === one.order.request.outTradeNo && isOfDay(refund.createdAt))
        rows.push(refundRow(one, refund))
    }
  }
  if (rows.length === 0) return null
  rows.sort((a, b) => b.at - a.at)
  const total = rows.map(row => row.sums).reduce(add)
  const summary = [
    String(rows.length),
    yuan(total.settled),
    yuan(total.refunded),
    '0.00',
    yuan(total.fee, 5),
    yuan(total.ordered),
    yuan(total.applied),
  ]
  const lines = [columns, ...rows.map(row => ticked(row.cells)), sums, ticked(summary)]
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

/** Fen, but `fee` in thousandths of fen. */
interface Sums {
  readonly settled: number
  readonly refunded: number
  readonly fee: number
  readonly ordered: number
  readonly applied: number
}

type Paid = { readonly order: Order; readonly payment: Extract<Order['state'], { kind: 'PAID' }> }

function paymentRow({ order, payment }: Paid) {
  const { total } = payment.told
  const settled = total - payment.couponFen
  const fee = feeOf(settled)
  const cells = [
    ...start(order, payment, payment.paidAt),
    'SUCCESS',
    payment.bankType,
    payment.told.currency,
    yuan(settled),
    yuan(payment.couponFen),
    '0',
    '0',
    '0.00',
    '0.00',
    '',
    '',
    ...end(order, fee, yuan(total), '0.00'),
  ]
  return { at: payment.paidAt, cells, sums: { settled, refunded: 0, fee, ordered: total, applied: 0 } }
}

function refundRow({ order, payment }: Paid, refund: Refund) {
  const status = refund.status === 'ABNORMAL' || refund.status === 'CLOSED' ? 'FAIL' : refund.status
  const fee = -feeOf(refund.fen)
  const cells = [
    ...start(order, payment, refund.createdAt),
    'REFUND',
    payment.bankType,
    payment.told.currency,
    '0.00',
    '0.00',
    refund.refundId,
    refund.outRefundNo,
    yuan(refund.fen),
    '0.00',
    'ORIGINAL',
    status,
    ...end(order, fee, '0.00', yuan(refund.fen)),
  ]
  return {
    at: refund.createdAt,
    cells,
    sums: { settled: 0, refunded: refund.fen, fee, ordered: 0, applied: refund.fen },
  }
}

function start(order: Order, payment: Paid['payment'], at: number): string[] {
  return [
    renderBillTime(at),
    payment.told.appid,
    payment.told.mchid,
    '0',
    '',
    payment.transactionId,
    order.request.outTradeNo,
    payment.openid,
    tradeTypes[order.request.product],
  ]
}

function end(order: Order, fee: number, ordered: string, applied: string): string[] {
  const rate = `${(feePermyriad / 100).toFixed(2)}%`
  return [order.request.description, order.request.attach ?? '', yuan(fee, 5), rate, ordered, applied, '']
}

function add(a: Sums, b: Sums): Sums {
  return {
    settled: a.settled + b.settled,
    refunded: a.refunded + b.refunded,
    fee: a.fee + b.fee,
    ordered: a.ordered + b.ordered,
    applied: a.applied + b.applied,
  }
}

/** In thousandths of fen, rounded to the whole fen as WeChat bills it. */
function feeOf(fen: number): number {
  return Math.round((fen * feePermyriad) / 10_000) * 1000
}

/** Fen as yuan with two decimals, or thousandths of fen with five. */
function yuan(amount: number, decimals: 2 | 5 = 2): string {
  const unit = decimals === 2 ? 100 : 100_000
  const whole = Math.floor(Math.abs(amount) / unit)
  const rest = String(Math.abs(amount) % unit).padStart(decimals, '0')
  return `${amount < 0 ? '-' : ''}${whole}.${rest}`
}

function ticked(cells: readonly string[]): string {
  return cells.map(cell => `\`${cell}`).join(',')
}
