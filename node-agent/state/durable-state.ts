import type { DesiredConfig } from '../../hub/contract/agent/config.ts'
import type { MeteringGap, Reading } from '../../hub/contract/agent/counters.ts'
import type { Bytes, Instant } from '../../hub/contract/primitives.ts'

/** Cumulative bytes of one port: upload = client to node, download = node to client. */
export interface PortReading {
  readonly up: Bytes
  readonly down: Bytes
}
export type Readings = ReadonlyMap<number, PortReading>
export type Gap = MeteringGap

/** All that must survive the process. One value, replaced whole; `seq` grows by one with each durable write. */
export interface DurableState {
  readonly instance: string
  readonly seq: number
  /** The pair applied; 0, 0 before the first configuration. Kept when an instance ends. */
  readonly epoch: number
  readonly revision: number
  readonly appliedAt: Instant
  /** Null before the first configuration. Its closeAt values refer to `config.instance`. */
  readonly config: DesiredConfig | null
  /** Every port that was ever counted by this instance; a port that left keeps its last value. */
  readonly readings: Readings
  /** The kernel's table is to be replaced by these readings, whatever marker it carries. */
  readonly rebuild: boolean
  readonly savedAt: Instant
  readonly bootId: string
  /** Instant of the newest mark taken or skipped; 0 before the first. */
  readonly lastMarkAt: Instant
  readonly gaps: readonly Gap[]
}

/** Changed readings at the end of a quarter hour. */
export interface StoredMark {
  readonly at: Instant
  readonly seq: number
  readonly readings: readonly Reading[]
}

/** The state of a new instance that keeps the configuration of the one before it, if any. */
export function newInstance(
  instance: string,
  before: DurableState | null,
  facts: {
    readonly now: Instant
    readonly bootId: string
    readonly readings: Readings
    readonly gap: Gap | null
  },
): DurableState {
  return {
    instance,
    // It goes on counting, so that the newer of two files on disk is always the one with the greater seq.
    seq: before?.seq ?? 0,
    epoch: before?.epoch ?? 0,
    revision: before?.revision ?? 0,
    appliedAt: before?.appliedAt ?? (0 as Instant),
    config: before?.config ?? null,
    readings: facts.readings,
    rebuild: true,
    savedAt: facts.now,
    bootId: facts.bootId,
    lastMarkAt: facts.now,
    gaps: facts.gap ? [{ ...facts.gap, seq: (before?.seq ?? 0) + 1 }] : [],
  }
}
