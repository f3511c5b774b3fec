import type { CountersAnswer, Reading } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { StateStore } from '../ports.ts'
import type { DurableState, Readings, StoredMark } from '../state/durable-state.ts'
import { marksForAnswer } from './mark-rule.ts'

function inOrder(readings: Readings): Reading[] {
  const list: Reading[] = []
  for (const [port, { up, down }] of readings) list.push([port, up, down])
  return list.sort((a, b) => a[0] - b[0])
}

/** The answer to a request, from what is durable. When not all marks fit, it is the answer as of the last that does. */
export async function composeAnswer(parts: {
  readonly request: string
  readonly start: string
  readonly state: DurableState
  readonly takenAt: Instant
  readonly store: StateStore
}): Promise<CountersAnswer> {
  const { request, start, state, takenAt, store } = parts
  const waiting = store.marks()
  const marks: StoredMark[] = []
  for (const { seq } of marksForAnswer(waiting)) marks.push(await store.readMark(seq))
  const { instance, epoch, revision } = state
  const common = {
    request,
    instance,
    start,
    epoch,
    revision,
    marks: marks.map(({ at, seq, readings }) => ({ at, seq, readings: [...readings] })),
  }
  const last = marks.at(-1)
  if (last && marks.length < waiting.length) {
    const asOfLast = new Map<number, Reading>()
    for (const mark of marks) for (const entry of mark.readings) asOfLast.set(entry[0], entry)
    const readings = [...asOfLast.values()].sort((a, b) => a[0] - b[0])
    const gaps = state.gaps.filter(gap => gap.seq <= last.seq)
    return { ...common, seq: last.seq, takenAt: last.at, readings, gaps, more: true }
  }
  return { ...common, seq: state.seq, takenAt, readings: inOrder(state.readings), gaps: [...state.gaps] }
}
