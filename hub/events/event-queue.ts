import type { HubEvent } from '../contract/admin/events.ts'
import type { Clock } from '../kernel/clock.ts'

/** Events on their way to one listener: bounded, so that one who does not read costs nothing but his own events. */
export interface EventQueue {
  push(event: HubEvent): void
  /** Drops what waits; the listener is told that he missed events. */
  overflow(): void
  /** What waits, as soon as anything does; an empty list after `ms` without any. Null once it is closed. */
  take(ms: number): Promise<{ readonly events: readonly HubEvent[]; readonly missed: boolean } | null>
  close(): void
}

const longestQueue = 2_000

export function createEventQueue(clock: Clock, onClose: () => void): EventQueue {
  let waiting: HubEvent[] = []
  let missed = false
  const closed = new AbortController()
  let wake = new AbortController()

  const ring = () => wake.abort()
  return {
    push(event) {
      if (waiting.length >= longestQueue) {
        waiting = []
        missed = true
      }
      waiting.push(event)
      ring()
    },
    overflow() {
      waiting = []
      missed = true
      ring()
    },
    async take(ms) {
      if (waiting.length === 0 && !missed && !closed.signal.aborted) {
        wake = new AbortController()
        await clock.sleep(ms, wake.signal)
      }
      if (closed.signal.aborted) return null
      const taken = { events: waiting, missed }
      waiting = []
      missed = false
      return taken
    },
    close() {
      closed.abort()
      ring()
      onClose()
    },
  }
}
