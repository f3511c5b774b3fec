import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, type Slot, slotMs, slotOf } from '../../../../hub/contract/primitives.ts'
import {
  alignEnd,
  allocate,
  bytesLeft,
  inOrderOfUse,
  periodAround,
  usableAt,
  validInSlot,
} from '../../../../hub/entitlements/grant-rule.ts'
import { aBucket } from '../../../builders/a-bucket.ts'

const minute = 60_000
const slot = 2_000_000 as Slot
const start = slot * slotMs

describe('use order', () => {
  it("takes the plan's cycle first, then what ends soonest, until used last, the older of two equals", () => {
    const buckets = [
      aBucket({ id: 1, validUntil: null }),
      aBucket({ id: 2, validUntil: 900 }),
      aBucket({ id: 3, validUntil: 500 }),
      aBucket({ id: 4, kind: 'cycle', validUntil: 800 }),
      aBucket({ id: 5, validUntil: 500 }),
    ]
    expect(inOrderOfUse(buckets).map(bucket => bucket.id)).toEqual([4, 3, 5, 2, 1])
  })
})

describe('allocation', () => {
  it('fills one bucket after the other and leaves the rest as overrun', () => {
    const buckets = [
      aBucket({ id: 1, kind: 'cycle', bytes: 100, used: 60 }),
      aBucket({ id: 2, bytes: 30 }),
      aBucket({ id: 3, bytes: 0 }),
    ]
    const { taken, overrun } = allocate(buckets, 100)
    expect([...taken]).toEqual([
      [1, 40],
      [2, 30],
    ])
    expect(overrun).toBe(30)
  })

  it('lets an unlimited bucket take everything that comes to it', () => {
    const { taken, overrun } = allocate([aBucket({ id: 7, bytes: null })], 5e12)
    expect(taken.get(7)).toBe(5e12)
    expect(overrun).toBe(0)
  })

  it('loses and makes no byte, and never takes more than a bucket has', () => {
    const bucket = fc.record({
      bytes: fc.option(fc.integer({ min: 0, max: 1_000 })),
      used: fc.integer({ min: 0, max: 1_200 }),
    })
    fc.assert(
      fc.property(fc.array(bucket, { maxLength: 6 }), fc.integer({ min: 0, max: 5_000 }), (given, amount) => {
        const buckets = given.map((parts, id) => aBucket({ ...parts, id }))
        const { taken, overrun } = allocate(buckets, amount)
        const sum = [...taken.values()].reduce((a, b) => a + b, 0)
        expect(sum + overrun).toBe(amount)
        for (const { id, bytes, used } of buckets) {
          if (bytes !== null) expect(taken.get(id) ?? 0).toBeLessThanOrEqual(Math.max(0, bytes - used))
        }
        expect(bytesLeft(buckets, amount)).toBe(
          buckets.some(one => one.bytes === null)
            ? Number.POSITIVE_INFINITY
            : Math.max(0, bytesLeft(buckets, 0) - amount),
        )
      }),
    )
  })
})

describe('validity', () => {
  it.each([
    ['begins within the quarter hour', { validFrom: start + minute }, true],
    ['begins at its end', { validFrom: start + slotMs }, false],
    ['ends within it', { validUntil: start + minute }, true],
    ['ended at its beginning', { validUntil: start }, false],
    ['was taken back within it', { endedAt: start + minute }, false],
    ['was taken back at its end', { endedAt: start + slotMs }, true],
  ])('a bucket that %s', (_name, over, valid) => {
    expect(validInSlot(aBucket(over), slot)).toBe(valid)
  })

  it('ends on a whole quarter hour', () => {
    expect(alignEnd((start + 1) as Instant)).toBe(start + slotMs)
    expect(alignEnd(start as Instant)).toBe(start)
  })

  it('is over for a bucket that was taken back, whenever that was', () => {
    expect(usableAt(aBucket({ endedAt: 5 }), 1 as Instant)).toBe(false)
  })
})

describe('a period', () => {
  const cycle = { from: (start - 40 * slotMs) as Instant, until: (start + 40 * slotMs) as Instant }

  it('is the cycle where no bucket begins or ends', () => {
    expect(periodAround(start as Instant, [aBucket()], cycle)).toEqual(cycle)
  })

  it('begins with the quarter hour in which a bucket was granted or taken back', () => {
    const now = (start + 7 * minute) as Instant
    expect(periodAround(now, [aBucket({ validFrom: now })], cycle).from).toBe(start)
    expect(periodAround(now, [aBucket({ endedAt: now })], cycle).from).toBe(start)
  })

  it('has one set of valid buckets in all of its quarter hours', () => {
    const instant = fc.integer({ min: start - 12 * slotMs, max: start + 12 * slotMs })
    const bucket = fc.record({
      validFrom: instant,
      validUntil: fc.option(instant),
      endedAt: fc.option(instant),
    })
    fc.assert(
      fc.property(fc.array(bucket, { maxLength: 5 }), instant, (given, now) => {
        const buckets = given.map((parts, id) => aBucket({ ...parts, id }))
        const setIn = (which: Slot) => buckets.filter(one => validInSlot(one, which)).map(one => one.id)
        const period = periodAround(now as Instant, buckets, cycle)
        expect(period.from).toBeLessThanOrEqual(now)
        expect(period.until).toBeGreaterThan(now)
        const here = setIn(slotOf(now as Instant))
        for (let other = slotOf(period.from); other < slotOf(period.until); other = (other + 1) as Slot) {
          expect(setIn(other)).toEqual(here)
        }
      }),
      { numRuns: 300 },
    )
  })
})
