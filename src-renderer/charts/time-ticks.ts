const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const steps = [
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  3 * day,
  7 * day,
  14 * day,
  30 * day,
  91 * day,
]

/**
 * Round instants of [from, until] for an axis of time, at most `most` of them. Round is what a clock shows `offsetMs`
 * ahead of UTC.
 */
export function timeTicks(from: number, until: number, most: number, offsetMs: number): readonly number[] {
  const span = until - from
  const step = steps.find(each => span / each <= most) ?? span
  const first = Math.ceil((from + offsetMs) / step) * step - offsetMs
  const ticks: number[] = []
  for (let at = first; at <= until && ticks.length < most; at += step) ticks.push(at)
  return ticks
}

/** How far this computer's clock is ahead of UTC at an instant. */
export function localOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * minute
}
