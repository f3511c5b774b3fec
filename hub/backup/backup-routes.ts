import { recordAudit } from '../audit/record-audit.ts'
import type { BackupView, backupEndpoints } from '../contract/admin/backups.ts'
import type { Instant } from '../contract/primitives.ts'
import { type BackupRow, backupEntity } from '../db/entities/backups.ts'
import type { Database } from '../db/transaction.ts'
import type { HandlerTable } from '../http/handlers.ts'
import { queueRun } from '../jobs/job-history.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { queueBackup } from './queue-backup.ts'

interface RouteDeps {
  readonly database: Database
  readonly clock: Clock
}

function viewBackup({ digest, checkState, ...row }: BackupRow): BackupView {
  return {
    ...row,
    startedAt: row.startedAt as Instant,
    finishedAt: row.finishedAt as Instant | null,
    checkedAt: row.checkedAt as Instant | null,
    sha256: digest,
    check: checkState,
  }
}

/** What answers the endpoints about backups. */
export function backupHandlers(deps: RouteDeps): HandlerTable<typeof backupEndpoints> {
  const { database, clock } = deps
  return {
    'backup.list': async ({ query }) => {
      const after = Number(query.after)
      const rows = await database.inTransaction(tx => {
        const select = tx.manager.createQueryBuilder(backupEntity, 'backup').orderBy('backup.id', 'DESC')
        if (Number.isSafeInteger(after)) select.where('backup.id < :after', { after })
        return select.limit(query.limit + 1).getMany()
      })
      const items = rows.slice(0, query.limit).map(viewBackup)
      return succeed({ items, next: rows.length > query.limit ? String(items.at(-1)?.id) : null })
    },
    'backup.run': async (_request, { actor }) => {
      const queued = await queueBackup(deps, actor)
      if (queued.ok) await queueRun(database, 'backup.run', actorText(actor), clock.now())
      return queued
    },
    'backup.check': ({ params }, { actor }) => askForCheck(deps, params.backupId, actor),
  }
}

async function askForCheck(
  deps: RouteDeps,
  backupId: number,
  actor: Actor,
): Promise<Outcome<{ runId: number }>> {
  const { database, clock } = deps
  const at = clock.now()
  const isThere = await database.inTransaction(async tx => {
    const row = await tx.manager.findOneBy(backupEntity, { id: backupId, state: 'done' })
    if (row === null) return false
    await tx.manager.update(backupEntity, { id: backupId }, { checkState: 'waiting' })
    const before = { checkState: row.checkState }
    const after = { checkState: 'waiting' }
    await recordAudit(tx, { at, actor, action: 'backup.check', subject: `backup:${backupId}`, before, after })
    return true
  })
  if (!isThere) return fail('backup_not_found', { backupId })
  return succeed({ runId: await queueRun(database, 'backup.check', actorText(actor), at) })
}
