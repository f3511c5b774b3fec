import type { Reading } from '../../hub/contract/agent/counters.ts'
import { type Instant, slotOf, slotStart } from '../../hub/contract/primitives.ts'
import type { Gap, Readings } from '../state/durable-state.ts'

/** A reading taken this long after the boundary still counts as the boundary's. */
const lateMs = 5_000
/** A durable reading this long before a boundary stands for it when the agent was away at the boundary. */
const earlyMs = 15_000
const keepMs = 35 * 86_400_000
/** A newest mark further ahead than this was taken by a clock that has been set right since. */
const aheadMs = 60_000
/** Readings repeat port after port: an answer larger than this is split. About 32 bytes of JSON a reading. */
export const maxMarkReadingsPerAnswer = 600_000
export const maxMarksPerAnswer = 3_000

export type MarkDecision =
  | { readonly kind: 'none' }
  /** Readings taken now are those at the boundary `at`. */
  | { readonly kind: 'now'; readonly at: Instant }
  /** The readings of the last save are those at `at`: the agent was away at the boundary. */
  | { readonly kind: 'saved'; readonly at: Instant }
  /** Nobody knows the readings at the boundary; the hub charges the later slot and flags it. */
  | { readonly kind: 'missed'; readonly at: Instant }

/**
 * Which quarter hour's end is due to be marked, and with which readings. Marks go on from the present where the clock
 * was set back; the hub takes none from a clock that is off, and counts none twice.
 */
export function decideMark(facts: {
  readonly now: Instant
  readonly lastMarkAt: Instant
  readonly savedAt: Instant
}): MarkDecision {
  const boundary = slotStart(slotOf(facts.now))
  if (facts.lastMarkAt > facts.now + aheadMs) return { kind: 'missed', at: boundary }
  if (boundary <= facts.lastMarkAt) return { kind: 'none' }
  if (facts.now - boundary <= lateMs) return { kind: 'now', at: boundary }
  const nextAfterSave = slotStart((slotOf(facts.savedAt) + 1) as ReturnType<typeof slotOf>)
  if (
    nextAfterSave > facts.lastMarkAt &&
    nextAfterSave <= boundary &&
    nextAfterSave - facts.savedAt <= earlyMs
  ) {
    return { kind: 'saved', at: nextAfterSave }
  }
  return { kind: 'missed', at: boundary }
}

/** The readings that differ from the last mark, ascending by port. Without a last mark: all that ever moved. */
export function changedReadings(before: Readings | null, now: Readings): Reading[] {
  const changed: Reading[] = []
  for (const [port, { up, down }] of now) {
    const old = before?.get(port)
    if (old ? old.up !== up || old.down !== down : up > 0 || down > 0) changed.push([port, up, down])
  }
  return changed.sort((a, b) => a[0] - b[0])
}

interface Kept {
  readonly at: Instant
  readonly seq: number
  readonly size: number
}

/** Marks to forget: acknowledged ones silently, those too old or beyond the space oldest first and with a gap. */
export function marksToDrop(
  marks: readonly Kept[],
  facts: { readonly acknowledged: number; readonly now: Instant; readonly maxBytes: number },
): { readonly acknowledged: readonly number[]; readonly dropped: readonly Kept[] } {
  const acknowledged = marks.filter(mark => mark.seq <= facts.acknowledged).map(mark => mark.seq)
  const waiting = marks.filter(mark => mark.seq > facts.acknowledged)
  let size = waiting.reduce((sum, mark) => sum + mark.size, 0)
  const dropped: Kept[] = []
  for (const mark of waiting) {
    if (mark.at >= facts.now - keepMs && size <= facts.maxBytes) break
    dropped.push(mark)
    size -= mark.size
  }
  return { acknowledged, dropped }
}

/** How many of the waiting marks one answer carries; the rest follow once these are acknowledged. */
export function marksForAnswer<T extends { readonly count: number }>(marks: readonly T[]): readonly T[] {
  let readings = 0
  const chosen: T[] = []
  for (const mark of marks) {
    readings += mark.count
    if (chosen.length > 0 && (readings > maxMarkReadingsPerAnswer || chosen.length >= maxMarksPerAnswer))
      break
    chosen.push(mark)
  }
  return chosen
}

/** Adds a gap; the oldest fall out beyond a thousand, and neighbouring losses of marks become one. */
export function withGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const last = gaps.at(-1)
  const joins = last?.reason === 'marks_dropped' && gap.reason === 'marks_dropped'
  if (last && joins) return [...gaps.slice(0, -1), { ...last, until: gap.until, seq: gap.seq }]
  return [...gaps, gap].slice(-1_000)
}
