/** First and last day, each YYYY-MM-DD. */
export type DaySpan = readonly [from: string, until: string]

const dayMs = 86_400_000

/** The day an instant lies in, in this computer's time zone. */
export function dayTextOf(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The last `count` days up to and with today. */
export function daysBack(now: number, count: number): DaySpan {
  const today = dayTextOf(now)
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

/** [from, until) of a span in ms, by midnights of this computer's time zone. */
export function instantsOf([from, until]: DaySpan): { readonly from: number; readonly until: number } {
  const midnight = (day: string) => new Date(`${day}T00:00:00`).getTime()
  return { from: midnight(from), until: midnight(addDays(until, 1)) }
}
