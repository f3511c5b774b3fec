import type { Fen, Instant } from '../../../hub/contract/primitives.ts'
import {
  type PaymentAttemptRow,
  type PaymentRow,
  paymentAttemptEntity,
  paymentEntity,
} from '../../../hub/db/entities/payments.ts'
import {
  type InboxItemRow,
  inboxItemEntity,
  type RefundRow,
  refundEntity,
} from '../../../hub/db/entities/refunds.ts'
import { billDayOf } from '../../../hub/payments/bills/bill-day-rule.ts'
import { buildPaymentBody, buildRefundBody } from '../../../hub/payments/wechat/build-payment.ts'
import type { Chance } from './chance.ts'
import { dayNumber } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedSecrets } from './seed-secrets.ts'

export const merchantId = 1
export const notifyUrl = 'https://shop.example.org/pay/notify'
const who = 'operator:2 Wang Min'

type NewAttempt = Pick<PaymentAttemptRow, 'orderId' | 'state' | 'amount' | 'createdAt' | 'endedAt'> & {
  readonly number: string
  readonly expiresAt: number
}
type NewPayment = Pick<PaymentRow, 'amount' | 'orderId' | 'refunded'> & {
  readonly at: number
  readonly attempt: PaymentAttemptRow | null
}
type NewRefund = Pick<RefundRow, 'orderId' | 'amount' | 'policy' | 'state' | 'origin' | 'reason'> & {
  readonly at: number
  readonly payment: PaymentRow
}

/** The book of money while it is written: attempts and payments at once, refunds and inbox in order of time at the end. */
export interface SeedMoney {
  attempt(made: NewAttempt): PaymentAttemptRow
  payment(made: NewPayment): PaymentRow
  manual(payment: Pick<PaymentRow, 'amount' | 'orderId' | 'outTradeNo'> & { readonly at: number }): PaymentRow
  refund(made: NewRefund): RefundRow
  inbox(item: Omit<InboxItemRow, 'id' | 'version'>, refund: RefundRow | null): void
  finish(): void
}

export function createSeedMoney(parts: {
  readonly sink: RowSink
  readonly log: SeedLog
  readonly secrets: SeedSecrets
  readonly chance: Chance
  readonly now: number
}): SeedMoney {
  const { sink, log, chance, now } = parts
  const { mchid, appid } = parts.secrets.merchant
  const merchant = { mchid, appid, notifyUrl }
  const refunds: RefundRow[] = []
  const items: { readonly row: InboxItemRow; readonly refund: RefundRow | null }[] = []
  let attempts = 0
  let payments = 0

  const billed = (at: number) => {
    const day = billDayOf(at)
    const sum = log.billDays.get(day) ?? { payments: 0, paid: 0, refunds: 0, refunded: 0 }
    log.billDays.set(day, sum)
    return sum
  }

  const enter = (row: Omit<PaymentRow, 'id' | 'currency'>): PaymentRow => {
    payments += 1
    const payment = { ...row, id: payments, currency: 'CNY' }
    sink.add(paymentEntity, payment)
    return payment
  }

  return {
    attempt(made) {
      attempts += 1
      const { number, expiresAt, ...given } = made
      const outTradeNo = `${number}${chance.bytes(7).toString('hex')}`.slice(0, 32)
      const isOpen = given.state === 'open'
      const request = {
        outTradeNo,
        description: 'Sluice',
        total: given.amount as Fen,
        expiresAt: expiresAt as Instant,
      }
      const row: PaymentAttemptRow = {
        id: attempts,
        ...given,
        ...{ merchantId, outTradeNo, tradeType: 'native', openKey: isOpen ? given.orderId : null },
        requestBody: buildPaymentBody(merchant, { ...request, tradeType: 'native' }),
        payUrl: `weixin://wxpay/bizpayurl?pr=${outTradeNo.slice(-9)}`,
        payUrlAt: given.createdAt + 400,
        nextQueryAt: isOpen ? now + 60_000 : null,
        queries: isOpen ? 2 : 1,
        lastError: '',
      }
      sink.add(paymentAttemptEntity, row)
      return row
    },
    payment({ at, attempt, ...given }) {
      const sum = billed(at)
      sum.payments += 1
      sum.paid += given.amount
      const drawn = chance.next()
      return enter({
        ...given,
        merchantId,
        transactionId: `42000023${dayNumber(at)}${String(payments + 1).padStart(12, '0')}`,
        outTradeNo: attempt?.outTradeNo ?? `UNKNOWN${chance.bytes(8).toString('hex')}`,
        attemptId: attempt?.id ?? null,
        source: attempt === null || drawn < 0.004 ? 'bill' : drawn < 0.04 ? 'query' : 'notification',
        successAt: at,
        recordedAt: Math.min(now, at + 1_200),
      })
    },
    manual: ({ at, ...given }) =>
      enter({
        ...given,
        ...{ merchantId: null, transactionId: `manual:B${given.orderId}`, attemptId: null, source: 'manual' },
        ...{ successAt: at, recordedAt: at, refunded: 0 },
      }),
    refund({ at, payment, ...given }) {
      const outRefundNo = `R${chance.bytes(14).toString('hex')}`
      const isSettled = given.state === 'succeeded' || given.state === 'closed'
      const settledAt = isSettled ? Math.min(now, at + 40_000) : null
      if (given.state === 'succeeded') {
        const sum = billed(settledAt ?? at)
        sum.refunds += 1
        sum.refunded += given.amount
      }
      const wanted = { transactionId: payment.transactionId, outRefundNo, reason: given.reason }
      const row: RefundRow = {
        id: 0,
        ...given,
        ...{ paymentId: payment.id, merchantId, outRefundNo },
        providerRefundId: given.state === 'requested' ? null : `5030${outRefundNo.slice(1, 25)}`,
        requestBody: buildRefundBody(merchant, {
          ...wanted,
          ...{ refund: given.amount as Fen, total: payment.amount as Fen },
        }),
        ...{ requestedBy: given.origin === 'imported' ? 'system:payments' : who, createdAt: at - 2_000 },
        ...{ acceptedAt: given.state === 'requested' ? null : at, settledAt, tries: 0, lastError: '' },
        nextTryAt: given.state === 'requested' || given.state === 'accepted' ? now + 600_000 : null,
      }
      refunds.push(row)
      return row
    },
    inbox: (item, refund) =>
      void items.push({ row: { ...item, id: 0, version: item.state === 'open' ? 1 : 2 }, refund }),
    finish() {
      refunds.sort((a, b) => a.createdAt - b.createdAt)
      for (const [i, row] of refunds.entries()) {
        row.id = i + 1
        sink.add(refundEntity, row)
      }
      items.sort((a, b) => a.row.openedAt - b.row.openedAt)
      for (const [i, { row, refund }] of items.entries()) {
        const isRefunds = row.kind === 'refund_abnormal' || row.kind === 'refund_imported'
        const resolution =
          row.state === 'refunded' && refund !== null
            ? { refundId: refund.id, reason: refund.reason }
            : row.resolution
        const item = { ...row, id: i + 1, refundId: isRefunds ? (refund?.id ?? null) : null, resolution }
        sink.add(inboxItemEntity, item)
        tellOf(item)
      }
    },
  }

  function tellOf(item: InboxItemRow): void {
    log.alerts.push({
      kind: 'payment.inbox',
      subject: `inbox:${item.id}`,
      severity: item.kind === 'mismatch' || item.kind === 'refund_abnormal' ? 'critical' : 'warning',
      message: `¥${(item.amount / 100).toFixed(2)} ${item.kind.replaceAll('_', ' ')}: decide in the payment inbox`,
      openedAt: item.openedAt,
      closedAt: item.resolvedAt,
    })
    if (item.resolvedAt === null) return
    log.deeds.push({
      ...{
        at: item.resolvedAt,
        actor: item.resolvedBy,
        action: `inbox.${item.state}`,
        subject: `inbox:${item.id}`,
      },
      before: { kind: item.kind, state: 'open', amount: item.amount },
      after: { state: item.state, ...(item.resolution as object) },
    })
  }
}
