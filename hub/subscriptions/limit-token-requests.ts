import type { Clock } from '../kernel/clock.ts'

/** Ten devices that ask every few seconds are far below it. */
export const mostPerMinute = 120
const minuteMs = 60_000

/**
 * Counts the requests for each link that exists, minute by minute, in memory: a link that was published, or a client
 * that has gone mad, takes no more than its share. 0, or how long to wait, in ms.
 */
export function limitTokenRequests(clock: Clock): (tokenHash: string) => number {
  let minute = 0
  const counts = new Map<string, number>()
  return tokenHash => {
    const now = clock.now()
    const current = Math.floor(now / minuteMs)
    if (current !== minute) {
      minute = current
      counts.clear()
    }
    const count = (counts.get(tokenHash) ?? 0) + 1
    counts.set(tokenHash, count)
    return count <= mostPerMinute ? 0 : (current + 1) * minuteMs - now
  }
}
