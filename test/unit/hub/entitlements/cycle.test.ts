import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bytes, type Instant, slotMs } from '../../../../hub/contract/primitives.ts'
import {
  anniversaryBoundary,
  type CyclePolicy,
  clipCycle,
  cycleAround,
  dayStart,
  midnightFrom,
  purchaseEnd,
  splitPurchase,
} from '../../../../hub/entitlements/cycle.ts'

const shanghai = 'Asia/Shanghai'
const at = (text: string) => Date.parse(text) as Instant
/** A local time in Shanghai, which has no daylight saving. */
const local = (text: string) => at(`${text}+08:00`)
const calendar = { policy: 'calendar', anchorAt: null, timeZone: shanghai } as const
const zones = [
  shanghai,
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
]

describe('calendar cycles', () => {
  it('cut on the 1st of the month in the local time zone', () => {
    expect(cycleAround(local('2026-03-31T23:59'), calendar)).toEqual({
      from: local('2026-03-01T00:00'),
      until: local('2026-04-01T00:00'),
    })
    expect(cycleAround(local('2026-04-01T00:00'), calendar).from).toBe(local('2026-04-01T00:00'))
  })

  it('begin with the first instant of the day where the clock skips midnight', () => {
    // Cairo moved from 00:00 to 01:00 on 28 April 2023; Sao Paulo did so on 4 November 2018.
    expect(dayStart(at('2018-11-04T12:00Z'), 'America/Sao_Paulo')).toBe(at('2018-11-04T03:00Z'))
    expect(dayStart(at('2023-04-28T12:00Z'), 'Africa/Cairo')).toBe(at('2023-04-27T22:00Z'))
  })

  it('follow daylight saving', () => {
    const rule = { ...calendar, timeZone: 'America/New_York' }
    expect(cycleAround(at('2026-03-15T00:00Z'), rule)).toEqual({
      from: at('2026-03-01T05:00Z'),
      until: at('2026-04-01T04:00Z'),
    })
  })
})

describe('anniversary cycles', () => {
  it('are clamped from the anchor, never from the boundary before', () => {
    const anchor = local('2026-01-31T00:00')
    const boundaries = [1, 2, 3].map(k => anniversaryBoundary(anchor, k, shanghai))
    expect(boundaries).toEqual(['2026-02-28', '2026-03-31', '2026-04-30'].map(day => local(`${day}T00:00`)))
  })

  it('end at the next midnight where the anchor lies within a day', () => {
    const anchor = local('2026-01-31T10:00')
    const rule = { policy: 'anniversary', anchorAt: anchor, timeZone: shanghai } as const
    expect(cycleAround(anchor, rule)).toEqual({
      from: local('2026-01-31T00:00'),
      until: local('2026-03-01T00:00'),
    })
    expect(cycleAround(local('2026-03-31T12:00'), rule)).toEqual({
      from: local('2026-03-01T00:00'),
      until: local('2026-04-01T00:00'),
    })
  })

  it('reach back before their anchor', () => {
    const rule = { policy: 'anniversary', anchorAt: local('2026-05-10T09:00'), timeZone: shanghai } as const
    expect(cycleAround(local('2026-05-09T12:00'), rule).until).toBe(local('2026-05-10T00:00'))
  })
})

describe('every cycle', () => {
  const policy = fc.constantFrom<CyclePolicy>('calendar', 'anniversary')
  const moment = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2040-01-01T00:00Z') })

  it('holds its instant, begins and ends at midnights, and joins the next without a gap', () => {
    fc.assert(
      fc.property(policy, moment, moment, fc.constantFrom(...zones), (which, anchor, instant, timeZone) => {
        const rule = { policy: which, anchorAt: anchor as Instant, timeZone }
        const cycle = cycleAround(instant as Instant, rule)
        expect(cycle.from).toBeLessThanOrEqual(instant)
        expect(cycle.until).toBeGreaterThan(instant)
        expect(cycleAround(cycle.until, rule).from).toBe(cycle.until)
        expect(cycleAround((cycle.until - 1) as Instant, rule)).toEqual(cycle)
        for (const edge of [cycle.from, cycle.until]) {
          expect(midnightFrom(edge, timeZone)).toBe(edge)
          expect(edge % slotMs).toBe(0)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('splits a purchase into cuts that join and hold months x bytes together', () => {
    fc.assert(
      fc.property(
        policy,
        moment,
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 1, max: 2 ** 46 }),
        (which, start, timeZone, months, bytes) => {
          const rule = { policy: which, anchorAt: null, timeZone }
          const cuts = splitPurchase({ start: start as Instant, months, bytes: bytes as Bytes, rule })
          expect(cuts.reduce((sum, cut) => sum + (cut.bytes ?? 0), 0)).toBe(months * bytes)
          expect(cuts[0]?.from).toBe(start)
          expect(cuts.at(-1)?.until).toBe(purchaseEnd(start as Instant, months, timeZone))
          for (const [i, cut] of cuts.entries()) {
            expect(cut.bytes).toBeGreaterThanOrEqual(0)
            expect(cut.bytes).toBeLessThanOrEqual(bytes)
            expect(cut.until).toBeGreaterThan(cut.from)
            if (i > 0) expect(cut.from).toBe(cuts[i - 1]?.until)
          }
          expect(cuts.length).toBeLessThanOrEqual(months + 1)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a purchase', () => {
  it('ends at the midnight after the same local time k months later, clamped', () => {
    expect(purchaseEnd(local('2026-01-31T10:00'), 1, shanghai)).toBe(local('2026-03-01T00:00'))
    expect(purchaseEnd(local('2026-03-15T10:00'), 1, shanghai)).toBe(local('2026-04-16T00:00'))
    expect(purchaseEnd(local('2026-03-15T00:00'), 1, shanghai)).toBe(local('2026-04-15T00:00'))
  })

  it('gets the days left of the month first, the rest last, by the calendar', () => {
    const cuts = splitPurchase({
      start: local('2026-03-15T10:00'),
      months: 2,
      bytes: 1_000 as Bytes,
      rule: calendar,
    })
    expect(cuts).toEqual([
      { from: local('2026-03-15T10:00'), until: local('2026-04-01T00:00'), bytes: 548 },
      { from: local('2026-04-01T00:00'), until: local('2026-05-01T00:00'), bytes: 1_000 },
      { from: local('2026-05-01T00:00'), until: local('2026-05-16T00:00'), bytes: 452 },
    ])
  })

  it('goes on from its anchor where it follows a plan, and so does not shrink to the shortest month', () => {
    const anchorAt = local('2026-01-31T00:00')
    const rule = { policy: 'anniversary', anchorAt, timeZone: shanghai } as const
    const start = local('2026-02-28T00:00')
    expect(splitPurchase({ start, months: 1, bytes: null, rule })).toEqual([
      { from: start, until: local('2026-03-31T00:00'), bytes: null },
    ])
  })
})

describe('a new cycle', () => {
  it('fits between those that exist', () => {
    const span = { from: 0 as Instant, until: 100 as Instant }
    const existing = [
      { from: -50 as Instant, until: 20 as Instant },
      { from: 70 as Instant, until: 90 as Instant },
    ]
    expect(clipCycle(span, 40 as Instant, existing)).toEqual({ from: 20, until: 70 })
  })
})
