import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../hub/contract/primitives.ts'

/** `2026-01-31` (its midnight) or `2026-01-31T10:00`, as people of the zone write it. */
export function localTime(text: string, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds as Instant
}

/** The same the other way round: midnights as bare dates. */
export function writtenTime(at: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
  return local.toString({ smallestUnit: 'minute' }).replace(/T00:00$/, '')
}

/** `2026-01-31T10:00 [32] 2026-02-01 [968] 2026-03-01`: moments, and between two of them the bytes of the cut. */
export function writtenCuts(
  cuts: readonly { readonly from: number; readonly until: number; readonly bytes: number | null }[],
  timeZone: string,
): string {
  const time = (at: number) => writtenTime(at, timeZone)
  return cuts
    .map(({ from, until, bytes }, i) => {
      const begin = cuts[i - 1]?.until === from ? '' : `${i === 0 ? '' : '| '}${time(from)} `
      return `${begin}[${bytes ?? '∞'}] ${time(until)}`
    })
    .join(' ')
}
