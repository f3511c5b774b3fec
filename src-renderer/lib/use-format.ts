import { useMemo } from 'react'
import { dayTextOf, midnightOf } from './day-span-rule.ts'
import { type Language, useDress } from './dress.ts'
import { formatBytes, formatExactBytes, formatRate } from './format-bytes.ts'
import { formatMoney, formatWholeMoney } from './format-money.ts'
import { formatDayAgo, formatDuration, timeFormatsOf } from './format-time.ts'
import { useHubZone } from './hub-zone.ts'

function formatsOf(language: Language, zone: string) {
  const times = timeFormatsOf(language, zone)
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  return {
    language,
    /** In which the hub counts days. */
    zone,
    bytes: formatBytes,
    exactBytes: (bytes: number) => formatExactBytes(bytes, locale),
    rate: formatRate,
    money: formatMoney,
    wholeMoney: formatWholeMoney,
    number: (value: number) => value.toLocaleString(locale),
    percent: (part: number) => `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)}%`,
    ...times,
    relative: (at: number, now = Date.now()) => times.relative(at, now),
    short: (at: number, now = Date.now()) => times.short(at, now),
    /** A day written YYYY-MM-DD. */
    dayText: (day: string) => times.day(midnightOf(day, zone)),
    dayAgo: (day: string, now: number) => formatDayAgo(day, dayTextOf(now, zone), language),
    duration: (ms: number) => formatDuration(ms, language),
  }
}

export type Formats = ReturnType<typeof formatsOf>

/** Numbers, money and times in the window's language and the hub's time zone. */
export function useFormat(): Formats {
  const language = useDress(dress => dress.language)
  const zone = useHubZone(({ zone }) => zone)
  return useMemo(() => formatsOf(language, zone), [language, zone])
}
