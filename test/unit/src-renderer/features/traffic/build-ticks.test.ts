import { expect, it } from 'vitest'
import { buildTicks } from '../../../../../src-renderer/features/traffic/build-ticks.ts'
import { stepFormat } from '../../../../../src-renderer/features/traffic/format-step.ts'

const hour = 3_600_000
const zone = 'Asia/Shanghai'
const from = (first: number, every: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index * every)
/** Midnight in Shanghai on 1 November 2026. */
const midnight = Date.UTC(2026, 9, 31, 16)

it('writes hours at round ones of the hub’s clock, and midnights as days', () => {
  const format = stepFormat('hour', 'en', zone)
  const starts = from(midnight + 5 * hour, hour, 48)
  const ticks = buildTicks(starts, 'hour', format, 4)
  expect(ticks.map(step => format.tick(starts[step] ?? 0))).toEqual(['12:00', '2 Nov', '12:00', '3 Nov'])
})

it('writes the beginnings of months below a year of days', () => {
  const format = stepFormat('day', 'zh', zone)
  const starts = from(midnight, 24 * hour, 365)
  const ticks = buildTicks(starts, 'day', format, 6)
  expect(ticks.map(step => format.tick(starts[step] ?? 0))).toEqual([
    '11月1日',
    '1月1日',
    '3月1日',
    '5月1日',
    '7月1日',
    '9月1日',
  ])
})

it('never writes more than there is room for', () => {
  for (const [step, every] of [
    ['hour', hour],
    ['day', 24 * hour],
    ['month', 30 * 24 * hour],
  ] as const) {
    const format = stepFormat(step, 'en', zone)
    for (const count of [1, 2, 9, 31, 90, 240, 366]) {
      const ticks = buildTicks(from(midnight, every, count), step, format, 8)
      expect(ticks.length).toBeLessThanOrEqual(8)
      expect(ticks.every(each => each < count)).toBe(true)
    }
  }
})

it('tells a step in the hub’s time zone, for people and for spreadsheets', () => {
  const format = stepFormat('hour', 'en', zone)
  expect(format.title(midnight, midnight + hour)).toContain('00:00')
  expect(format.title(midnight, midnight + hour)).toContain('01:00')
  expect(format.sortable(midnight)).toBe('2026-11-01 00:00')
  expect(stepFormat('day', 'en', zone).sortable(midnight)).toBe('2026-11-01')
  expect(stepFormat('day', 'en', 'UTC').sortable(midnight)).toBe('2026-10-31')
  expect(stepFormat('month', 'zh', zone).title(midnight, midnight)).toBe('2026年11月')
})
