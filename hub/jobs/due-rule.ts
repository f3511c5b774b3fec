import { Cron } from 'croner'
import type { Instant } from '../contract/primitives.ts'

/** When a job runs: so many milliseconds after its last start, or by a cron pattern in the operator's time zone. */
export type When = { readonly everyMs: number } | { readonly cron: string }

/**
 * The instant at which a job is next due, given when it last started (null: never). A job that was missed while
 * no hub ran is due at once, and once.
 */
export function nextDue(when: When, lastStart: Instant | null, timeZone: string, now: Instant): Instant {
  // A start in the future was written while the clock was wrong: it must not keep a job waiting for it.
  if (lastStart !== null && lastStart > now) return nextDue(when, now, timeZone, now)
  if ('everyMs' in when) return (lastStart === null ? now : lastStart + when.everyMs) as Instant
  // A cron job that never ran waits for its hour: a fresh installation need not do a night's work at noon.
  const next = new Cron(when.cron, { timezone: timeZone, paused: true }).nextRun(new Date(lastStart ?? now))
  if (next === null) throw new Error(`the pattern ${when.cron} never comes due`)
  return next.getTime() as Instant
}
