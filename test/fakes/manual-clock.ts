import type { Instant } from '../../hub/contract/primitives.ts'
import type { Clock } from '../../node-agent/ports.ts'

/** A clock that stands still until it is told to move; sleeping takes no time. */
export function manualClock(start = 1_800_000_000_000): Clock & { advance(ms: number): void } {
  let now = start
  return {
    now: () => now as Instant,
    sleep: async () => undefined,
    advance(ms) {
      now += ms
    },
  }
}
