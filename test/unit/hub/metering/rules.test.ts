import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, type Slot, slotMs, slotOf, slotStart } from '../../../../hub/contract/primitives.ts'
import { dayOf, firstSlotOf, hourOf, rowSlot } from '../../../../hub/metering/day-rule.ts'
import { inKeyOrder } from '../../../../hub/metering/ledger-store.ts'
import { chunkBytes, chunkOf, entriesOf, openChunks } from '../../../../hub/metering/meter-chunk.ts'
import { chargeBytes, rateAt } from '../../../../hub/metering/rate-rule.ts'
import { slotPeriod, splitByPeriod } from '../../../../hub/metering/split-by-period.ts'

describe('chargeBytes', () => {
  it('charges a sum the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e12), { maxLength: 30 }), fc.nat(100_000), (pieces, rate) => {
        let charged = 0
        let remainder = 0
        for (const bytes of pieces) {
          const one = chargeBytes(bytes, rate, remainder)
          charged += one.charged
          remainder = one.remainder
        }
        const total = pieces.reduce((sum, bytes) => sum + BigInt(bytes), 0n)
        const exact = total * BigInt(rate)
        expect([BigInt(charged), BigInt(remainder)]).toEqual([exact / 1_000n, exact % 1_000n])
      }),
    )
  })

  it('charges nothing at rate 0 and each byte once at 1000', () => {
    expect(chargeBytes(123_456, 0, 0)).toEqual({ charged: 0, remainder: 0 })
    expect(chargeBytes(2 ** 52, 1_000, 7)).toEqual({ charged: 2 ** 52, remainder: 7 })
  })
})

describe('rateAt', () => {
  const rates = [
    { fromSlot: 10, rate: 500 },
    { fromSlot: 20, rate: 2_000 },
  ]
  it.each([
    [9, 1_000],
    [10, 500],
    [19, 500],
    [20, 2_000],
  ])('is in slot %i the one in force: %i', (slot, rate) => {
    expect(rateAt(rates, slot as Slot)).toBe(rate)
  })
})

describe('the meter chunk', () => {
  it('gives back what was stored, up to the greatest safe integer', () => {
    const value = fc.maxSafeNat()
    const entry = fc.record({
      port: fc.integer({ min: 1, max: 65_535 }),
      upload: value,
      download: value,
      charged: value,
      remainder: fc.nat(999),
      cycleSlot: fc.nat(4_000_000_000),
    })
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: one => one.port, maxLength: 40 }), entries => {
        const chunks = openChunks(new Map())
        for (const one of entries) {
          chunks.setCharged(one)
          chunks.setReadings(one.port, one.upload, one.download)
        }
        const stored = chunks.changed()
        for (const data of stored.values()) expect(data.length).toBe(chunkBytes)
        const again = openChunks(stored)
        for (const one of entries) expect(again.entry(one.port)).toEqual(one)
        const listed = [...stored].flatMap(([chunk, data]) => [...entriesOf(chunk, data)])
        const known = entries.filter(one => one.upload + one.download + one.charged + one.remainder > 0)
        expect(new Map(listed.map(one => [one.port, one]))).toEqual(
          new Map(known.map(one => [one.port, one])),
        )
      }),
    )
  })

  it('forgets readings but not charges when an instance ends', () => {
    const chunks = openChunks(new Map())
    chunks.setReadings(700, 5, 6)
    chunks.addCharged(700, 11)
    chunks.clearReadings()
    expect(chunks.lastSeen(700)).toEqual([0, 0])
    expect(chunks.entry(700).charged).toBe(11)
  })

  it('names the chunks that changed, and no other', () => {
    const stored = new Map([
      [0, Buffer.alloc(chunkBytes)],
      [1, Buffer.alloc(chunkBytes)],
    ])
    const chunks = openChunks(stored)
    chunks.setReadings(600, 1, 1)
    expect([...chunks.changed().keys()]).toEqual([chunkOf(600)])
  })

  it('refuses what a meter cannot hold', () => {
    expect(() => openChunks(new Map()).setReadings(1, -1, 0)).toThrow()
    expect(() => openChunks(new Map()).setReadings(1, 2 ** 53, 0)).toThrow()
  })
})

describe('days and rows', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-09T16:00:00Z', 20260310],
    ['Asia/Kathmandu', '2026-03-09T18:15:00Z', 20260310],
    ['Asia/Kolkata', '2026-03-09T18:30:00Z', 20260310],
    // Clocks go forward at midnight: the day begins at one.
    ['America/Santiago', '2026-09-06T04:00:00Z', 20260906],
    ['Pacific/Kiritimati', '2026-03-09T10:00:00Z', 20260310],
  ])('in %s a day begins at its first moment', (timeZone, instant, day) => {
    const slot = slotOf(Date.parse(instant) as Instant)
    expect(dayOf(slot, timeZone)).toMatchObject({ day, from: slot })
    expect(dayOf((slot - 1) as Slot, timeZone).until).toBe(slot)
    expect(firstSlotOf(day, timeZone)).toBe(slot)
  })

  it('begins a row at the hour, or at the midnight within it', () => {
    const midnight = slotOf(Date.parse('2026-03-09T18:15:00Z') as Instant)
    const row = (slot: number) => rowSlot(slot as Slot, dayOf(slot as Slot, 'Asia/Kathmandu'))
    expect([midnight - 1, midnight, midnight + 2, midnight + 3].map(row)).toEqual([
      midnight - 1,
      midnight,
      midnight,
      midnight + 3,
    ])
    expect(slotStart(hourOf(midnight)) % (4 * slotMs)).toBe(0)
  })
})

describe('splitByPeriod', () => {
  it('tells late, present and later pieces apart', () => {
    const pieces = [8, 9, 10, 11, 12].map(slot => ({ slot: slot as Slot }))
    const split = splitByPeriod(pieces, slotPeriod(9 * slotMs, 11 * slotMs))
    const slots = (list: readonly { slot: Slot }[]) => list.map(({ slot }) => slot)
    expect([slots(split.late), slots(split.current), slots(split.later)]).toEqual([[8], [9, 10], [11, 12]])
  })

  it('takes everything from the start on for later where the period is empty', () => {
    const pieces = [9, 10].map(slot => ({ slot: slot as Slot }))
    const split = splitByPeriod(pieces, slotPeriod(10 * slotMs, 10 * slotMs))
    expect([split.late.length, split.current.length, split.later.length]).toEqual([1, 0, 1])
  })
})

describe('inKeyOrder', () => {
  it('orders by slot and user and adds up one row', () => {
    const delta = (slot: number, userId: number, download: number) => ({
      slot: slot as Slot,
      userId,
      upload: 1,
      download,
      charged: download + 1,
    })
    const ordered = inKeyOrder([delta(2, 1, 5), delta(1, 7, 5), delta(2, 1, 6), delta(1, 3, 5)])
    expect(ordered.map(({ slot, userId, charged }) => [slot, userId, charged])).toEqual([
      [1, 3, 6],
      [1, 7, 6],
      [2, 1, 13],
    ])
  })
})
