import { MoreThan } from 'typeorm'
import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type BackupRow, backupEntity } from '../db/entities/backups.ts'
import type { Database, Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'

/** A backup that is about to be begun, or to be queued. */
export function newBackup(
  state: 'queued' | 'running',
  file: string,
  startedAt: Instant,
): Omit<BackupRow, 'id'> {
  return {
    file,
    state,
    startedAt,
    finishedAt: null,
    bytes: null,
    rowsDone: 0,
    rowsTotal: 0,
    digest: null,
    auditNumber: null,
    checkState: 'none',
    checkedAt: null,
    problem: '',
  }
}

/** One that was begun longer ago may have been interrupted; another may then be asked for, and waits for its turn. */
const surelyRunningMs = 10 * 60_000

/** Asks for a backup; the job takes it up. */
export async function queueBackup(
  deps: { readonly database: Database; readonly clock: Clock },
  actor: Actor,
): Promise<Outcome<{ backupId: number }>> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const [open] = await tx.manager.find(backupEntity, {
      where: [{ state: 'queued' }, { state: 'running', startedAt: MoreThan(at - surelyRunningMs) }],
      take: 1,
    })
    if (open !== undefined) return fail('already_running', { backupId: open.id })
    const made = await tx.manager.insert(backupEntity, newBackup('queued', '', at))
    const backupId = Number(made.identifiers[0]?.['id'])
    const subject = `backup:${backupId}`
    await recordAudit(tx, { at, actor, action: 'backup.request', subject, before: null, after: null })
    return succeed({ backupId })
  })
}

/** The backup that was asked for first; null: none was. */
export async function findQueued(tx: Tx): Promise<number | null> {
  const [row] = await tx.manager.find(backupEntity, {
    where: { state: 'queued' },
    order: { id: 'ASC' },
    take: 1,
  })
  return row?.id ?? null
}
