import { LessThan } from 'typeorm'
import { backupEntity } from '../db/entities/backups.ts'
import type { BackupDeps } from './write-recorded-backup.ts'

/** No backup takes so long; what the command line makes beside the job is left alone for this long. */
const longestMs = 6 * 3_600_000

/** Notes backups whose process ended while it made them. */
export async function endInterrupted(deps: Pick<BackupDeps, 'database' | 'clock'>): Promise<void> {
  const now = deps.clock.now()
  await deps.database.inTransaction(tx =>
    tx.manager.update(
      backupEntity,
      { state: 'running', startedAt: LessThan(now - longestMs) },
      { state: 'failed', finishedAt: now, problem: 'interrupted' },
    ),
  )
}
