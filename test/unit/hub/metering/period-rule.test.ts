import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotMs } from '../../../../hub/contract/primitives.ts'
import { firstSlotOf } from '../../../../hub/metering/day-rule.ts'
import {
  daysIn,
  realPeriod,
  refusePeriod,
  splitPeriod,
  stepFinder,
  stepsOf,
} from '../../../../hub/metering/period-rule.ts'

const shanghai = 'Asia/Shanghai'

describe('the steps of a period', () => {
  it('are 24 hours of a day, that begin at its midnight', () => {
    const steps = stepsOf({ from: 20260301, until: 20260301 }, 'hour', shanghai)
    expect(steps).toHaveLength(24)
    expect(steps[0]?.from).toBe(firstSlotOf(20260301, shanghai))
    expect(steps.at(-1)?.until).toBe(firstSlotOf(20260302, shanghai))
  })

  it('cut the hour at a midnight that lies within it', () => {
    const steps = stepsOf({ from: 20260301, until: 20260302 }, 'hour', 'Asia/Kolkata')
    // 00:00 in Kolkata is 18:30 UTC: half an hour, 23 whole ones, half an hour, twice.
    expect(steps.map(({ from, until }) => until - from).filter(length => length !== 4)).toEqual([2, 2, 2, 2])
    expect(steps).toHaveLength(50)
  })

  it('have 23 hours on the day on which the clocks go forward', () => {
    expect(stepsOf({ from: 20260329, until: 20260329 }, 'hour', 'Europe/Berlin')).toHaveLength(23)
    expect(stepsOf({ from: 20261025, until: 20261025 }, 'hour', 'Europe/Berlin')).toHaveLength(25)
  })

  it('are months, the first and the last as far as the period reaches', () => {
    const steps = stepsOf({ from: 20260115, until: 20260310 }, 'month', shanghai)
    const days = steps.map(({ from, until }) => ((until - from) * slotMs) / 86_400_000)
    expect(days).toEqual([17, 28, 10])
  })

  it('leave no gap, and each slot finds its own', () => {
    const zone = fc.constantFrom(shanghai, 'Asia/Kolkata', 'Europe/Berlin', 'Australia/Lord_Howe')
    const step = fc.constantFrom('hour' as const, 'day' as const, 'month' as const)
    fc.assert(
      fc.property(zone, step, fc.integer({ min: 0, max: 600 }), fc.nat(40), (timeZone, of, start, length) => {
        const dayAt = (offset: number) =>
          Number(new Date(Date.UTC(2025, 0, 1 + offset)).toISOString().slice(0, 10).replaceAll('-', ''))
        const steps = stepsOf({ from: dayAt(start), until: dayAt(start + length) }, of, timeZone)
        const find = stepFinder(steps)
        expect(steps[0]?.from).toBe(firstSlotOf(dayAt(start), timeZone))
        expect(steps.at(-1)?.until).toBe(firstSlotOf(dayAt(start + length), timeZone, 1))
        for (const [index, { from, until }] of steps.entries()) {
          expect(until).toBeGreaterThan(from)
          expect([find(from), find(until - 1)]).toEqual([index, index])
          if (index > 0) expect(steps[index - 1]?.until).toBe(from)
        }
        expect(find((steps[0]?.from ?? 0) - 1)).toBe(-1)
        expect(find(steps.at(-1)?.until ?? 0)).toBe(-1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a period', () => {
  it.each([
    [20260101, 20260131, { months: { from: 202601, until: 202601 }, days: [] }],
    [20260102, 20260131, { months: null, days: [{ from: 20260102, until: 20260131 }] }],
    [
      20251115,
      20260301,
      {
        months: { from: 202512, until: 202602 },
        days: [
          { from: 20251115, until: 20251130 },
          { from: 20260301, until: 20260301 },
        ],
      },
    ],
    [
      20251201,
      20260215,
      { months: { from: 202512, until: 202601 }, days: [{ from: 20260201, until: 20260215 }] },
    ],
    [20260210, 20260305, { months: null, days: [{ from: 20260210, until: 20260305 }] }],
  ])('from %i to %i splits into whole months and days', (from, until, split) => {
    expect(splitPeriod({ from, until })).toEqual(split)
  })

  it('splits into parts that have all its days once', () => {
    const dayAt = (offset: number) =>
      Number(new Date(Date.UTC(2025, 0, 1 + offset)).toISOString().slice(0, 10).replaceAll('-', ''))
    fc.assert(
      fc.property(fc.nat(700), fc.nat(200), (start, length) => {
        const period = { from: dayAt(start), until: dayAt(start + length) }
        const { months, days } = splitPeriod(period)
        const lastDay = (month: number) => realPeriod({ from: month * 100 + 1, until: month * 100 + 31 })
        const parts = [
          ...days,
          ...(months ? [{ from: months.from * 100 + 1, until: lastDay(months.until).until }] : []),
        ]
        expect(parts.reduce((sum, part) => sum + daysIn(part), 0)).toBe(length + 1)
        expect(Math.min(...parts.map(part => part.from))).toBe(period.from)
        expect(Math.max(...parts.map(part => part.until))).toBe(period.until)
      }),
    )
  })

  it('is refused where it ends before it begins, or is too long', () => {
    expect(refusePeriod({ from: 20260302, until: 20260301 }, 10)).toBe('ends_before_it_begins')
    expect(refusePeriod({ from: 20260301, until: 20260311 }, 10)).toBe('too_long')
    expect(refusePeriod({ from: 20260301, until: 20260310 }, 10)).toBeNull()
  })
})
