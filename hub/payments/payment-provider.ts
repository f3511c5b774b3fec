import type { Fen, Instant } from '../contract/primitives.ts'

/**
 * What came of a request to a provider.
 * `unsent`: it had no effect for certain (never left, or refused for its rate): send the same again.
 * `unknown`: it may have happened: query, or repeat the identical request, before deciding anything.
 * `rejected`: a verified business error; `code` is upper case without underscores (`ORDERPAID`, `NOTENOUGH`).
 * Messages name no secret and no person, and may be logged and shown to operators.
 */
export type ProviderAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'unsent'; readonly cause: ProviderFault; readonly message: string }
  | { readonly kind: 'unknown'; readonly cause: ProviderFault; readonly message: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }

/**
 * `network`: no connection, or it broke. `timeout`: no complete answer in time. `limited`: too many requests.
 * `signature`: the answer is not proven to be the provider's (`stale`: a clock is off, the provider's or ours).
 * `answer`: an answer, but none that the protocol knows. `request`: it cannot be sent as it is.
 */
export type ProviderFault =
  | 'network'
  | 'timeout'
  | 'limited'
  | 'signature'
  | 'stale'
  | 'unavailable'
  | 'answer'
  | 'request'

/** native: a QR for another device. h5: a phone's browser. jsapi: inside WeChat, with the payer's openid. */
export const tradeTypes = ['native', 'h5', 'jsapi'] as const
export type TradeType = (typeof tradeTypes)[number]

interface PaymentOrder {
  /** 6–32 of 0-9 A-Z a-z, never used before with this merchant. */
  readonly outTradeNo: string
  /** Shown to the payer; cut and cleaned of what the bill cannot carry. */
  readonly description: string
  readonly total: Fen
  /** The last moment to begin paying; at least a minute ahead. Whole seconds are sent. */
  readonly expiresAt: Instant
  /** At most 128 characters, no comma and no backtick; comes back with the payment. */
  readonly attach?: string
}

export type PaymentRequest =
  | (PaymentOrder & { readonly tradeType: 'native' })
  | (PaymentOrder & { readonly tradeType: 'h5'; readonly payerAddress: string })
  | (PaymentOrder & { readonly tradeType: 'jsapi'; readonly openid: string })

/** What the customer's page needs to begin the payment. */
export type PaymentStart =
  /** native: the opaque text of the QR, lives 2 h. h5: a page to go to, lives 5 minutes. */
  | { readonly kind: 'link'; readonly payUrl: string }
  /** The argument of WeixinJSBridge.invoke('getBrandWCPayRequest'). */
  | {
      readonly kind: 'jsapi'
      readonly parameters: {
        readonly appId: string
        readonly timeStamp: string
        readonly nonceStr: string
        readonly package: string
        readonly signType: 'RSA'
        readonly paySign: string
      }
    }

/** A payment as the provider states it, verified. `mchid`, `appid`, sum and currency are for the caller to compare. */
export type PaymentFacts = PaidFacts | UnpaidFacts

export interface PaidFacts {
  readonly kind: 'paid'
  /** REFUND: paid, and something of it was paid back. */
  readonly tradeState: 'SUCCESS' | 'REFUND'
  readonly mchid: string
  readonly appid: string
  readonly outTradeNo: string
  readonly transactionId: string
  /** The sum of the order: what is compared. `payerTotal` is smaller where the payer used a coupon of the provider. */
  readonly total: Fen
  readonly payerTotal: Fen
  readonly currency: string
  readonly successAt: Instant
  /** What was given with the order; null: nothing. Facts that were stored before it was kept have none. */
  readonly attach?: string | null
}

export interface UnpaidFacts {
  readonly kind: 'unpaid'
  readonly tradeState: 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR'
  readonly mchid: string
  readonly appid: string
  readonly outTradeNo: string
}

export interface RefundRequest {
  readonly transactionId: string
  /** At most 64 of 0-9 A-Z a-z _ - | * @; the same number refunds once. */
  readonly outRefundNo: string
  readonly refund: Fen
  /** The sum of the payment. */
  readonly total: Fen
  /** Shown to the payer; cut to 80 characters. */
  readonly reason?: string
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'

export interface RefundFacts {
  readonly status: RefundStatus
  /** Only a notification states it. */
  readonly mchid: string | null
  readonly outTradeNo: string
  readonly transactionId: string
  readonly outRefundNo: string
  readonly refundId: string
  readonly refund: Fen
  readonly total: Fen
  readonly payerRefund: Fen
  readonly successAt: Instant | null
}

/** To whom the money of an abnormal refund goes: the merchant keeps it and pays the customer by other means. */
export interface AbnormalRefund {
  readonly refundId: string
  readonly outRefundNo: string
}

/** A notification exactly as it came in: the bytes are what is signed. */
export interface RawNotification {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

export type ForgedReason = 'headers' | 'signature-type' | 'stale' | 'unknown-serial' | 'bad-signature'

/**
 * `probe`: the provider tests whether signatures are checked; 4xx, no alarm.
 * `forged`: not proven to be the provider's; 401, nothing was decrypted.
 * `unreadable`: the signature is good, but tag, associated data, key or content are not; 5xx and an alert.
 * `ignored`: genuine, and of no interest; acknowledged.
 */
export type NotificationOutcome =
  | { readonly kind: 'payment'; readonly id: string; readonly facts: PaymentFacts }
  | { readonly kind: 'refund'; readonly id: string; readonly facts: RefundFacts }
  | { readonly kind: 'probe' }
  | { readonly kind: 'forged'; readonly why: ForgedReason }
  | { readonly kind: 'unreadable'; readonly id: string | null; readonly why: string }
  | { readonly kind: 'ignored'; readonly id: string; readonly eventType: string }

/** One row of a day's bill: a payment, or a refund (then the refund's fields are not null). */
export interface BillRow {
  readonly at: Instant
  readonly mchid: string
  readonly appid: string
  readonly transactionId: string
  readonly outTradeNo: string
  /** SUCCESS, REFUND or REVOKED. */
  readonly tradeState: string
  readonly currency: string
  /** The sum of the order; 0 in the row of a refund. */
  readonly total: Fen
  readonly refund: {
    readonly refundId: string
    readonly outRefundNo: string
    readonly status: string
    /** The sum asked to be refunded. */
    readonly refund: Fen
  } | null
}

export interface Bill {
  /** As asked for: YYYY-MM-DD in Beijing time. */
  readonly day: string
  readonly rows: readonly BillRow[]
  /** From the bill's own summary row. A bill with another number of rows was refused as cut off. */
  readonly totals: { readonly rows: number; readonly paid: Fen; readonly refunded: Fen }
}

export type ConnectionProblem =
  | 'mchid'
  | 'appid'
  | 'api-v3-key'
  | 'merchant-key'
  | 'merchant-serial'
  | 'public-key'
  | 'public-key-id'
  | 'notify-url'
  | 'clock'
  | 'network'
  | 'refused'
  | 'signature'

/** Every problem at once, in words that say which setting to mend and how. */
export interface ConnectionReport {
  readonly ok: boolean
  readonly problems: readonly { readonly about: ConnectionProblem; readonly message: string }[]
  /** Hub minus provider, from an answer that need not be proven; null where none came. */
  readonly clockSkewMs: number | null
  /** Which proofs of the provider's answers are known now. */
  readonly trusts: { readonly publicKey: boolean; readonly certificates: number }
  /** Settings that no answer could prove or disprove: they show only with the first real payment. */
  readonly unproven: readonly ConnectionProblem[]
}

/** A way to take money. Nothing here throws for what the provider or the network does; it answers a value. */
export interface PaymentProvider {
  readonly name: 'wechat'
  readonly merchant: { readonly mchid: string; readonly appid: string }
  /** Which of the trade types the merchant may use. */
  readonly tradeTypes: readonly TradeType[]
  /** The exact body that is stored before it is sent. Pure. Throws `RangeError` for what the protocol forbids. */
  buildPayment(payment: PaymentRequest): string
  /** Sends a stored body; the identical body again gives a fresh link and kills the old one. */
  createPayment(stored: {
    readonly tradeType: TradeType
    readonly body: string
  }): Promise<ProviderAnswer<PaymentStart>>
  /** ORDERNOTEXIST arrives as `rejected`, and is not final right after a create that is `unknown`. */
  queryPayment(
    by: { readonly outTradeNo: string } | { readonly transactionId: string },
  ): Promise<ProviderAnswer<PaymentFacts>>
  /** Closes an unpaid payment; idempotent. A paid one: `rejected` with ORDERPAID. */
  closePayment(outTradeNo: string): Promise<ProviderAnswer<'closed'>>
  /** The exact body that is stored before it is sent. Pure. Throws `RangeError` for what the protocol forbids. */
  buildRefund(refund: RefundRequest): string
  /** `ok` means accepted; the facts say how far it is. Always repeated with the same body. */
  requestRefund(body: string): Promise<ProviderAnswer<RefundFacts>>
  /** RESOURCENOTEXISTS arrives as `rejected`: no such refund. */
  queryRefund(outRefundNo: string): Promise<ProviderAnswer<RefundFacts>>
  /** Ends an ABNORMAL refund: the money goes to the merchant's own account, who pays the customer otherwise. */
  applyAbnormalRefund(refund: AbnormalRefund): Promise<ProviderAnswer<RefundFacts>>
  readNotification(raw: RawNotification): Promise<NotificationOutcome>
  /**
   * The bill of a day, YYYY-MM-DD in Beijing time; there from 10:00 the next day. NOSTATEMENTEXIST (no such bill: a day
   * without trade) and STATEMENTCREATING (later) arrive as `rejected`.
   */
  downloadBill(day: string): Promise<ProviderAnswer<Bill>>
  testConnection(): Promise<ConnectionReport>
  /** Renews the proofs of the provider's answers when they are 12 h old: for a job that runs every hour or so. */
  refreshTrust(): Promise<void>
  /** The hub's clock minus the provider's, at the last answer that tells; null before there was one. */
  clockSkewMs(): number | null
}
