import { expect, it } from 'vitest'
import { tickText } from '../../../../src-renderer/charts/tick-text.ts'
import { timeTicks } from '../../../../src-renderer/charts/time-ticks.ts'

const hour = 3_600_000
const day = 24 * hour
const shanghai = 8 * hour

it('marks round hours of the clock that is read, and no more than asked for', () => {
  const from = Date.UTC(2026, 0, 1, 3, 17)
  const ticks = timeTicks(from, from + day, 4, shanghai)
  expect(ticks.map(at => new Date(at + shanghai).toISOString().slice(8, 16))).toEqual([
    '01T12:00',
    '01T18:00',
    '02T00:00',
    '02T06:00',
  ])
})

it('marks midnights where days are shown', () => {
  const from = Date.UTC(2026, 0, 1)
  const ticks = timeTicks(from, from + 14 * day, 4, shanghai)
  expect(ticks.every(at => (at + shanghai) % day === 0)).toBe(true)
  expect(ticks.length).toBeGreaterThan(0)
  expect(ticks.length).toBeLessThanOrEqual(4)
})

it('writes figures of an axis without digits that say nothing', () => {
  expect(['600.0 Mbit/s', '1.40 GB', '2.05 GB', '70%', '1,400', '100 B'].map(tickText)).toEqual([
    ...['600\u00a0Mbit/s', '1.4\u00a0GB', '2.05\u00a0GB', '70%', '1,400', '100\u00a0B'],
  ])
})
