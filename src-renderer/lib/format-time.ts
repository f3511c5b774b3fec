type Language = 'en' | 'zh'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const dayMs = 24 * hour

const locales = { en: 'en-GB', zh: 'zh-CN' } as const

/** Chinese dates in figures: of one width in a table, and half as wide as with their characters. */
const dayParts = {
  en: { year: 'numeric', month: 'short', day: 'numeric' },
  zh: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const satisfies Record<Language, Intl.DateTimeFormatOptions>

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', dayMs],
  ['hour', hour],
  ['minute', minute],
  ['second', second],
]

const time = { hour: '2-digit', minute: '2-digit' } as const
const exactTime = { ...time, second: '2-digit' } as const

const known = new Map<string, ReturnType<typeof makeTimeFormats>>()

/**
 * Instants written in a language, in the hub's time zone: days of the console are the days the hub counts by. Kept: to
 * make a format takes a hundred times as long as to use it, and a table of times uses some for every cell.
 */
export function timeFormatsOf(language: Language, timeZone: string): ReturnType<typeof makeTimeFormats> {
  const key = `${language} ${timeZone}`
  const formats = known.get(key) ?? makeTimeFormats(language, timeZone)
  known.set(key, formats)
  return formats
}

function makeTimeFormats(language: Language, timeZone: string) {
  const made = (parts: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locales[language], { ...parts, timeZone })
    return (at: number) => format.format(at)
  }
  const day = made(dayParts[language])
  const short = made({ month: 'short', day: 'numeric', ...time })
  const year = made({ year: 'numeric' })
  const ago = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' })
  return {
    /** Date and time to the second. */
    instant: made({ ...dayParts[language], ...exactTime }),
    day,
    month: made({ year: 'numeric', month: 'short' }),
    monthDay: made({ month: 'short', day: 'numeric' }),
    clock: made(time),
    /** The time of a day to the second: what happened in which order. */
    second: made(exactTime),
    /** Day and time without the seconds; of another year than `now` the day alone, with its year. */
    short: (at: number, now: number) => (year(at) === year(now) ? short(at) : day(at)),
    /** How long ago, or until when, in the largest unit that is whole: "3 minutes ago", "3 分钟前". */
    relative(at: number, now: number): string {
      const distance = at - now
      if (Math.abs(distance) > 60 * dayMs) return day(at)
      const [unit, size] =
        steps.find(([, each]) => Math.abs(distance) >= each) ?? (['second', second] as const)
      return ago.format(Math.trunc(distance / size), unit)
    },
  }
}

/** A span: "4 min 12 s", "2 d 3 h". */
export function formatDuration(ms: number, language: Language): string {
  const names = language === 'zh' ? ['天', '小时', '分', '秒'] : ['d', 'h', 'min', 's']
  const sizes = [dayMs, hour, minute, second]
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
  const days = Math.round((Date.parse(day) - Date.parse(today)) / dayMs)
  if (Math.abs(days) > 7) return ''
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(days, 'day')
}
