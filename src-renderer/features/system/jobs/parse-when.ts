import type { JobView } from '../../../../hub/contract/admin/jobs.ts'

/** When a job runs: `every 5 s` or a cron pattern, as the hub writes it. */
export type When =
  | { readonly kind: 'every'; readonly ms: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'pattern'; readonly text: string }

export function parseWhen(text: string): When {
  const every = /^every (\d+(?:\.\d+)?) s$/.exec(text)
  if (every !== null) return { kind: 'every', ms: Number(every[1]) * 1_000 }
  const daily = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(text)
  if (daily === null) return { kind: 'pattern', text }
  const [, minute = '', hour = ''] = daily
  return { kind: 'daily', time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
}

/** The good runs of a job that comes more often than this share one line an hour, whose length says nothing. */
const frequentMs = 3_600_000

/** How long the last run took, in ms; null where it runs still, or where it was many. */
export function tookOf({ when, lastRun }: Pick<JobView, 'when' | 'lastRun'>): number | null {
  if (lastRun === null || lastRun.finishedAt === null) return null
  const parsed = parseWhen(when)
  if (parsed.kind === 'every' && parsed.ms < frequentMs && lastRun.outcome === 'done') return null
  return lastRun.finishedAt - lastRun.startedAt
}
