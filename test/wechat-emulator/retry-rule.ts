const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How long WeChat waits after each failed attempt; then it gives up: 16 attempts. */
export const retryDelays: readonly number[] = [
  15 * second,
  15 * second,
  30 * second,
  3 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
  30 * minute,
  30 * minute,
  60 * minute,
  3 * hour,
  3 * hour,
  3 * hour,
  6 * hour,
  6 * hour,
]

/** When the next attempt is due after `attempts` failed ones, the last at `now`; null when there is none. */
export function nextAttemptAt(attempts: number, now: number, scale: number): number | null {
  const delay = retryDelays[attempts - 1]
  return delay === undefined ? null : now + Math.round(delay * scale)
}
