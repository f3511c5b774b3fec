import type { Instant } from '../../contract/primitives.ts'

const hour = 3_600_000
const day = 24 * hour
/** Beijing has no summer time. */
const offset = 8 * hour

/** A day in Beijing as yyyymmdd. */
export function billDayOf(at: number): number {
  return Number(new Date(at + offset).toISOString().slice(0, 10).replaceAll('-', ''))
}

/** When a day of Beijing begins and ends. */
export function spanOfBillDay(billDay: number): { readonly from: Instant; readonly until: Instant } {
  const from = Date.parse(`${textOfBillDay(billDay)}T00:00:00Z`) - offset
  return { from: from as Instant, until: (from + day) as Instant }
}

/** YYYY-MM-DD, as the provider asks for it. */
export function textOfBillDay(billDay: number): string {
  const text = String(billDay)
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}

/** From when on a day's bill can be asked for: 10:00 on the day after; null where there is no such day. */
export function billReadyAt(billDay: number): Instant | null {
  const { until } = spanOfBillDay(billDay)
  return Number.isNaN(until) || billDayOf(until - 1) !== billDay ? null : ((until + 10 * hour) as Instant)
}

/** The days whose bills are there, newest last: from `since` on, at most `most`. A bill comes at 10:00 the next day. */
export function billDays(since: number, now: number, most: number): readonly number[] {
  const last = now + offset - 10 * hour - day
  const days: number[] = []
  for (let at = last; days.length < most && billDayOf(at - offset) >= billDayOf(since); at -= day) {
    days.unshift(billDayOf(at - offset))
  }
  return days
}
