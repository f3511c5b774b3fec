import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../contract/primitives.ts'

/** The local day of an instant, as `yymmdd`. */
export function dayOf(at: Instant, timeZone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  return day.toString().replaceAll('-', '').slice(2)
}

export interface CalendarDay {
  /** YYYY-MM-DD. */
  readonly day: string
  /** [begin, end): its midnights. */
  readonly begin: Instant
  readonly end: Instant
}

/** The local days from one to another, both YYYY-MM-DD; null where one does not exist, or there are more than `most`. */
export function calendarDays(
  from: string,
  until: string,
  timeZone: string,
  most: number,
): readonly CalendarDay[] | null {
  const [first, last] = [from, until].map(text => {
    const date = new Date(`${text}T00:00:00Z`)
    const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
    return isReal ? Temporal.PlainDate.from(text) : null
  })
  if (first == null || last == null) return null
  const count = first.until(last).days + 1
  if (count < 1 || count > most) return null
  const midnight = (plus: number) =>
    first.add({ days: plus }).toZonedDateTime(timeZone).startOfDay().epochMilliseconds as Instant
  return Array.from({ length: count }, (_, plus) => ({
    day: first.add({ days: plus }).toString(),
    begin: midnight(plus),
    end: midnight(plus + 1),
  }))
}
