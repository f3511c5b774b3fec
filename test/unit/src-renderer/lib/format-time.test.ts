import { describe, expect, it } from 'vitest'
import {
  formatDay,
  formatDayAgo,
  formatDuration,
  formatInstant,
  formatRelative,
  formatShort,
} from '../../../../src-renderer/lib/format-time.ts'

const at = new Date(2026, 0, 3, 9, 5, 7).getTime()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('a moment in words', () => {
  it('is a date of one width in Chinese, and a short month in English', () => {
    expect(formatDay(at, 'zh')).toBe('2026/01/03')
    expect(formatDay(at, 'en')).toBe('3 Jan 2026')
    expect(formatInstant(at, 'zh')).toBe('2026/01/03 09:05:07')
    expect(formatInstant(at, 'en')).toBe('3 Jan 2026, 09:05:07')
  })

  it('leaves out the year that it is, and the time where it is another', () => {
    expect(formatShort(at, at + day, 'en')).toBe('3 Jan, 09:05')
    expect(formatShort(at, at + 400 * day, 'en')).toBe('3 Jan 2026')
  })

  it.each([
    [-3 * minute, '3 minutes ago', '3分钟前'],
    [-90 * minute, '1 hour ago', '1小时前'],
    [2 * day, 'in 2 days', '后天'],
    [-20_000, '20 seconds ago', '20秒钟前'],
  ])('counts %d ms from now in the largest unit that is whole', (distance, en, zh) => {
    expect(formatRelative(at + distance, at, 'en')).toBe(en)
    expect(formatRelative(at + distance, at, 'zh').replaceAll(' ', '')).toBe(zh)
  })

  it('is a date where it lies further away than two months', () => {
    expect(formatRelative(at, at + 61 * day, 'zh')).toBe('2026/01/03')
  })

  it.each([
    [450, '450 ms', '450 ms'],
    [4 * minute + 12_000, '4 min 12 s', '4 分 12 秒'],
    [2 * day + 3 * hour + minute, '2 d 3 h', '2 天 3 小时'],
    [day, '1 d', '1 天'],
  ])('tells a span of %d ms in two units at most', (ms, en, zh) => {
    expect(formatDuration(ms, 'en')).toBe(en)
    expect(formatDuration(ms, 'zh')).toBe(zh)
  })

  it('says of a day of the last week how long ago it was', () => {
    expect(formatDayAgo('2026-01-02', '2026-01-03', 'en')).toBe('yesterday')
    expect(formatDayAgo('2025-12-25', '2026-01-03', 'en')).toBe('')
  })
})
