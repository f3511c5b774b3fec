type Language = 'en' | 'zh'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const locales = { en: 'en-GB', zh: 'zh-CN' } as const

const clock = { hour: '2-digit', minute: '2-digit' } as const
const clockToSecond = { ...clock, second: '2-digit' } as const
const monthDay = { month: 'short', day: 'numeric' } as const
/** Chinese dates in figures: of one width in a table, and half as wide as with their characters. */
const dayParts = {
  en: { year: 'numeric', ...monthDay },
  zh: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const

const looksOf = (language: Language) =>
  ({
    instant: { ...dayParts[language], ...clockToSecond },
    day: dayParts[language],
    month: { year: 'numeric', month: 'short' },
    monthDay,
    clock,
    second: clockToSecond,
    short: { ...monthDay, ...clock },
  }) as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>

type Look = keyof ReturnType<typeof looksOf>

const dates = new Map<string, Intl.DateTimeFormat>()
const distances = new Map<Language, Intl.RelativeTimeFormat>()

/** Kept: to make one takes a hundred times as long as to use it, and a table of times uses some for every cell. */
function dateFormat(look: Look, language: Language): Intl.DateTimeFormat {
  const key = `${language} ${look}`
  const found = dates.get(key)
  if (found !== undefined) return found
  const made = new Intl.DateTimeFormat(locales[language], looksOf(language)[look])
  dates.set(key, made)
  return made
}

function distanceFormat(language: Language): Intl.RelativeTimeFormat {
  const found = distances.get(language)
  if (found !== undefined) return found
  const made = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' })
  distances.set(language, made)
  return made
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', day],
  ['hour', hour],
  ['minute', minute],
  ['second', second],
]

/** How long ago, or until when, in the largest unit that is whole: "3 minutes ago", "3 分钟前". */
export function formatRelative(at: number, now: number, language: Language): string {
  const distance = at - now
  if (Math.abs(distance) > 60 * day) return formatDay(at, language)
  const [unit, size] = steps.find(([, each]) => Math.abs(distance) >= each) ?? (['second', second] as const)
  return distanceFormat(language).format(Math.trunc(distance / size), unit)
}

/** Date and time to the second, in this computer's time zone. */
export function formatInstant(at: number, language: Language): string {
  return dateFormat('instant', language).format(at)
}

export function formatDay(at: number, language: Language): string {
  return dateFormat('day', language).format(at)
}

export function formatMonth(at: number, language: Language): string {
  return dateFormat('month', language).format(at)
}

export function formatMonthDay(at: number, language: Language): string {
  return dateFormat('monthDay', language).format(at)
}

export function formatClock(at: number, language: Language): string {
  return dateFormat('clock', language).format(at)
}

/** The time of a day to the second: what happened in which order. */
export function formatSecond(at: number, language: Language): string {
  return dateFormat('second', language).format(at)
}

/** Day and time without the seconds; of another year than `now` the day alone, with its year. */
export function formatShort(at: number, now: number, language: Language): string {
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) return formatDay(at, language)
  return dateFormat('short', language).format(at)
}

/** A span: "4 min 12 s", "2 d 3 h". */
export function formatDuration(ms: number, language: Language): string {
  const names = language === 'zh' ? ['天', '小时', '分', '秒'] : ['d', 'h', 'min', 's']
  const sizes = [day, hour, minute, second]
  const first = sizes.findIndex(size => ms >= size)
  if (first < 0) return `${Math.round(ms)} ms`
  const parts: string[] = []
  let rest = ms
  for (let index = first; index < Math.min(first + 2, sizes.length); index += 1) {
    const size = sizes[index] ?? second
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${names[index]}`)
  }
  return parts.join(' ')
}

/** How many days ago a day (YYYY-MM-DD) was, in words; beyond a week nothing, since the date says more. */
export function formatDayAgo(day: string, today: string, language: Language): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)
  if (Math.abs(days) > 7) return ''
  return distanceFormat(language).format(days, 'day')
}
