import { In } from 'typeorm'
import { readSetting } from '../config/setting-store.ts'
import { merchantEntity, type PaymentRow } from '../db/entities/payments.ts'
import { billReportEntity } from '../db/entities/refunds.ts'
import type { Database, Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Failure, fail } from '../kernel/outcome.ts'
import { textOfBillDay } from './bills/bill-day-rule.ts'
import { billDaysOfSpan, lostSpanSetting, parseLostSpan } from './lost-span-rule.ts'
import type { Till } from './ports.ts'

/**
 * Why a payment cannot be paid back yet: the provider says that something of it went back, and what was paid back
 * between the backup this database came from and its restore is known only when the bills of those days are compared.
 * Under a new number it would go back twice. Null where that cannot be. The failure is `refund_refused` (`why`:
 * bill_awaited with the day, no_answer).
 */
export async function refuseLostRefund(
  deps: { readonly database: Database; readonly clock: Clock },
  till: Till,
  payment: Pick<PaymentRow, 'transactionId' | 'successAt'>,
): Promise<Failure | null> {
  const now = deps.clock.now()
  const day = await deps.database.inTransaction(tx => awaitedDay(tx, till.merchantId, payment.successAt, now))
  if (day === null) return null
  const { transactionId } = payment
  const answer = await till.provider.queryPayment({ transactionId })
  if (answer.kind !== 'ok') return fail('refund_refused', { why: 'no_answer', message: answer.message })
  if (answer.value.tradeState !== 'REFUND') return null
  return fail('refund_refused', { why: 'bill_awaited', day: textOfBillDay(day) })
}

/** The first day of what was lost whose bill was not compared yet; null: none, or the payment came after. */
async function awaitedDay(
  tx: Tx,
  merchantId: number,
  successAt: number,
  now: number,
): Promise<number | null> {
  const span = parseLostSpan(await readSetting(tx, lostSpanSetting))
  if (span === null || successAt > span.until) return null
  const merchant = await tx.manager.findOneBy(merchantEntity, { id: merchantId })
  const days = billDaysOfSpan(span, merchant?.createdAt ?? 0, now)
  const done = await tx.manager.findBy(billReportEntity, { merchantId, day: In(days), state: 'done' })
  const compared = new Set(done.map(report => report.day))
  return days.find(day => !compared.has(day)) ?? null
}
