import { renderBytes, renderDay, renderEnd, renderMoment, renderYuan } from '../mail/render-amounts.ts'
import type { Locale } from './locale-rule.ts'

const dayMs = 86_400_000

/** Amounts and times as customers read them, in one language and the operator's time zone. */
export function renderAmounts(locale: Locale, timeZone: string) {
  const short = new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    month: locale === 'zh' ? 'long' : 'short',
    day: 'numeric',
  })
  const long = new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    year: 'numeric',
    month: locale === 'zh' ? 'long' : 'short',
    day: 'numeric',
  })
  const yearOf = (at: number) => long.formatToParts(at).find(({ type }) => type === 'year')?.value
  /** With its year where that is not `now`'s. */
  const near = (at: number, now: number) => (yearOf(at) === yearOf(now) ? short : long).format(at)
  return {
    yuan: renderYuan,
    /** Null: without a limit. Figure and unit stay on one line. */
    bytes: (bytes: number | null): string =>
      bytes === null ? (locale === 'zh' ? '不限' : 'unlimited') : renderBytes(bytes).replace(' ', '\u00a0'),
    day: (at: number) => renderDay(at, timeZone, locale),
    moment: (at: number) => renderMoment(at, timeZone, locale),
    end: (at: number) => renderEnd(at, timeZone, locale),
    /** `8月1日`, `1 Aug`. */
    shortDay: (at: number) => short.format(at),
    near,
    /** `12月1日 – 12月31日`, `2027年1月1日 – 1月31日`; `end` itself no longer belongs to it. */
    span: (from: number, end: number, now: number) => `${near(from, now)} – ${near(end - 1, from)}`,
    /** Of a day of the ledger, `yyyymmdd`. */
    ledgerDay: (day: number) =>
      locale === 'zh'
        ? `${Math.floor(day / 100) % 100}月${day % 100}日`
        : short.format(Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100, 12)),
    /** `17 天后`, `in 17 days`, `today`; rounded up. */
    within: (at: number, now: number) => {
      const days = Math.ceil((at - now) / dayMs)
      if (days <= 0) return locale === 'zh' ? '已过' : 'past'
      if (days === 1) return locale === 'zh' ? '不到 1 天' : 'within a day'
      return locale === 'zh' ? `${days} 天后` : `in ${days} days`
    },
  }
}

export type Amounts = ReturnType<typeof renderAmounts>
