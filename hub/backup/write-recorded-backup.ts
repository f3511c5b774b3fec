import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { recordAudit } from '../audit/record-audit.ts'
import { handToOwner } from '../config/hand-to-owner.ts'
import type { Instant } from '../contract/primitives.ts'
import { backupEntity } from '../db/entities/backups.ts'
import type { Database } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import type { BackupSecret } from './backup-key.ts'
import { buildBackupName } from './build-backup-name.ts'
import { type Dumped, dumpDatabase, type Progress } from './dump-database.ts'
import { findQueued, newBackup } from './queue-backup.ts'

export interface BackupDeps {
  /** Of a job: fenced by its lease. */
  readonly database: Database
  readonly clock: Clock
  readonly version: string
  readonly backupDirectory: string
  readonly vault: BackupSecret['vault']
}

export interface RecordedBackup extends Dumped {
  readonly id: number
  readonly file: string
}

const notedEveryMs = 2_000

/**
 * Makes a backup in the backup directory and keeps a record of it: how far it is while it is made, and what became
 * of it. It waits for its check. Throws what went wrong, after noting it.
 */
export async function writeRecordedBackup(
  deps: BackupDeps,
  actor: Actor,
  progress?: Progress,
): Promise<RecordedBackup> {
  const { database, clock } = deps
  const startedAt = clock.now()
  const name = buildBackupName(startedAt)
  const id = await begin(deps, name, startedAt)
  const secret: BackupSecret = { vault: deps.vault, passphrase: null }
  let notedAt = startedAt
  try {
    const made = await mkdir(deps.backupDirectory, { recursive: true, mode: 0o700 })
    if (made !== undefined) handToOwner(deps.backupDirectory)
    const file = join(deps.backupDirectory, name)
    const dumped = await dumpDatabase(database.source, file, {
      version: deps.version,
      createdAt: startedAt,
      secret,
      async progress(done) {
        await progress?.(done)
        if (clock.now() - notedAt < notedEveryMs) return
        notedAt = clock.now()
        await database.inTransaction(tx =>
          tx.manager.update(backupEntity, { id }, { rowsDone: done.rows, rowsTotal: done.rowsTotal }),
        )
      },
    })
    await end(deps, actor, id, name, dumped)
    return { ...dumped, id, file }
  } catch (error) {
    const problem = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    const finishedAt = clock.now()
    // The first error is the one to report, even where the database is away too.
    await database
      .inTransaction(tx =>
        tx.manager.update(backupEntity, { id }, { state: 'failed', finishedAt, problem, checkState: 'none' }),
      )
      .catch(() => undefined)
    throw error
  }
}

/** Takes up the backup that was asked for, if one was. */
function begin(deps: BackupDeps, file: string, startedAt: Instant): Promise<number> {
  return deps.database.inTransaction(async tx => {
    const queued = await findQueued(tx)
    const row = newBackup('running', file, startedAt)
    if (queued === null) return Number((await tx.manager.insert(backupEntity, row)).identifiers[0]?.['id'])
    await tx.manager.update(backupEntity, { id: queued }, row)
    return queued
  })
}

function end(deps: BackupDeps, actor: Actor, id: number, file: string, dumped: Dumped): Promise<void> {
  const { database, clock } = deps
  const { header, rows, bytes, sha256 } = dumped
  return database.inTransaction(async tx => {
    const at = clock.now()
    await tx.manager.update(
      backupEntity,
      { id },
      {
        state: 'done',
        finishedAt: at,
        bytes,
        rowsDone: rows,
        rowsTotal: rows,
        digest: sha256,
        auditNumber: header.audit.number,
        checkState: 'waiting',
      },
    )
    const after = {
      file,
      bytes,
      rows,
      sha256,
      auditNumber: header.audit.number,
      auditHash: header.audit.hash,
    }
    await recordAudit(tx, { at, actor, action: 'backup.run', subject: `backup:${id}`, before: null, after })
    await announce(tx, { at, kind: 'backup.made', subject: { backupId: id } })
  })
}
