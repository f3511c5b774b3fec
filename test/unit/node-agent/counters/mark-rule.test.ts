import { describe, expect, it } from 'vitest'
import type { Bytes, Instant } from '../../../../hub/contract/primitives.ts'
import {
  changedReadings,
  decideMark,
  marksForAnswer,
  marksToDrop,
  maxMarkReadingsPerAnswer,
  withGap,
} from '../../../../node-agent/counters/mark-rule.ts'

const at = (value: number) => value as Instant
const slot = 900_000
const b = (value: number) => value as Bytes

describe('marks at quarter hours', () => {
  it('go on at once after a clock that ran days ahead is set right', () => {
    const wrong = 5 * slot + 96 * slot
    const facts = { now: at(5 * slot + 2_000), lastMarkAt: at(wrong), savedAt: at(wrong + 1_000) }
    expect(decideMark(facts)).toEqual({ kind: 'missed', at: 5 * slot })
    const next = { now: at(6 * slot + 900), lastMarkAt: at(5 * slot), savedAt: at(6 * slot - 4_000) }
    expect(decideMark(next)).toEqual({ kind: 'now', at: 6 * slot })
    // A second of difference, as NTP corrects it, is no reason to begin anew.
    expect(decideMark({ ...facts, now: at(wrong - 900) }).kind).toBe('none')
  })

  it.each([
    { what: 'nothing within the slot', now: 5 * slot + 1_000, last: 5 * slot, saved: 5 * slot, kind: 'none' },
    {
      what: 'the boundary just passed',
      now: 6 * slot + 900,
      last: 5 * slot,
      saved: 6 * slot - 4_000,
      kind: 'now',
    },
    {
      what: 'away, saved shortly before',
      now: 6 * slot + 60_000,
      last: 5 * slot,
      saved: 6 * slot - 9_000,
      kind: 'saved',
    },
    {
      what: 'away for long before',
      now: 6 * slot + 60_000,
      last: 5 * slot,
      saved: 6 * slot - 60_000,
      kind: 'missed',
    },
    {
      what: 'away over several',
      now: 9 * slot + 60_000,
      last: 5 * slot,
      saved: 6 * slot - 9_000,
      kind: 'saved',
    },
    { what: 'a clock that went back', now: 4 * slot + 100, last: 5 * slot, saved: 5 * slot, kind: 'missed' },
  ])('$what: $kind', ({ now, last, saved, kind }) => {
    expect(decideMark({ now: at(now), lastMarkAt: at(last), savedAt: at(saved) }).kind).toBe(kind)
  })

  it('names only what changed', () => {
    const before = new Map([[1, { up: b(1), down: b(1) }]])
    const now = new Map([
      [2, { up: b(0), down: b(9) }],
      [1, { up: b(1), down: b(1) }],
      [3, { up: b(0), down: b(0) }],
    ])
    expect(changedReadings(before, now)).toEqual([[2, 0, 9]])
  })

  it('drops acknowledged marks silently, and the oldest beyond the space with a gap', () => {
    const marks = [1, 2, 3, 4].map(seq => ({ at: at(seq * slot), seq, size: 10 }))
    const drop = marksToDrop(marks, { acknowledged: 1, now: at(5 * slot), maxBytes: 20 })
    expect(drop.acknowledged).toEqual([1])
    expect(drop.dropped.map(mark => mark.seq)).toEqual([2])
  })

  it('splits an answer, and always makes headway', () => {
    const big = { count: maxMarkReadingsPerAnswer + 1 }
    expect(marksForAnswer([big, big])).toHaveLength(1)
    expect(marksForAnswer([{ count: 5 }, { count: 5 }])).toHaveLength(2)
  })

  it('joins neighbouring losses of marks', () => {
    const gap = (from: number) => ({
      from: at(from),
      until: at(from + slot),
      reason: 'marks_dropped' as const,
      seq: from,
    })
    expect(withGap([gap(1)], gap(2))).toEqual([{ from: 1, until: 2 + slot, reason: 'marks_dropped', seq: 2 }])
  })
})
