import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Bytes, Instant } from '../../../hub/contract/primitives.ts'
import { cycleAround, splitPurchase } from '../../../hub/entitlements/cycle.ts'
import { dayOf } from '../../../hub/orders/order-day.ts'
import { cycleOf } from '../../builders/seeded-hub/draw-order.ts'
import {
  dayText,
  splitByAnniversary,
  splitByCalendar,
  seedTimeZone as timeZone,
} from '../../builders/seeded-hub/local-calendar.ts'

const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }).map(at => at as Instant)
const months = fc.integer({ min: 1, max: 12 })
const bytes = fc.option(fc.integer({ min: 0, max: 500_000_000_000 }).map(size => size as Bytes))
const few = { numRuns: 200 }

it('cuts a purchase under the calendar as the hub does', () => {
  fc.assert(
    fc.property(moment, months, bytes, (start, count, size) => {
      const rule = { policy: 'calendar', anchorAt: null, timeZone } as const
      expect(splitByCalendar(start, count, size)).toEqual(
        splitPurchase({ start, months: count, bytes: size, rule }),
      )
    }),
    few,
  )
})

it('cuts a purchase from its anchor as the hub does, and the next that goes on from there', () => {
  fc.assert(
    fc.property(moment, months, months, bytes, (anchorAt, first, second, size) => {
      const rule = { policy: 'anniversary', anchorAt, timeZone } as const
      const own = splitByAnniversary(anchorAt, first, size, anchorAt)
      expect(own).toEqual(splitPurchase({ start: anchorAt, months: first, bytes: size, rule }))
      const start = own.at(-1)?.until as Instant
      expect(splitByAnniversary(start, second, size, anchorAt)).toEqual(
        splitPurchase({ start, months: second, bytes: size, rule }),
      )
    }),
    few,
  )
})

it('finds the cycle and the day of a moment as the hub does', () => {
  fc.assert(
    fc.property(moment, moment, fc.boolean(), (anchorAt, at, isCalendar) => {
      const policy = isCalendar ? 'calendar' : 'anniversary'
      const later = Math.max(anchorAt, at) as Instant
      expect(cycleOf({ policy, anchorAt }, later)).toEqual(cycleAround(later, { policy, anchorAt, timeZone }))
      expect(dayText(at)).toBe(dayOf(at, timeZone))
    }),
    few,
  )
})
