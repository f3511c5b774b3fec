import * as z from 'zod'
import { billDayOf, spanOfBillDay } from './bills/bill-day-rule.ts'

/** The setting that a restore writes. */
export const lostSpanSetting = 'lost_span'

const lostSpan = z.object({ from: z.number(), until: z.number() })
/** Between the backup that this database came from and its restore: what was written then is lost. */
export type LostSpan = z.infer<typeof lostSpan>

/** Null where no backup was ever restored. */
export function parseLostSpan(value: unknown): LostSpan | null {
  return lostSpan.safeParse(value).data ?? null
}

/** With what an earlier restore lost: its bills may not have been compared yet. */
export function joinedSpan(earlier: LostSpan | null, { from, until }: LostSpan): LostSpan {
  return { from: Math.min(from, earlier?.from ?? from), until }
}

/** How long the provider keeps bills, and a hub that was away asks for them. */
export const billsKeptDays = 90
const dayMs = 86_400_000

/** The days whose bills tell what happened in the span to an account entered at `since`, as far as there are bills. */
export function billDaysOfSpan({ from, until }: LostSpan, since: number, now: number): number[] {
  const days: number[] = []
  const begin = Math.max(from, since, now - billsKeptDays * dayMs)
  for (let at = begin; at <= until; at = spanOfBillDay(billDayOf(at)).until) days.push(billDayOf(at))
  return days
}
