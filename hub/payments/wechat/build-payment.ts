import type { PaymentRequest, RefundRequest } from '../payment-provider.ts'

const beijingAheadMs = 8 * 3_600_000

/** RFC 3339 in Beijing time, cut to whole seconds: 2026-11-24T08:00:00+08:00. */
export function beijingTime(at: number): string {
  return `${new Date(at + beijingAheadMs).toISOString().slice(0, 19)}+08:00`
}

/** At most `longest` characters, without what would break a row of the bill (comma, backtick) or a line. */
export function billText(text: string, longest: number): string {
  const clean = text
    .replaceAll(',', '，')
    .replaceAll('`', '’')
    .replace(/\p{C}+/gu, ' ')
    .trim()
  return [...clean].slice(0, longest).join('')
}

/**
 * The body of a create request. `appid` and `mchid` come first, as the package puts them there: what is stored is then
 * byte for byte what is sent. Throws `RangeError` for what WeChat would refuse.
 */
export function buildPaymentBody(
  merchant: { readonly mchid: string; readonly appid: string; readonly notifyUrl: string },
  payment: PaymentRequest,
): string {
  const description = billText(payment.description, 127)
  refuseUnless(/^[0-9A-Za-z]{6,32}$/.test(payment.outTradeNo), 'outTradeNo is 6 to 32 of 0-9, A-Z, a-z')
  refuseUnless(Number.isSafeInteger(payment.total) && payment.total >= 1, 'total is at least 1 fen')
  refuseUnless(description !== '', 'description is empty')
  refuseUnless(
    /^[^,`\p{C}]{0,128}$/u.test(payment.attach ?? ''),
    'attach is at most 128 characters, no comma, no backtick',
  )
  return JSON.stringify({
    appid: merchant.appid,
    mchid: merchant.mchid,
    description,
    out_trade_no: payment.outTradeNo,
    time_expire: beijingTime(payment.expiresAt),
    ...(payment.attach ? { attach: payment.attach } : {}),
    notify_url: merchant.notifyUrl,
    amount: { total: payment.total, currency: 'CNY' },
    ...partsOfTrade(payment),
  })
}

function partsOfTrade(payment: PaymentRequest): object {
  switch (payment.tradeType) {
    case 'native':
      return {}
    case 'h5':
      refuseUnless(/^[0-9A-Fa-f.:]{2,45}$/.test(payment.payerAddress), 'payerAddress is an IP address')
      return { scene_info: { payer_client_ip: payment.payerAddress, h5_info: { type: 'Wap' } } }
    case 'jsapi':
      refuseUnless(/^[0-9A-Za-z_-]{1,128}$/.test(payment.openid), 'openid is malformed')
      return { payer: { openid: payment.openid } }
  }
}

/**
 * The body of a refund request; the same number always with the same body. It names the address for notifications, if
 * there is one: without it WeChat uses what stands in its console. Throws `RangeError` likewise.
 */
export function buildRefundBody(merchant: { readonly notifyUrl: string }, refund: RefundRequest): string {
  refuseUnless(isRefundNo(refund.outRefundNo), 'outRefundNo is 1 to 64 of 0-9, A-Z, a-z, _-|*@')
  refuseUnless(/^[0-9A-Za-z]{1,32}$/.test(refund.transactionId), 'transactionId is malformed')
  const sums = [refund.refund, refund.total]
  refuseUnless(sums.every(Number.isSafeInteger) && refund.refund >= 1, 'refund is at least 1 fen')
  refuseUnless(refund.refund <= refund.total, 'refund exceeds the payment')
  const reason = billText(refund.reason ?? '', 80)
  return JSON.stringify({
    transaction_id: refund.transactionId,
    out_refund_no: refund.outRefundNo,
    ...(reason === '' ? {} : { reason }),
    // An empty one would be refused, for good, since the body stays: without one the refund is asked about.
    ...(merchant.notifyUrl === '' ? {} : { notify_url: merchant.notifyUrl }),
    amount: { refund: refund.refund, total: refund.total, currency: 'CNY' },
  })
}

/** Numbers that WeChat allows for a refund; those made in its console included. */
export function isRefundNo(text: string): boolean {
  return /^[0-9A-Za-z_\-|*@]{1,64}$/.test(text)
}

/** Numbers that WeChat allows for a payment; more than the hub itself makes. */
export function isTradeNo(text: string): boolean {
  return /^[0-9A-Za-z_\-|*]{1,64}$/.test(text)
}

function refuseUnless(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message)
}
