import type { Instant } from '../contract/primitives.ts'

/** How many days, weeks and months back the newest backup of each is kept. */
export const retention = { days: 7, weeks: 4, months: 6 } as const

const dayMs = 86_400_000
/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const weekOf = (at: Instant) => Math.floor((at / dayMs + 3) / 7)
const monthOf = (at: Instant) => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth()
const dayOf = (at: Instant) => Math.floor(at / dayMs)

/**
 * Which backups go: all but those of the last 24 hours (an operator makes one before he changes something), the newest of each of the last 7 days that have one, 4 weeks and 6 months (UTC). Days
 * without a backup do not count, so a hub that stood still loses nothing; the newest good one always stays.
 */
export function chooseRemoved(
  backups: readonly { readonly file: string; readonly at: Instant; readonly isGood: boolean }[],
): string[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at)
  const kept = new Set<string>()
  const keepNewestOfEach = (spanOf: (at: Instant) => number, limit: number) => {
    const seen = new Set<number>()
    for (const { file, at } of newestFirst) {
      if (seen.size === limit) return
      if (seen.has(spanOf(at))) continue
      seen.add(spanOf(at))
      kept.add(file)
    }
  }
  keepNewestOfEach(dayOf, retention.days)
  keepNewestOfEach(weekOf, retention.weeks)
  keepNewestOfEach(monthOf, retention.months)
  const newestAt = newestFirst[0]?.at ?? 0
  for (const { file, at } of newestFirst) if (newestAt - at < dayMs) kept.add(file)
  const newestGood = newestFirst.find(({ isGood }) => isGood)
  if (newestGood) kept.add(newestGood.file)
  return newestFirst.map(({ file }) => file).filter(file => !kept.has(file))
}
