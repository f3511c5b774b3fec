import type { Reading } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { Clock, StateStore } from '../ports.ts'
import type { DurableState, Gap, Readings } from '../state/durable-state.ts'
import { changedReadings, decideMark, marksToDrop } from './mark-rule.ts'

export interface MarkParts {
  readonly store: StateStore
  readonly clock: Clock
  readonly maxBytes: number
  readonly state: () => DurableState
  readonly commit: (
    change: Partial<DurableState>,
    mark?: { at: Instant; readings: Reading[] },
  ) => Promise<void>
  readonly read: () => Promise<Readings>
  readonly lose: (gap: Omit<Gap, 'seq'>) => void
}

/** Takes a durable mark at each quarter hour's end and keeps marks until they are acknowledged. */
export function keepMarks(parts: MarkParts) {
  const { store, clock } = parts
  /** Readings of the last mark of this process; null: the next one names every port that ever moved. */
  let marked: Readings | null = null

  async function dropOld(): Promise<void> {
    const { dropped } = marksToDrop(store.marks(), {
      acknowledged: 0,
      now: clock.now(),
      maxBytes: parts.maxBytes,
    })
    for (const mark of dropped) {
      parts.lose({ from: Math.max(0, mark.at - 900_000) as Instant, until: mark.at, reason: 'marks_dropped' })
    }
    if (dropped.length === 0) return
    // The gap first: what is gone must be known to be gone.
    await parts.commit({})
    await store.dropMarks(dropped.map(mark => mark.seq))
  }

  return {
    /** Takes the mark that is due, if one is. Throws when it cannot be read or made durable; it is then due again. */
    async take(): Promise<void> {
      const { lastMarkAt, savedAt } = parts.state()
      const decision = decideMark({ now: clock.now(), lastMarkAt, savedAt })
      if (decision.kind === 'none') return
      if (decision.kind === 'missed') return parts.commit({ lastMarkAt: decision.at })
      const readings = decision.kind === 'now' ? await parts.read() : parts.state().readings
      // Also where nothing changed: a quarter hour without a mark is one that the agent did not live through.
      const mark = { at: decision.at, readings: changedReadings(marked, readings) }
      await parts.commit({ readings, lastMarkAt: decision.at }, mark)
      marked = readings
      await dropOld()
    },

    /** Forgets the marks up to an acknowledged seq. */
    async forget(acknowledged: number): Promise<void> {
      const drop = marksToDrop(store.marks(), {
        acknowledged,
        now: clock.now(),
        maxBytes: Number.MAX_SAFE_INTEGER,
      })
      await store.dropMarks(drop.acknowledged)
    },

    /** An instance ended: its marks mean nothing to the next. */
    async forgetAll(): Promise<void> {
      marked = null
      await store.dropMarks(store.marks().map(mark => mark.seq))
    },
  }
}
