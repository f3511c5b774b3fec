import { In } from 'typeorm'
import { closeAlert, openAlert } from '../../alerts/alerts.ts'
import { paymentEntity } from '../../db/entities/payments.ts'
import { type BillReportRow, billReportEntity, refundEntity } from '../../db/entities/refunds.ts'
import { inBatches } from '../../db/raw-row.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Bill, BillRow } from '../payment-provider.ts'
import type { Till } from '../ports.ts'
import { settlePayment } from '../settle-payment.ts'
import { type SettleRefundDeps, settleRefund } from '../settle-refund.ts'
import { spanOfBillDay, textOfBillDay } from './bill-day-rule.ts'

/** A difference between a bill and the book, with what was done about it. Amounts in fen. */
export interface BillFinding {
  /**
   * missing_here: paid (or refunded) there and not here. missing_there: in the book and not in the bill.
   * other_sum: in both, with another amount.
   */
  readonly kind: 'missing_here' | 'missing_there' | 'other_sum'
  readonly about: 'payment' | 'refund'
  readonly number: string
  readonly bill: number | null
  readonly book: number | null
  /** fulfilled, held, inbox, imported, settled, known; unanswered: it is asked about again; empty: a person decides. */
  readonly done: string
}

export interface ReconcileDeps extends SettleRefundDeps {
  readonly logger: Logger
}

const minute = 60_000
/** How often a bill is asked for that is not there although something was paid: most of a day, at 30 minutes each. */
const mostTries = 40

/**
 * Compares the bill of a day with the book. Money that the bill knows and the book does not is asked about and
 * settled; money of the book that the bill does not know is for a person. Done again it finds the same, and settles
 * nothing twice. A bill that is not there yet is asked for later.
 */
export async function reconcileDay(
  deps: ReconcileDeps,
  till: Till,
  report: BillReportRow,
): Promise<BillReportRow> {
  const answer = await till.provider.downloadBill(textOfBillDay(report.day))
  const isEmpty = answer.kind === 'rejected' && answer.code === 'NOSTATEMENTEXIST'
  const tries = report.tries + 1
  const later = (pause: number, why: string) =>
    ({ state: 'waiting', tries, nextTryAt: deps.clock.now() + pause, lastError: why.slice(0, 300) }) as const
  // A day without trade has no bill. Where the book knows of trade, the provider is only late with it.
  const isLate = isEmpty && report.tries < mostTries && (await bookOf(deps, till, report.day)).size > 0
  if (answer.kind !== 'ok' && (!isEmpty || isLate)) {
    const pause = answer.kind === 'rejected' ? 30 * minute : Math.min(60, 2 ** tries) * minute
    return save(deps, report, later(pause, answer.message))
  }
  const bill = answer.kind === 'ok' ? answer.value : null
  const findings = await compare(deps, till, report.day, bill)
  const open = findings.filter(finding => finding.done === '')
  const unanswered = findings.filter(finding => finding.done === 'unanswered')
  const ending =
    unanswered.length === 0
      ? ({ state: 'done', tries, nextTryAt: null, lastError: '', finishedAt: deps.clock.now() } as const)
      : later(30 * minute, `${unanswered.length} differences could not be asked about`)
  const saved = await save(deps, report, { ...ending, ...sumsOf(bill), findings })
  await tell(deps, report, open.length + unanswered.length)
  return saved
}

const sumsOf = (bill: Bill | null) => {
  const refunds = bill?.rows.filter(row => row.refund !== null).length ?? 0
  const payments = (bill?.rows.length ?? 0) - refunds
  return { payments, refunds, paid: bill?.totals.paid ?? 0, refunded: bill?.totals.refunded ?? 0 }
}

async function compare(
  deps: ReconcileDeps,
  till: Till,
  day: number,
  bill: Bill | null,
): Promise<BillFinding[]> {
  const rows = bill?.rows ?? []
  const paid = rows.filter(row => row.refund === null && row.tradeState === 'SUCCESS')
  const findings: BillFinding[] = []
  const known = await amountsOf(
    deps,
    paid.map(row => row.transactionId),
  )
  for (const row of paid) {
    const book = known.get(row.transactionId) ?? null
    if (book === null) findings.push(await settleMissing(deps, till, row).catch(lost(deps, row)))
    else if (book !== row.total)
      findings.push(finding('other_sum', 'payment', row.transactionId, row.total, book))
  }
  for (const row of rows) {
    const found = row.refund === null ? null : await compareRefund(deps, till, row).catch(lost(deps, row))
    if (found !== null) findings.push(found)
  }
  const inBill = new Set(paid.map(row => row.transactionId))
  for (const [number, amount] of await bookOf(deps, till, day)) {
    if (!inBill.has(number)) findings.push(finding('missing_there', 'payment', number, null, amount))
  }
  return findings
}

const finding = (
  kind: BillFinding['kind'],
  about: BillFinding['about'],
  number: string,
  bill: number | null,
  book: number | null,
  done = '',
): BillFinding => ({ kind, about, number, bill, book, done })

/** One row that cannot be settled now keeps no other from it; the day is compared again. */
const lost =
  ({ logger }: ReconcileDeps, row: BillRow) =>
  (error: unknown): BillFinding => {
    logger.error({ err: error, payment: row.transactionId }, 'a row of a bill could not be settled')
    return row.refund === null
      ? finding('missing_here', 'payment', row.transactionId, row.total, null, 'unanswered')
      : finding('missing_here', 'refund', row.refund.outRefundNo, row.refund.refund, null, 'unanswered')
  }

async function settleMissing(deps: ReconcileDeps, till: Till, row: BillRow): Promise<BillFinding> {
  const { transactionId } = row
  const answer = await till.provider.queryPayment({ transactionId })
  if (answer.kind !== 'ok' || answer.value.kind !== 'paid') {
    const isAnswered = answer.kind === 'ok' || answer.kind === 'rejected'
    return finding('missing_here', 'payment', transactionId, row.total, null, isAnswered ? '' : 'unanswered')
  }
  const settled = await settlePayment(deps, { till, facts: answer.value, source: 'bill' })
  return finding('missing_here', 'payment', transactionId, row.total, null, settled.kind)
}

async function compareRefund(deps: ReconcileDeps, till: Till, row: BillRow): Promise<BillFinding | null> {
  if (row.refund === null) return null
  const { outRefundNo, refund } = row.refund
  const known = await deps.database.inTransaction(tx => tx.manager.findOneBy(refundEntity, { outRefundNo }))
  if (known !== null) {
    return known.amount === refund ? null : finding('other_sum', 'refund', outRefundNo, refund, known.amount)
  }
  const answer = await till.provider.queryRefund(outRefundNo)
  if (answer.kind !== 'ok') {
    const done = answer.kind === 'rejected' ? '' : 'unanswered'
    return finding('missing_here', 'refund', outRefundNo, refund, null, done)
  }
  const done = await settleRefund(deps, till, answer.value)
  return finding('missing_here', 'refund', outRefundNo, refund, null, done)
}

async function amountsOf(deps: ReconcileDeps, numbers: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const batch of inBatches(numbers, 1_000)) {
    const rows = await deps.database.inTransaction(tx =>
      tx.manager.findBy(paymentEntity, { transactionId: In([...batch]) }),
    )
    for (const row of rows) found.set(row.transactionId, row.amount)
  }
  return found
}

/** What the book says was paid to this account that day. Marks by hand belong to no account. */
async function bookOf(deps: ReconcileDeps, till: Till, day: number): Promise<Map<string, number>> {
  const { from, until } = spanOfBillDay(day)
  const rows = await deps.database.inTransaction(tx =>
    tx.manager
      .createQueryBuilder(paymentEntity, 'p')
      .where('p.merchantId = :merchantId AND p.successAt >= :from AND p.successAt < :until', {
        ...{ merchantId: till.merchantId, from, until },
      })
      .getMany(),
  )
  return new Map(rows.map(row => [row.transactionId, row.amount]))
}

async function save(
  deps: ReconcileDeps,
  report: BillReportRow,
  patch: Partial<BillReportRow>,
): Promise<BillReportRow> {
  await deps.database.inTransaction(tx =>
    tx.manager.update(billReportEntity, { id: report.id }, patch as object),
  )
  return { ...report, ...patch }
}

async function tell(deps: ReconcileDeps, report: BillReportRow, open: number): Promise<void> {
  const key = {
    at: deps.clock.now(),
    kind: 'payment.bill',
    subject: `bill:${report.merchantId}:${report.day}`,
  }
  const message = `the bill of ${textOfBillDay(report.day)} differs from the book in ${open} places: see its report`
  await deps.database.inTransaction(tx =>
    open === 0 ? closeAlert(tx, key) : openAlert(tx, { ...key, severity: 'critical', message }),
  )
}
