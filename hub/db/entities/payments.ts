import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** An account at a payment provider. Retired ones stay: refunds go through the merchant that took the money. */
export interface MerchantRow {
  id: number
  provider: 'wechat'
  mchid: string
  appid: string
  state: 'active' | 'retired'
  /** What is not secret: serials, key ids, trade types. */
  settings: unknown
  /** Keys, as JSON encrypted with the master key. */
  secret: string
  createdAt: number
  checkedAt: number | null
  checkReport: unknown
  version: number
}

export const merchantEntity = new EntitySchema<MerchantRow>({
  name: 'Merchant',
  tableName: 'merchants',
  columns: {
    id: generatedId(),
    provider: text(16),
    mchid: text(32),
    appid: text(32),
    state: text(16),
    settings: json(),
    secret: longText(),
    createdAt: bigint(),
    checkedAt: bigint({ nullable: true }),
    checkReport: json({ nullable: true }),
    version: int(),
  },
  uniques: [{ name: 'uq_merchants_account', columns: ['provider', 'mchid', 'appid'] }],
})

/** One try of paying an order at a provider. The row is committed before the provider is called. */
export interface PaymentAttemptRow {
  id: number
  orderId: number
  merchantId: number
  /** Our number at the merchant: letters and digits, with a random part. */
  outTradeNo: string
  tradeType: 'native' | 'h5' | 'jsapi'
  state: 'creating' | 'open' | 'unknown' | 'paid' | 'closed' | 'mismatch'
  /** The order's id while it may still be paid (creating, open, unknown), then null: at most one such attempt. */
  openKey: number | null
  amount: number
  /** Exactly what is sent, again and again with the same number. */
  requestBody: string
  /** Where to pay: code_url, h5_url or prepay_id; null until the provider answered. */
  payUrl: string | null
  payUrlAt: number | null
  /** When the provider is asked next whether it was paid; null: no more. */
  nextQueryAt: number | null
  queries: number
  lastError: string
  createdAt: number
  endedAt: number | null
}

export const paymentAttemptEntity = new EntitySchema<PaymentAttemptRow>({
  name: 'PaymentAttempt',
  tableName: 'payment_attempts',
  columns: {
    id: generatedId(),
    orderId: int(),
    merchantId: int(),
    outTradeNo: text(32),
    tradeType: text(16),
    state: text(16),
    openKey: int({ nullable: true }),
    amount: bigint(),
    requestBody: longText(),
    payUrl: longText({ nullable: true }),
    payUrlAt: bigint({ nullable: true }),
    nextQueryAt: bigint({ nullable: true }),
    queries: int(),
    lastError: text(300),
    createdAt: bigint(),
    endedAt: bigint({ nullable: true }),
  },
  uniques: [
    { name: 'uq_payment_attempts_number', columns: ['merchantId', 'outTradeNo'] },
    { name: 'uq_payment_attempts_open', columns: ['openKey'] },
  ],
  indices: [
    { name: 'ix_payment_attempts_order', columns: ['orderId'] },
    { name: 'ix_payment_attempts_due', columns: ['nextQueryAt'] },
  ],
})

/**
 * Money received, as a verified notification, a verified query or an owner's mark says: the book of money. One row
 * per transaction. Its amount is applied to an order, waits in the inbox, or went back.
 */
export interface PaymentRow {
  id: number
  /** Null: by hand. */
  merchantId: number | null
  /** The provider's number; of a mark by hand its reference. */
  transactionId: string
  outTradeNo: string
  attemptId: number | null
  amount: number
  currency: string
  source: 'notification' | 'query' | 'bill' | 'manual'
  successAt: number
  recordedAt: number
  /** The order it was applied to; null: it is in the inbox or went back. */
  orderId: number | null
  /** Sum of its refunds that are requested, accepted, abnormal or succeeded. */
  refunded: number
}

export const paymentEntity = new EntitySchema<PaymentRow>({
  name: 'Payment',
  tableName: 'payments',
  columns: {
    id: generatedId(),
    merchantId: int({ nullable: true }),
    transactionId: text(64),
    outTradeNo: text(64),
    attemptId: int({ nullable: true }),
    amount: bigint(),
    currency: text(16),
    source: text(16),
    successAt: bigint(),
    recordedAt: bigint(),
    orderId: int({ nullable: true }),
    refunded: bigint(),
  },
  checks: [{ name: 'ck_payments_refunded', expression: 'refunded >= 0 AND refunded <= amount' }],
  uniques: [{ name: 'uq_payments_transaction', columns: ['transactionId'] }],
  indices: [
    { name: 'ix_payments_order', columns: ['orderId'] },
    { name: 'ix_payments_attempt', columns: ['attemptId'] },
    { name: 'ix_payments_success', columns: ['successAt'] },
    { name: 'ix_payments_out_trade_no', columns: ['outTradeNo'] },
  ],
})

/** A verified notification, stored before it is acknowledged and processed after. */
export interface ProviderEventRow {
  id: number
  merchantId: number
  /** The provider's id of it: a duplicate finds its row. */
  eventKey: string
  kind: 'payment' | 'refund'
  /** The verified facts as JSON, encrypted with the master key. */
  secret: string
  receivedAt: number
  processedAt: number | null
  tries: number
  nextTryAt: number | null
  lastError: string
}

export const providerEventEntity = new EntitySchema<ProviderEventRow>({
  name: 'ProviderEvent',
  tableName: 'provider_events',
  columns: {
    id: generatedId(),
    merchantId: int(),
    eventKey: text(96),
    kind: text(16),
    secret: longText(),
    receivedAt: bigint(),
    processedAt: bigint({ nullable: true }),
    tries: int(),
    nextTryAt: bigint({ nullable: true }),
    lastError: text(300),
  },
  uniques: [{ name: 'uq_provider_events_key', columns: ['merchantId', 'eventKey'] }],
  indices: [
    { name: 'ix_provider_events_due', columns: ['nextTryAt'] },
    { name: 'ix_provider_events_received', columns: ['receivedAt'] },
  ],
})
