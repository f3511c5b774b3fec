import { expect } from 'vitest'
import type { CountersAnswer, CountersQuery } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import { type Committed, compareCounters, countersQueryOf } from '../../hub/metering/counter-delta.ts'

/** The hub's side with nothing but the rule: what it commits is what the rule says. */
export function ruleHub() {
  let committed: Committed = { instance: null, seq: 0, start: '', superseded: [], takenAt: 0 }
  let seen = new Map<number, readonly [number, number]>()
  const ledger = new Map<string, number>()
  let halted = false
  let flagged = false
  let requests = 0
  return {
    ledger,
    halted: () => halted,
    /** Something of what was counted has no sure quarter hour. */
    flagged: () => flagged,
    anomalies: 0,
    /** Segments whose quarter hour was only inferred, a mark being missing. */
    late: 0,
    ask: () => countersQueryOf(committed, (++requests).toString(16).padStart(32, 'f')),
    commit(query: CountersQuery, answer: CountersAnswer, receivedAt: number): string {
      if (halted) return 'halted'
      const delta = compareCounters(
        committed,
        port => seen.get(port) ?? [0, 0],
        query,
        answer,
        receivedAt as Instant,
      )
      if (delta.kind === 'cloned') halted = true
      if (delta.kind !== 'counted') return delta.kind
      if (delta.newInstance) seen = new Map()
      for (const [port, upload, download] of delta.seen) seen.set(port, [upload, download])
      for (const { port, slot, upload, download, late } of delta.segments) {
        expect(upload >= 0 && download >= 0 && upload + download > 0).toBe(true)
        const key = `${port}:${slot}`
        ledger.set(key, (ledger.get(key) ?? 0) + upload + download)
        flagged ||= late
        if (late) this.late += 1
      }
      this.anomalies += delta.anomalies.length
      flagged ||= delta.clockIsOff || delta.newInstance
      const { instance, start, seq } = answer
      committed = { instance, start, seq, superseded: delta.superseded, takenAt: delta.takenAt }
      return delta.kind
    },
  }
}
