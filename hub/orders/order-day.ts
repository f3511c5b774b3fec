import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../contract/primitives.ts'

/** The local day of an instant, as `yymmdd`. */
export function dayOf(at: Instant, timeZone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  return day.toString().replaceAll('-', '').slice(2)
}
