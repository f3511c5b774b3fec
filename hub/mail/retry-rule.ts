import type { Instant } from '../contract/primitives.ts'

const minute = 60_000
const pauses = [1, 5, 30, 120, 360, 1_440].map(minutes => minutes * minute)

/** When a message is tried again after `attempts` tries failed; null: it is given up. */
export function retryAt(attempts: number, now: Instant, notAfter: number): Instant | null {
  const pause = pauses[attempts - 1]
  if (pause === undefined || now + pause > notAfter) return null
  return (now + pause) as Instant
}

/** How long the server is left alone after it could not be used `failures` times in a row. */
export function serverPauseMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(30_000 * 2 ** Math.min(failures - 1, 10), 10 * minute)
}
