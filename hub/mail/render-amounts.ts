export type MailLocale = 'zh' | 'en'

/** `¥12.50` from fen. */
export function renderYuan(fen: number): string {
  const yuan = Math.floor(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${fen < 0 ? '-' : ''}¥${yuan.toLocaleString('en-US')}.${rest}`
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `50 GB`, `1.25 TB`: decimal units (GB = 10^9 bytes), at most two decimals, rounded down so as never to promise more. */
export function renderBytes(bytes: number): string {
  let unit = 0
  while (unit < units.length - 1 && bytes >= 1_000 ** (unit + 1)) unit += 1
  const hundredths = (BigInt(bytes) * 100n) / BigInt(1_000 ** unit)
  return `${Number(hundredths) / 100} ${units[unit]}`
}

const parts = (at: number, timeZone: string): ReadonlyMap<string, string> =>
  new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(part => [part.type, part.value]),
  )

const monthOf = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, month: 'numeric' }).format(at)

/** `2026年11月30日` or `30 November 2026`, in the operator's time zone. */
export function renderDay(at: number, timeZone: string, locale: MailLocale): string {
  const part = parts(at, timeZone)
  if (locale === 'en') return `${part.get('day')} ${part.get('month')} ${part.get('year')}`
  return `${part.get('year')}年${monthOf(at, timeZone)}月${part.get('day')}日`
}

/** The last day that belongs to a time which ends at `end`: of one that ends at midnight, the day before. */
export const renderLastDay = (end: number, timeZone: string, locale: MailLocale): string =>
  renderDay(end - 1, timeZone, locale)

/** The same as `renderDay`, with the time of day. */
export function renderMoment(at: number, timeZone: string, locale: MailLocale): string {
  const part = parts(at, timeZone)
  return `${renderDay(at, timeZone, locale)} ${part.get('hour')}:${part.get('minute')}`
}

/**
 * An end, which itself no longer belongs to the time: a plan that ends at midnight is good through the day before,
 * and that day is what people understand.
 */
export function renderEnd(end: number, timeZone: string, locale: MailLocale): string {
  const part = parts(end, timeZone)
  if (part.get('hour') !== '00' || part.get('minute') !== '00') return renderMoment(end, timeZone, locale)
  const lastDay = renderDay(end - 1, timeZone, locale)
  return locale === 'en' ? `the end of ${lastDay}` : `${lastDay} 24:00`
}
