import { describe, expect, it } from 'vitest'
import { type CountersAnswer, countersAnswer } from '../../../../hub/contract/agent/counters.ts'
import { type Instant, type Slot, slotMs } from '../../../../hub/contract/primitives.ts'
import {
  type Committed,
  type CounterDelta,
  compareCounters,
  countersQueryOf,
} from '../../../../hub/metering/counter-delta.ts'

const id = (letter: string) => letter.repeat(32)
const slot = 2_000_000 as Slot
/** 5 minutes into the slot. */
const now = slot * slotMs + 300_000

const committed: Committed = {
  instance: id('a'),
  seq: 10,
  start: id('1'),
  superseded: [],
  takenAt: now - 10_000,
}

function anAnswer(change: Partial<Record<keyof CountersAnswer, unknown>> = {}): CountersAnswer {
  return countersAnswer.parse({
    request: id('f'),
    instance: id('a'),
    start: id('1'),
    seq: 11,
    epoch: 1,
    revision: 1,
    takenAt: now,
    readings: [[10001, 150, 1500]],
    marks: [],
    gaps: [],
    ...change,
  })
}

const seen: Record<number, readonly [number, number]> = { 10001: [100, 1000] }

function compare(
  change: Partial<Record<keyof CountersAnswer, unknown>> = {},
  facts: { readonly committed?: Partial<Committed>; readonly receivedAt?: number } = {},
): CounterDelta {
  const base = { ...committed, ...facts.committed }
  return compareCounters(
    base,
    port => seen[port] ?? [0, 0],
    countersQueryOf(base, id('f')),
    anAnswer(change),
    (facts.receivedAt ?? now) as Instant,
  )
}

function counted(...parameters: Parameters<typeof compare>) {
  const delta = compare(...parameters)
  if (delta.kind !== 'counted') throw new Error(`not counted: ${delta.kind}`)
  return delta
}

describe('compareCounters', () => {
  it('counts reading minus last seen in the slot of the answer', () => {
    const delta = counted()
    expect(delta.segments).toEqual([{ port: 10001, slot, upload: 50, download: 500, late: false }])
    expect(delta.seen).toEqual([[10001, 150, 1500]])
    expect(delta.superseded).toEqual([])
  })

  it.each([
    ['an answer to another request', { request: id('e') }, 'other_request'],
    ['the seq that is committed', { seq: 10 }, 'old_seq'],
    ['an older seq', { seq: 3 }, 'old_seq'],
  ])('discards %s whole', (_name, change, reason) => {
    expect(compare(change)).toEqual({ kind: 'stale', reason })
  })

  it('discards an answer whose question was asked before the last commit', () => {
    const query = countersQueryOf({ instance: id('a'), seq: 9 }, id('f'))
    const delta = compareCounters(committed, () => [0, 0], query, anAnswer(), now as Instant)
    expect(delta).toEqual({ kind: 'stale', reason: 'asked_before' })
  })

  it('takes a restarted process for the same instance and remembers the start that ended', () => {
    expect(counted({ start: id('2') }).superseded).toEqual([id('1')])
  })

  it('finds two machines where a superseded start returns', () => {
    const delta = compare({}, { committed: { start: id('2'), superseded: [id('1')] } })
    expect(delta).toEqual({ kind: 'cloned', reason: 'start_returned' })
  })

  it('calls a superseded start stale, not a clone, when its seq is old', () => {
    const delta = compare({ seq: 10 }, { committed: { start: id('2'), superseded: [id('1')] } })
    expect(delta.kind).toBe('stale')
  })

  it('counts the full reading of a new instance and never accepts the one before again', () => {
    const delta = counted({ instance: id('b'), start: id('2'), seq: 1 })
    expect(delta.segments).toEqual([{ port: 10001, slot, upload: 150, download: 1500, late: false }])
    const after = { instance: id('b'), start: id('2'), seq: 1, superseded: delta.superseded }
    expect(compare({ start: id('9'), seq: 99 }, { committed: after })).toEqual({
      kind: 'cloned',
      reason: 'instance_returned',
    })
  })

  it('counts nothing of a reading that fell, and goes on from the smaller one', () => {
    const delta = counted({ readings: [[10001, 150, 900]] })
    expect(delta.segments).toEqual([])
    expect(delta.anomalies).toEqual([{ port: 10001, before: [10001, 100, 1000], after: [10001, 150, 900] }])
    expect(delta.seen).toEqual([[10001, 150, 900]])
  })

  it('leaves a port alone that is not in the answer', () => {
    expect(counted({ readings: [] }).seen).toEqual([])
  })

  describe('with marks', () => {
    const at = (slots: number) => (slot + slots) * slotMs
    const later = { takenAt: at(3) + 60_000 }
    const options = { receivedAt: at(3) + 60_000 }

    it('splits a delta at the marks', () => {
      const marks = [
        { at: at(1), seq: 11, readings: [[10001, 110, 1000]] },
        { at: at(2), seq: 12, readings: [] },
        { at: at(3), seq: 13, readings: [[10001, 130, 1400]] },
      ]
      const { segments } = counted({ ...later, seq: 14, marks }, options)
      expect(segments).toEqual([
        { port: 10001, slot, upload: 10, download: 0, late: false },
        { port: 10001, slot: slot + 2, upload: 20, download: 400, late: false },
        { port: 10001, slot: slot + 3, upload: 20, download: 100, late: false },
      ])
    })

    it('gives what passed across a missing mark to the slot of the later end, flagged', () => {
      const marks = [
        { at: at(1), seq: 11, readings: [[10001, 110, 1000]] },
        { at: at(3), seq: 13, readings: [[10001, 130, 1400]] },
      ]
      const { segments } = counted({ ...later, seq: 14, marks }, options)
      expect(segments).toEqual([
        { port: 10001, slot, upload: 10, download: 0, late: false },
        { port: 10001, slot: slot + 2, upload: 20, download: 400, late: true },
        { port: 10001, slot: slot + 3, upload: 20, download: 100, late: false },
      ])
    })

    it('flags what may have passed in a hole although later marks say that the port stood still', () => {
      const marks = [
        { at: at(2), seq: 12, readings: [] },
        { at: at(3), seq: 13, readings: [] },
      ]
      const { segments } = counted({ ...later, seq: 14, marks }, options)
      expect(segments).toEqual([{ port: 10001, slot: slot + 3, upload: 50, download: 500, late: true }])
    })

    it('gives everything to the last slot, flagged, where all marks are missing', () => {
      const { segments } = counted({ ...later, seq: 14 }, options)
      expect(segments).toEqual([{ port: 10001, slot: slot + 3, upload: 50, download: 500, late: true }])
    })

    it('ignores marks that were acknowledged, lie before the last collection or contradict the readings', () => {
      const marks = [
        { at: at(0), seq: 11, readings: [[10001, 120, 1100]] },
        { at: at(1), seq: 9, readings: [[10001, 120, 1100]] },
        { at: at(1), seq: 12, readings: [[10001, 999, 1100]] },
      ]
      const { segments } = counted({ takenAt: at(1) + 1, seq: 14, marks }, { receivedAt: at(1) })
      expect(segments).toEqual([{ port: 10001, slot: slot + 1, upload: 50, download: 500, late: false }])
    })

    it('counts a reading taken exactly at the quarter hour into the one that ends', () => {
      const { segments } = counted({ takenAt: at(1) }, { receivedAt: at(1) })
      expect(segments).toEqual([{ port: 10001, slot, upload: 50, download: 500, late: false }])
    })

    it('counts a split answer up to its last mark, ports of earlier marks included', () => {
      const marks = [
        {
          at: at(1),
          seq: 11,
          readings: [
            [10001, 110, 1000],
            [10002, 7, 7],
          ],
        },
        { at: at(2), seq: 12, readings: [[10001, 120, 1000]] },
      ]
      const readings = [
        [10001, 120, 1000],
        [10002, 7, 7],
      ]
      const split = { seq: 12, takenAt: at(2), marks, readings, more: true }
      const delta = counted(split, { receivedAt: at(400) })
      expect(delta.clockIsOff).toBe(false)
      expect(delta.takenAt).toBe(at(2))
      expect(delta.segments).toEqual([
        { port: 10001, slot, upload: 10, download: 0, late: false },
        { port: 10001, slot: slot + 1, upload: 10, download: 0, late: false },
        { port: 10002, slot, upload: 7, download: 7, late: false },
      ])
    })

    it('counts the last mark of a port that is removed since', () => {
      const marks = [{ at: at(1), seq: 11, readings: [[10001, 110, 1000]] }]
      const delta = counted({ takenAt: at(1) + 1, seq: 12, marks, readings: [] }, { receivedAt: at(1) })
      expect(delta.segments).toEqual([{ port: 10001, slot, upload: 10, download: 0, late: false }])
      expect(delta.seen).toEqual([[10001, 110, 1000]])
    })
  })

  describe('when the clock is off by more than a minute', () => {
    it('uses the time of receipt and no mark', () => {
      const marks = [{ at: (slot + 8) * slotMs, seq: 11, readings: [[10001, 110, 1000]] }]
      const delta = counted({ takenAt: now + 9 * slotMs, marks, seq: 12 })
      expect(delta.clockIsOff).toBe(true)
      expect(delta.takenAt).toBe(now)
      expect(delta.segments).toEqual([{ port: 10001, slot, upload: 50, download: 500, late: false }])
    })

    it('allows for a minute', () => {
      expect(counted({ takenAt: now + 60_000 }).clockIsOff).toBe(false)
      expect(counted({ takenAt: now - 60_001 }).clockIsOff).toBe(true)
    })

    it('never counts into the time before what is counted already', () => {
      const delta = counted({ takenAt: now - 30_000 })
      expect(delta.takenAt).toBe(committed.takenAt)
    })
  })

  it('hands on the gaps that are not acknowledged', () => {
    const gap = (seq: number) => ({ from: 1, until: 2, reason: 'reboot', seq })
    expect(counted({ gaps: [gap(10), gap(11)] }).gaps.map(({ seq }) => seq)).toEqual([11])
  })
})
