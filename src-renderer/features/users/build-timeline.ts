import type { TimelineEntry } from '../../../hub/contract/admin/timeline.ts'
import { dayTextOf } from '../../lib/day-span-rule.ts'

/** How an entry is coloured. */
type Tone = 'ok' | 'warn' | 'bad' | 'plain'

export const timelineParts = ['orders', 'grants', 'cycles', 'gate', 'operators', 'mail'] as const
export type TimelinePart = (typeof timelineParts)[number]

export interface TimelineDay {
  /** YYYY-MM-DD, in the hub's time zone. */
  readonly day: string
  readonly at: number
  readonly entries: readonly TimelineEntry[]
}

/** Entries, newest first, under the days they lie in. */
export function groupByDay(entries: readonly TimelineEntry[], zone: string): readonly TimelineDay[] {
  const days: { day: string; at: number; entries: TimelineEntry[] }[] = []
  for (const entry of entries) {
    const day = dayTextOf(entry.at, zone)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, at: entry.at, entries: [entry] })
  }
  return days
}

/** The colour of an entry's dot: green and red for what opens and closes, amber for what needs a look. */
export function toneOf(entry: TimelineEntry): Tone {
  switch (entry.kind) {
    case 'gate.opened':
    case 'order.fulfilled':
    case 'payment.received':
      return 'ok'
    case 'gate.closed':
      return 'bad'
    case 'order.held':
    case 'mail.failed':
    case 'refund.requested':
      return 'warn'
    default:
      return 'plain'
  }
}

/** The page that shows what an entry is about; null where there is none. */
export function linkOf({ link }: TimelineEntry): string | null {
  if (link === null) return null
  switch (link.kind) {
    case 'order':
      return `/orders/${link.id}`
    case 'refund':
      return '/orders/refunds'
    case 'node':
      return `/nodes/${link.id}`
    case 'audit':
      return `/system/audit?number=${link.id}`
    case 'bulk':
      return `/users/bulk/${link.id}`
    default:
      return null
  }
}

/** How many nodes enforce a change of the gate, and how long the last of them took in ms; null: nobody had to. */
export function enforcement({
  at,
  facts: { nodes },
}: Extract<TimelineEntry, { kind: 'gate.opened' | 'gate.closed' }>) {
  if (nodes.length === 0) return null
  const confirmed = nodes.flatMap(({ confirmedAt }) => (confirmedAt === null ? [] : [confirmedAt]))
  return {
    done: confirmed.length,
    all: nodes.length,
    lastedMs: confirmed.length === nodes.length ? Math.max(0, Math.max(...confirmed) - at) : null,
  }
}
