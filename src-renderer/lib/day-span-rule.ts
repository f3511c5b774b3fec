/** First and last day, each YYYY-MM-DD. */
export type DaySpan = readonly [from: string, until: string]

const dayMs = 86_400_000

/** The day an instant lies in. */
export function dayTextOf(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10)
}

/** The last `count` days up to and with today. */
export function daysBack(now: number, count: number, zone: string): DaySpan {
  const today = dayTextOf(now, zone)
  return [addDays(today, 1 - count), today]
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10)
}

/** Every day of a span, oldest first. */
export function daysOf([from, until]: DaySpan): readonly string[] {
  const days: string[] = []
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day)
  return days
}

/** [from, until) of a span in ms, by midnights of the zone. */
export function instantsOf(
  [from, until]: DaySpan,
  zone: string,
): { readonly from: number; readonly until: number } {
  return { from: midnightOf(from, zone), until: midnightOf(addDays(until, 1), zone) }
}

/** When a day begins: at its first moment, where daylight saving skips midnight too. */
export function midnightOf(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  const [early, late] = [wanted - offsetAt(wanted - dayMs, zone), wanted - offsetAt(wanted + dayMs, zone)]
  return dayTextOf(Math.min(early, late), zone) === day ? Math.min(early, late) : Math.max(early, late)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Ms that a zone's clocks are ahead of UTC at an instant. */
function offsetAt(at: number, zone: string): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
  clocks.set(zone, clock)
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
}
