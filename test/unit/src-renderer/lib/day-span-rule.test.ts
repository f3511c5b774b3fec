import { expect, it } from 'vitest'
import {
  addDays,
  daysBack,
  daysOf,
  dayTextOf,
  instantsOf,
  midnightOf,
} from '../../../../src-renderer/lib/day-span-rule.ts'

const zone = 'Asia/Shanghai'
const noon = Date.parse('2026-03-01T12:00:00+08:00')

it('counts days back to and with today, over the ends of months', () => {
  expect(daysBack(noon, 1, zone)).toEqual(['2026-03-01', '2026-03-01'])
  expect(daysBack(noon, 3, zone)).toEqual(['2026-02-27', '2026-03-01'])
  expect(daysOf(daysBack(noon, 3, zone))).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(addDays('2027-12-31', 1)).toBe('2028-01-01')
})

it('begins a span with the midnight of its first day and ends it with the one after its last', () => {
  const { from, until } = instantsOf(['2026-02-28', '2026-03-01'], zone)
  expect(dayTextOf(from, zone)).toBe('2026-02-28')
  expect(dayTextOf(from - 1, zone)).toBe('2026-02-27')
  expect(dayTextOf(until - 1, zone)).toBe('2026-03-01')
  expect(dayTextOf(until, zone)).toBe('2026-03-02')
})

it.each([
  ['Asia/Shanghai', '2026-11-26', '2026-11-25T16:00:00Z'],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
  ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z'],
  ['America/New_York', '2026-11-02', '2026-11-02T05:00:00Z'],
  // Clocks go from 23:59 to 01:00.
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
  // Clocks go from 24:00 back to 23:00.
  ['America/Asuncion', '2024-03-24', '2024-03-24T04:00:00Z'],
  ['Pacific/Apia', '2026-01-01', '2025-12-31T11:00:00Z'],
])('finds the first moment of a day in %s on %s', (place, day, at) => {
  expect(new Date(midnightOf(day, place)).toISOString()).toBe(at.replace('Z', '.000Z'))
})
