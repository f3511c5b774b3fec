import type { Step } from './view-rule.ts'

const locales = { en: 'en-GB', zh: 'zh-CN' } as const

export interface StepFormat {
  /** Below the axis. */
  tick(at: number): string
  /** Whole: "Wed, 12 Nov 2026", "Wed, 12 Nov, 14:00 – 15:00", "November 2026". */
  title(at: number, end: number): string
  /** In a column of a table, below a heading that says which year. */
  row(at: number): string
  /** For a sentence: "12 Nov", "12 Nov, 14:00", "Nov 2026". */
  short(at: number): string
  /** From the one to the other, both included: "12 – 26 Nov 2026". */
  range(first: number, last: number): string
  /** The same by days, whatever the steps are. */
  days(first: number, last: number): string
  /** As spreadsheets sort it: `2026-11-12`, `2026-11-12 14:00`, `2026-11`. */
  sortable(at: number): string
  /** Hour of the day and day of the month. */
  parts(at: number): { readonly hour: number; readonly day: number }
}

/** How steps are written, in the hub's time zone. */
export function stepFormat(step: Step, language: 'en' | 'zh', timeZone: string): StepFormat {
  const made = (options: Intl.DateTimeFormatOptions) => {
    // Made when it is needed: making one takes longer than a hundred uses.
    let format: Intl.DateTimeFormat | undefined
    return (at: number) => {
      format ??= new Intl.DateTimeFormat(locales[language], { timeZone, ...options })
      return format.format(at)
    }
  }
  const clock = made({ hour: '2-digit', minute: '2-digit' })
  const monthDay = made({ month: 'short', day: 'numeric' })
  const month = made({ month: 'short', year: 'numeric' })
  const longMonth = made({ month: 'long', year: 'numeric' })
  const weekday = made({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const shortWeekday = made({ weekday: 'short', day: 'numeric', month: 'short' })
  const weekdayHour = made({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  const sortableClock = made({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const plain = new Intl.DateTimeFormat('en-CA', { timeZone })
  const numeric = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    day: 'numeric',
    hourCycle: 'h23',
  })
  const between = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined
    return (first: number, last: number) => {
      format ??= new Intl.DateTimeFormat(locales[language], { timeZone, ...options })
      return format.formatRange(first, last)
    }
  }
  const dayRange = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const days = between(dayRange)
  const parts = (at: number) => {
    const found = new Map(numeric.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    return { hour: found.get('hour') ?? 0, day: found.get('day') ?? 0, minute: found.get('minute') ?? 0 }
  }
  const isMidnight = (at: number) => {
    const { hour, minute } = parts(at)
    return hour === 0 && minute === 0
  }
  switch (step) {
    case 'hour':
      return {
        tick: at => (isMidnight(at) ? monthDay(at) : clock(at)),
        title: (at, end) => `${weekdayHour(at)} – ${clock(end)}`,
        row: at => `${monthDay(at)} ${clock(at)}`,
        short: at => `${monthDay(at)} ${clock(at)}`,
        range: between({ ...dayRange, hour: '2-digit', minute: '2-digit' }),
        days,
        sortable: at => `${plain.format(at)} ${sortableClock(at)}`,
        parts,
      }
    case 'day':
      return {
        tick: monthDay,
        title: weekday,
        row: shortWeekday,
        short: monthDay,
        range: days,
        days,
        sortable: at => plain.format(at),
        parts,
      }
    case 'month':
      return {
        tick: month,
        title: longMonth,
        row: longMonth,
        short: month,
        range: between({ month: 'short', year: 'numeric' }),
        days,
        sortable: at => plain.format(at).slice(0, 7),
        parts,
      }
  }
}
