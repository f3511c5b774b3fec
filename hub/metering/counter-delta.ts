import type { CountersAnswer, CountersQuery, MeteringGap, Reading } from '../contract/agent/counters.ts'
import { type Instant, type Slot, slotMs, slotOf } from '../contract/primitives.ts'
import { endedInstance, supersededBy } from './superseded-rule.ts'

/** What the hub has committed of a node: the side of the comparison that never lies. */
export interface Committed {
  /** Null: never collected. */
  readonly instance: string | null
  readonly seq: number
  readonly start: string
  /** What was followed by another: starts of this instance, and `instance:<id>` of instances that ended. */
  readonly superseded: readonly string[]
  /** The instant up to which everything was counted; 0: never collected. */
  readonly takenAt: number
}

/** What passed a port in a quarter hour. */
export interface Segment {
  readonly port: number
  readonly slot: Slot
  readonly upload: number
  readonly download: number
  /** Passed at some time up to the end of the slot: the marks that would tell are missing. */
  readonly late: boolean
}

/** A reading that fell although the seq is newer: nothing is counted, and the smaller reading is the new last seen. */
export interface Anomaly {
  readonly port: number
  readonly before: Reading
  readonly after: Reading
}

export type CounterDelta =
  /** Discarded whole. */
  | { readonly kind: 'stale'; readonly reason: 'other_request' | 'asked_before' | 'old_seq' }
  /** Two machines answer with one identity. */
  | { readonly kind: 'cloned'; readonly reason: 'start_returned' | 'instance_returned' }
  | {
      readonly kind: 'counted'
      readonly newInstance: boolean
      /** Ascending by port, then by slot. Their sum per port is exactly new reading - last seen. */
      readonly segments: readonly Segment[]
      readonly anomalies: readonly Anomaly[]
      readonly gaps: readonly MeteringGap[]
      /** Every port whose last seen reading changes, with the new value. */
      readonly seen: readonly Reading[]
      readonly superseded: readonly string[]
      /** The instant up to which is counted now: the node's clock, or the hub's where that one is off. */
      readonly takenAt: Instant
      /** Node's clock minus the hub's. */
      readonly skewMs: number
      readonly clockIsOff: boolean
    }

export const maxSkewMs = 60_000

/** The last seen reading of a port of the committed instance: [upload, download]. */
export type LastSeen = (port: number) => readonly [upload: number, download: number]

/** What to ask a node for: it names what is committed, so that the agent can forget that and notice a roll-back. */
export function countersQueryOf(
  committed: Pick<Committed, 'instance' | 'seq'>,
  request: string,
): CountersQuery {
  const { instance, seq } = committed
  return instance === null ? { request } : { request, instance, seq }
}

/**
 * Compares an answer with what is committed.
 *
 * A delta belongs to the quarter hour it passed in. The agent writes a mark, possibly an empty one, at every quarter
 * hour that it lives through; so between two neighbouring marks the slot is known. Across a missing one the whole
 * delta belongs to the slot of its later end and is `late`. A node whose clock is off by more than a minute has no
 * say in time: everything belongs to the slot in which the hub received it.
 */
export function compareCounters(
  committed: Committed,
  lastSeen: LastSeen,
  query: CountersQuery,
  answer: CountersAnswer,
  receivedAt: Instant,
): CounterDelta {
  if (answer.request !== query.request) return { kind: 'stale', reason: 'other_request' }
  // Something was committed since the question was asked: the answer is late, whatever it says.
  if (query.instance !== (committed.instance ?? undefined) || (query.seq ?? 0) !== committed.seq) {
    return { kind: 'stale', reason: 'asked_before' }
  }
  const newInstance = answer.instance !== committed.instance
  if (!newInstance && answer.seq <= committed.seq) return { kind: 'stale', reason: 'old_seq' }
  if (committed.superseded.includes(endedInstance(answer.instance)))
    return { kind: 'cloned', reason: 'instance_returned' }
  if (committed.superseded.includes(answer.start)) return { kind: 'cloned', reason: 'start_returned' }

  const { takenAt, skewMs, clockIsOff } = judgeTime(committed, answer, receivedAt)
  const isNew = (seq: number) => newInstance || seq > committed.seq
  const marks = clockIsOff ? [] : answer.marks.filter(mark => isNew(mark.seq))
  const from = newInstance ? null : (committed.takenAt as Instant)
  const counted = countReadings({
    lastSeen: newInstance ? () => nothing : lastSeen,
    points: pointsOf(marks, answer.readings, { from, notBefore: committed.takenAt, takenAt }),
  })
  return {
    kind: 'counted',
    newInstance,
    ...counted,
    gaps: answer.gaps.filter(gap => isNew(gap.seq)),
    superseded: supersededBy(committed, answer),
    takenAt,
    skewMs,
    clockIsOff,
  }
}

const nothing = [0, 0] as const

/** The instant up to which an answer counts, and whether the node's clock has a say in it. */
export function judgeTime(
  committed: Pick<Committed, 'takenAt'>,
  answer: Pick<CountersAnswer, 'takenAt' | 'more'>,
  receivedAt: Instant,
) {
  const difference = answer.takenAt - receivedAt
  // A split answer speaks of the past: its own time says nothing about the node's clock, unless it is yet to come.
  const skewMs = answer.more ? Math.max(0, difference) : difference
  const clockIsOff = Math.abs(skewMs) > maxSkewMs
  // Time never goes back: what is counted up to an instant is not counted into the slots before it.
  const takenAt = Math.max(clockIsOff ? receivedAt : answer.takenAt, committed.takenAt) as Instant
  return { takenAt, skewMs, clockIsOff }
}

/** Readings as of an instant. */
interface Point {
  readonly readings: readonly Reading[]
  /** The quarter hour in which what passed since the point before belongs. */
  readonly slot: Slot
  /** A mark is missing between the point before and this one. */
  readonly afterHole: boolean
}

/** The slot of what passed up to `at`: a reading at 10:15:00 closes the quarter hour that began at 10:00. */
const slotUpTo = (at: Instant): Slot => slotOf((at - 1) as Instant)

function pointsOf(
  marks: CountersAnswer['marks'],
  readings: readonly Reading[],
  time: { readonly from: Instant | null; readonly notBefore: number; readonly takenAt: Instant },
): Point[] {
  const points: Point[] = []
  let before = time.from
  let unusable = false
  const add = (at: Instant, pointReadings: readonly Reading[]) => {
    const slot = slotUpTo(at)
    // The beginning of an instance is in no mark, so its first point opens the chain.
    const afterHole = unusable || (before !== null && at > before && slotOf(before) !== slot)
    points.push({ readings: pointReadings, slot, afterHole })
    before = at
    unusable = false
  }
  for (const mark of marks) {
    // Nothing is counted into the time before what is counted already.
    if (mark.at <= Math.max(before ?? 0, time.notBefore)) continue
    // A mark that contradicts the other times is taken for missing.
    if (mark.at <= time.takenAt && mark.at % slotMs === 0) add(mark.at, mark.readings)
    else unusable = true
  }
  add(time.takenAt, readings)
  return points
}

function countReadings(input: { readonly lastSeen: LastSeen; readonly points: readonly Point[] }) {
  const { lastSeen, points } = input
  const last = points.at(-1)
  if (!last) throw new Error('an answer has no readings')
  const known = new Map<number, Trail>()
  for (let index = 0; index < points.length - 1; index += 1) {
    for (const [port, upload, download] of points[index]?.readings ?? []) {
      const trail = known.get(port)
      if (trail) trail.push(index, upload, download)
      else known.set(port, [index, upload, download])
    }
  }
  const holes = lastHoles(points)
  const counted: Counted = { segments: [], anomalies: [], seen: [] }
  const finalIndex = points.length - 1
  let ascending = true
  let previousPort = 0
  let inBoth = 0
  for (const reading of last.readings) {
    const port = reading[0]
    ascending &&= port > previousPort
    previousPort = port
    const trail = known.get(port)
    if (trail) inBoth += 1
    countPort(
      counted,
      { reading, finalIndex, before: lastSeen(port), trail: trail ?? noMarks },
      points,
      holes,
    )
  }
  // Ports that stand in marks alone are in a split answer, or were removed since: their last mark is their reading.
  const answered = new Set(inBoth < known.size ? last.readings.map(([port]) => port) : [])
  for (const [port, trail] of inBoth < known.size ? known : []) {
    if (answered.has(port)) continue
    const [index = 0, upload = 0, download = 0] = trail.slice(-3)
    ascending = false
    const reading: Reading = [port, upload as Reading[1], download as Reading[2]]
    countPort(counted, { reading, finalIndex: index, before: lastSeen(port), trail }, points, holes)
  }
  if (!ascending) {
    counted.segments.sort((a, b) => a.port - b.port || a.slot - b.slot)
    counted.anomalies.sort((a, b) => a.port - b.port)
    counted.seen.sort((a, b) => a[0] - b[0])
  }
  return counted
}

interface Counted {
  readonly segments: Segment[]
  readonly anomalies: Anomaly[]
  readonly seen: Reading[]
}

/** A port's readings in marks, three numbers each: index of the point, upload, download. Flat, for there are many. */
type Trail = number[]
const noMarks: Trail = []

/** For each point, the last one at or before it that follows a hole; -1: none. */
function lastHoles(points: readonly Point[]): readonly number[] {
  let hole = -1
  return points.map((point, index) => {
    if (point.afterHole) hole = index
    return hole
  })
}

function countPort(
  counted: Counted,
  port: {
    readonly reading: Reading
    readonly finalIndex: number
    readonly before: readonly [number, number]
    readonly trail: Trail
  },
  points: readonly Point[],
  holes: readonly number[],
): void {
  const { reading, before, finalIndex } = port
  const [number, upload, download] = reading
  if (upload === before[0] && download === before[1]) return
  counted.seen.push(reading)
  if (upload < before[0] || download < before[1]) {
    counted.anomalies.push({
      port: number,
      before: [number, before[0] as Reading[1], before[1] as Reading[2]],
      after: reading,
    })
    return
  }
  let [seenUp, seenDown] = before
  // Index of the point at which the values above were read; -1 is the last collection.
  let seenIndex = -1
  const count = (index: number, up: number, down: number) => {
    if (up !== seenUp || down !== seenDown) {
      const hole = holes[index] ?? -1
      counted.segments.push({
        port: number,
        slot: points[index]?.slot ?? (0 as Slot),
        upload: up - seenUp,
        download: down - seenDown,
        late: hole > seenIndex,
      })
    }
    seenUp = up
    seenDown = down
    seenIndex = index
  }
  const { trail } = port
  for (let at = 0; at < trail.length; at += 3) {
    const [index = 0, up = 0, down = 0] = [trail[at], trail[at + 1], trail[at + 2]]
    if (index >= finalIndex) break
    // A mark outside of what was last seen and the reading itself cannot be right: it splits nothing.
    if (up >= seenUp && down >= seenDown && up <= upload && down <= download) count(index, up, down)
  }
  count(finalIndex, upload, download)
}
