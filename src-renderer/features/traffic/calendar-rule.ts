import type { DaySpan } from '../../lib/day-span-rule.ts'

const dayMs = 86_400_000

/** How many days a span has, both ends included. */
export function countDays([from, until]: DaySpan): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / dayMs) + 1
}

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`

/** The same day some months later; the last of the month where it has no such day. */
export function addMonths(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count
  const year = Math.floor(months / 12)
  const month = months - year * 12
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(last, Number(day.slice(8))))).toISOString().slice(0, 10)
}

/** yyyymmdd, as the hub's calendar writes days. */
export const dayNumber = (day: string): number => Number(day.replaceAll('-', ''))

/** The day an instant lies in, YYYY-MM-DD, in a time zone. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)
}
