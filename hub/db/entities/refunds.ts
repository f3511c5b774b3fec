import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

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
    { name: 'ix_refunds_settled', columns: ['settledAt'] },
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
