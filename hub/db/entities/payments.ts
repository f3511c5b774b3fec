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

/** Money going back. Requested under the same number until the provider's answer is known. */
export interface RefundRow {
  id: number
  /** The payment whose money goes back. */
  paymentId: number
  /** The order it was applied to; null: money of the inbox. */
  orderId: number | null
  merchantId: number | null
  outRefundNo: string
  /** The provider's number. */
  providerRefundId: string | null
  amount: number
  reason: string
  /** What becomes of the entitlement. */
  policy: 'now' | 'cycle_end' | 'pro_rata' | 'keep'
  state: 'requested' | 'accepted' | 'succeeded' | 'closed' | 'abnormal'
  /** `imported`: made in the merchant's own console. */
  origin: 'operator' | 'inbox' | 'imported'
  requestBody: string
  requestedBy: string
  createdAt: number
  acceptedAt: number | null
  settledAt: number | null
  tries: number
  nextTryAt: number | null
  lastError: string
}

export const refundEntity = new EntitySchema<RefundRow>({
  name: 'Refund',
  tableName: 'refunds',
  columns: {
    id: generatedId(),
    paymentId: int(),
    orderId: int({ nullable: true }),
    merchantId: int({ nullable: true }),
    outRefundNo: text(64),
    providerRefundId: text(64, { nullable: true }),
    amount: bigint(),
    reason: text(200),
    policy: text(16),
    state: text(16),
    origin: text(16),
    requestBody: longText(),
    requestedBy: text(128),
    createdAt: bigint(),
    acceptedAt: bigint({ nullable: true }),
    settledAt: bigint({ nullable: true }),
    tries: int(),
    nextTryAt: bigint({ nullable: true }),
    lastError: text(300),
  },
  uniques: [{ name: 'uq_refunds_number', columns: ['outRefundNo'] }],
  indices: [
    { name: 'ix_refunds_order', columns: ['orderId'] },
    { name: 'ix_refunds_payment', columns: ['paymentId'] },
    { name: 'ix_refunds_due', columns: ['nextTryAt'] },
    { name: 'ix_refunds_created', columns: ['createdAt'] },
  ],
})

/** The payment inbox: money, or a refund, that needs a person. */
export interface InboxItemRow {
  id: number
  kind:
    | 'late'
    | 'duplicate'
    | 'superseded'
    | 'mismatch'
    | 'unknown_order'
    | 'held'
    | 'refund_abnormal'
    | 'refund_imported'
  /** `<kind>:<what>`: the same matter opens once. */
  itemKey: string
  paymentId: number | null
  orderId: number | null
  refundId: number | null
  userId: number | null
  amount: number
  facts: unknown
  state: 'open' | 'applied' | 'refunded' | 'dismissed'
  openedAt: number
  resolvedAt: number | null
  resolvedBy: string
  resolution: unknown
  version: number
}

export const inboxItemEntity = new EntitySchema<InboxItemRow>({
  name: 'InboxItem',
  tableName: 'payment_inbox',
  columns: {
    id: generatedId(),
    kind: text(24),
    itemKey: text(128),
    paymentId: int({ nullable: true }),
    orderId: int({ nullable: true }),
    refundId: int({ nullable: true }),
    userId: int({ nullable: true }),
    amount: bigint(),
    facts: json(),
    state: text(16),
    openedAt: bigint(),
    resolvedAt: bigint({ nullable: true }),
    resolvedBy: text(128),
    resolution: json({ nullable: true }),
    version: int(),
  },
  uniques: [{ name: 'uq_payment_inbox_key', columns: ['itemKey'] }],
  indices: [
    { name: 'ix_payment_inbox_state', columns: ['state', 'openedAt'] },
    { name: 'ix_payment_inbox_payment', columns: ['paymentId'] },
    { name: 'ix_payment_inbox_order', columns: ['orderId'] },
  ],
})

/** The comparison of a day's bill (yyyymmdd, Beijing time) with the book. */
export interface BillReportRow {
  id: number
  merchantId: number
  day: number
  state: 'waiting' | 'done' | 'failed'
  tries: number
  nextTryAt: number | null
  payments: number
  paid: number
  refunds: number
  refunded: number
  /** Differences, each with what was done about it. */
  findings: unknown
  lastError: string
  finishedAt: number | null
}

export const billReportEntity = new EntitySchema<BillReportRow>({
  name: 'BillReport',
  tableName: 'bill_reports',
  columns: {
    id: generatedId(),
    merchantId: int(),
    day: int(),
    state: text(16),
    tries: int(),
    nextTryAt: bigint({ nullable: true }),
    payments: int(),
    paid: bigint(),
    refunds: int(),
    refunded: bigint(),
    findings: json(),
    lastError: text(300),
    finishedAt: bigint({ nullable: true }),
  },
  uniques: [{ name: 'uq_bill_reports_day', columns: ['merchantId', 'day'] }],
})
