import { describe, expect, it } from 'vitest'
import { formatDayAgo, formatDuration, timeFormatsOf } from '../../../../src-renderer/lib/format-time.ts'

const at = Date.parse('2026-01-03T09:05:07+08:00')
const formats = {
  en: timeFormatsOf('en', 'Asia/Shanghai'),
  zh: timeFormatsOf('zh', 'Asia/Shanghai'),
}
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('a moment in words', () => {
  it('is a date of one width in Chinese, and a short month in English', () => {
    expect(formats.zh.day(at)).toBe('2026/01/03')
    expect(formats.en.day(at)).toBe('3 Jan 2026')
    expect(formats.zh.instant(at)).toBe('2026/01/03 09:05:07')
    expect(formats.en.instant(at)).toBe('3 Jan 2026, 09:05:07')
  })

  it('is one of the hub’s days, whatever this computer’s are', () => {
    const late = Date.parse('2026-01-01T23:30:00Z')
    expect(timeFormatsOf('en', 'Asia/Shanghai').day(late)).toBe('2 Jan 2026')
    expect(timeFormatsOf('en', 'America/New_York').day(late)).toBe('1 Jan 2026')
    // By the hub's calendar it is another year.
    expect(formats.en.short(Date.parse('2025-12-31T17:00:00Z'), at)).toBe('1 Jan, 01:00')
  })

  it('leaves out the year that it is, and the time where it is another', () => {
    expect(formats.en.short(at, at + day)).toBe('3 Jan, 09:05')
    expect(formats.en.short(at, at + 400 * day)).toBe('3 Jan 2026')
  })

  it.each([
    [-3 * minute, '3 minutes ago', '3分钟前'],
    [-90 * minute, '1 hour ago', '1小时前'],
    [2 * day, 'in 2 days', '后天'],
    [-20_000, '20 seconds ago', '20秒钟前'],
  ])('counts %d ms from now in the largest unit that is whole', (distance, en, zh) => {
    expect(formats.en.relative(at + distance, at)).toBe(en)
    expect(formats.zh.relative(at + distance, at).replaceAll(' ', '')).toBe(zh)
  })

  it('is a date where it lies further away than two months', () => {
    expect(formats.zh.relative(at, at + 61 * day)).toBe('2026/01/03')
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
