import { useMemo } from 'react'
import { dayTextOf } from './day-span-rule.ts'
import { type Language, useDress } from './dress.ts'
import { formatBytes, formatExactBytes, formatRate } from './format-bytes.ts'
import { formatMoney, formatWholeMoney } from './format-money.ts'
import {
  formatClock,
  formatDay,
  formatDayAgo,
  formatDuration,
  formatInstant,
  formatMonth,
  formatMonthDay,
  formatRelative,
  formatSecond,
  formatShort,
} from './format-time.ts'

function formatsOf(language: Language) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  return {
    language,
    bytes: formatBytes,
    exactBytes: (bytes: number) => formatExactBytes(bytes, locale),
    rate: formatRate,
    money: formatMoney,
    wholeMoney: formatWholeMoney,
    number: (value: number) => value.toLocaleString(locale),
    percent: (part: number) => `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)}%`,
    relative: (at: number, now = Date.now()) => formatRelative(at, now, language),
    instant: (at: number) => formatInstant(at, language),
    day: (at: number) => formatDay(at, language),
    month: (at: number) => formatMonth(at, language),
    monthDay: (at: number) => formatMonthDay(at, language),
    dayAgo: (day: string, now: number) => formatDayAgo(day, dayTextOf(now), language),
    clock: (at: number) => formatClock(at, language),
    second: (at: number) => formatSecond(at, language),
    short: (at: number, now = Date.now()) => formatShort(at, now, language),
    duration: (ms: number) => formatDuration(ms, language),
  }
}

export type Formats = ReturnType<typeof formatsOf>

/** Numbers, money and times in the window's language. */
export function useFormat(): Formats {
  const language = useDress(dress => dress.language)
  return useMemo(() => formatsOf(language), [language])
}
