import { buildBackupName } from '../../../hub/backup/build-backup-name.ts'
import type { Instant } from '../../../hub/contract/primitives.ts'
import { backupEntity } from '../../../hub/db/entities/backups.ts'
import { mailOutboxEntity } from '../../../hub/db/entities/mail.ts'
import { eventEntity, jobRunEntity } from '../../../hub/db/entities/system.ts'
import { schedule } from '../../../hub/jobs/schedule.ts'
import type { Life, SeedOrder } from './life.ts'
import { dayMs, dayStart, hourMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedSecrets } from './seed-secrets.ts'
import type { SeedWorld } from './seed-world.ts'

const minute = 60_000
export const seedHubName = 'hub-a-5eed5eed'

interface Writing {
  readonly world: SeedWorld
  readonly sink: RowSink
  readonly log: SeedLog
  readonly secrets: SeedSecrets
}

/** What the hub did by itself: job history, backups, mail of the last month, events of the last day. */
export function writeHistory(writing: Writing, lives: readonly Life[], orders: readonly SeedOrder[]): void {
  writeJobs(writing)
  writeBackups(writing)
  writeMail(writing, orders)
  writeEvents(writing, lives, orders)
}

/** Frequent jobs share a row per hour, of a week; the others have a row per day, of two months. */
function writeJobs({ world, sink }: Writing): void {
  const chance = world.chance('system', -2)
  const runs = schedule.flatMap(job => {
    const isFrequent = 'frequent' in job
    const [every, count] = isFrequent ? [hourMs, 7 * 24] : [dayMs, 60]
    return Array.from({ length: count }, (_, i) => {
      const startedAt = world.now - 5 * minute - i * every - chance.whole(0, 40_000)
      const fails = chance.happens(0.004)
      const took = isFrequent ? 50 * minute : chance.whole(200, 90_000)
      const finishedAt = Math.min(world.now, startedAt + took)
      const detail = fails ? 'connect ETIMEDOUT' : isFrequent ? '600 runs; last: done' : 'done'
      const outcome = fails ? ('failed' as const) : ('done' as const)
      return { job: job.name, holder: seedHubName, startedAt, finishedAt, outcome, detail }
    })
  })
  runs.sort((a, b) => a.startedAt - b.startedAt)
  for (const [i, run] of runs.entries()) sink.add(jobRunEntity, { id: i + 1, ...run })
}

function writeBackups({ world, sink }: Writing): void {
  const chance = world.chance('system', -3)
  const nights = 40
  for (let i = nights; i >= 0; i -= 1) {
    // 02:15 at night.
    const startedAt = dayStart(world.now) + 2.25 * hourMs - i * dayMs
    if (startedAt > world.now - 10 * minute) continue
    const isKept = i < 7 || i % 7 === 0
    const failed = i === 19
    const state = failed ? 'failed' : isKept ? 'done' : 'removed'
    const rows = 4_000_000 - i * 10_000
    sink.add(backupEntity, {
      ...{ id: nights - i + 1, file: buildBackupName(startedAt as Instant), state, startedAt },
      finishedAt: startedAt + 90_000,
      ...(failed
        ? { bytes: null, rowsDone: rows / 2, digest: null, auditNumber: null }
        : {
            bytes: 180_000_000 - i * 500_000,
            rowsDone: rows,
            digest: chance.bytes(32).toString('hex'),
            auditNumber: 1,
          }),
      rowsTotal: rows,
      checkState: failed ? 'none' : i === 12 ? 'bad' : 'good',
      checkedAt: failed ? null : startedAt + 600_000,
      problem: failed ? 'ENOSPC: no space left on device, write' : i === 12 ? 'the file was cut' : '',
    })
  }
}

const troubles = ['550 5.1.1 no such user', '421 4.7.0 try again later', '552 5.2.2 mailbox full'] as const

function writeMail({ world, sink, secrets }: Writing, orders: readonly SeedOrder[]): void {
  const chance = world.chance('system', -4)
  const recent = orders.filter(
    order => order.fate === 'given' && (order.paidAt ?? 0) > world.now - 30 * dayMs,
  )
  for (const [i, order] of recent.slice(-20_000).entries()) {
    const createdAt = order.paidAt ?? order.createdAt
    const isFailed = i % 97 === 3
    const isHeld = createdAt > world.now - 20 * minute
    const state = isHeld ? 'held' : isFailed ? 'failed' : 'sent'
    const sentAt = state === 'sent' ? createdAt + chance.whole(1_000, 30_000) : null
    sink.add(mailOutboxEntity, {
      ...{
        id: i + 1,
        userId: order.userId,
        template: 'receipt',
        locale: chance.happens(0.8) ? 'zh' : 'en',
        state,
      },
      ...{
        recipient: isHeld ? `held-${order.userId}@example.org` : '',
        dedupeKey: `receipt:${order.id}`,
        createdAt,
      },
      paramsSecret: isHeld ? secrets.vault.seal(JSON.stringify(receiptOf(order))) : '',
      ...{
        dueAt: createdAt,
        notAfter: createdAt + 7 * dayMs,
        attempts: isHeld ? 0 : isFailed ? 4 : 1,
        claim: null,
      },
      ...{ claimedUntil: null, messageId: isHeld ? null : `<${order.id}@example.org>`, sentAt },
      lastError: isFailed ? chance.one(troubles) : '',
    })
  }
}

const receiptOf = (order: SeedOrder) => ({
  ...{
    orderNumber: order.number,
    plan: order.plan?.title.zh ?? '',
    from: order.startsAt,
    until: order.endsAt,
  },
  ...{ bytes: order.cuts[0]?.bytes ?? null, amountFen: order.total, paidAt: order.paidAt ?? order.createdAt },
})

function writeEvents(
  { world, sink, log }: Writing,
  lives: readonly Life[],
  orders: readonly SeedOrder[],
): void {
  const since = world.now - dayMs
  const events: { at: number; kind: string; subject: Record<string, unknown> }[] = []
  const tell = (at: number | null, kind: string, subject: Record<string, unknown>) => {
    if (at !== null && at > since && at <= world.now) events.push({ at, kind, subject })
  }
  for (const { id: orderId, userId, createdAt, paidAt, fate } of orders) {
    tell(createdAt, 'order.placed', { orderId, userId })
    if (fate === 'given') tell(paidAt, 'order.fulfilled', { orderId, userId })
  }
  for (const { id: userId, createdAt } of lives) tell(createdAt, 'user.created', { userId })
  for (const { kind, subject, severity, message, openedAt, closedAt } of log.alerts) {
    tell(openedAt, 'alert.opened', { alert: kind, of: subject, severity, message })
    tell(closedAt, 'alert.closed', { alert: kind, of: subject })
  }
  events.sort((a, b) => a.at - b.at)
  for (const [i, event] of events.entries()) sink.add(eventEntity, { id: i + 1, ...event })
}
