import { expect, it } from 'vitest'
import {
  addDays,
  daysBack,
  daysOf,
  dayTextOf,
  instantsOf,
} from '../../../../src-renderer/lib/day-span-rule.ts'

const noon = new Date(2026, 2, 1, 12).getTime()

it('counts days back to and with today, over the ends of months', () => {
  expect(daysBack(noon, 1)).toEqual(['2026-03-01', '2026-03-01'])
  expect(daysBack(noon, 3)).toEqual(['2026-02-27', '2026-03-01'])
  expect(daysOf(daysBack(noon, 3))).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(addDays('2027-12-31', 1)).toBe('2028-01-01')
})

it('begins a span with the midnight of its first day and ends it with the one after its last', () => {
  const { from, until } = instantsOf(['2026-02-28', '2026-03-01'])
  expect(dayTextOf(from)).toBe('2026-02-28')
  expect(dayTextOf(from - 1)).toBe('2026-02-27')
  expect(dayTextOf(until - 1)).toBe('2026-03-01')
  expect(dayTextOf(until)).toBe('2026-03-02')
})
