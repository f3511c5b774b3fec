import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import { eventIdsAfter, latestEventId, newEventIds, readEvents } from './event-store.ts'

/** Hands the events of the database, whichever hub stored them, to whoever listens at this one. */
export interface EventFeed {
  /**
   * Listens from now on, or from the event `after` on (those that a late commit put before it included, so some come
   * again). Close what is returned.
   */
  subscribe(after: number | null): Promise<EventQueue>
  /** Looks for new events until the signal is aborted, then ends all queues. Failures are told and survived. */
  run(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<void>
}

const pollMs = 1_000
/** Ids are given at the insert and seen at the commit: one that comes this much later than a greater id is still seen. */
const overlapMs = 30_000
/** Events sent again after a reconnect, for the same reason. */
const overlapIds = 50
const longestReplay = 1_000

export function createEventFeed(deps: { readonly database: Database; readonly clock: Clock }): EventFeed {
  const { database, clock } = deps
  const queues = new Set<EventQueue>()
  /** When each id above `low` was first seen. */
  const seen = new Map<number, number>()
  let low: number | null = null

  async function poll(): Promise<void> {
    if (low === null) return
    const from = low
    const now = clock.now()
    const fresh = await database.inTransaction(async tx => {
      const ids = await newEventIds(tx, from, id => !seen.has(id))
      return readEvents(tx, ids)
    })
    for (const event of fresh) {
      seen.set(event.id, now)
      for (const queue of queues) queue.push(event)
    }
    for (const [id, at] of seen) if (now - at >= overlapMs) low = Math.max(low, id)
    for (const id of seen.keys()) if (id <= low) seen.delete(id)
  }

  async function replay(queue: EventQueue, after: number): Promise<void> {
    const events = await database.inTransaction(async tx => {
      const ids = await eventIdsAfter(tx, after - overlapIds, longestReplay + 1)
      return ids.length > longestReplay ? null : readEvents(tx, ids)
    })
    if (events === null) queue.overflow()
    else for (const event of events) queue.push(event)
  }

  return {
    async subscribe(after) {
      const queue = createEventQueue(clock, () => queues.delete(queue))
      queues.add(queue)
      const latest = await database.inTransaction(latestEventId)
      low ??= latest
      if (after !== null) await replay(queue, after)
      return queue
    },
    async run(signal, onFailure) {
      while (!signal.aborted) {
        if (queues.size > 0) await poll().catch(onFailure)
        else {
          // Nobody listens: what passes meanwhile is nobody's.
          low = null
          seen.clear()
        }
        await clock.sleep(pollMs, signal)
      }
      for (const queue of [...queues]) queue.close()
    },
  }
}
