import { closeAlert, openAlert } from '../alerts/alerts.ts'
import { adoptBackups } from '../backup/adopt-backups.ts'
import { endInterrupted } from '../backup/end-interrupted.ts'
import { findQueued } from '../backup/queue-backup.ts'
import { removeOldBackups } from '../backup/remove-old-backups.ts'
import { runChecks, watchAge } from '../backup/run-checks.ts'
import { writeRecordedBackup } from '../backup/write-recorded-backup.ts'
import type { Database } from '../db/transaction.ts'
import type { JobWork } from '../jobs/scheduler.ts'
import type { Actor } from '../kernel/actor.ts'
import type { WiredParts } from './ports.ts'
import { version } from './version.ts'

const actor: Actor = { kind: 'system', name: 'jobs' }
const failedAlert = { kind: 'backup.failed', subject: 'hub' }

/** The jobs that make backups and prove them. */
export function backupJobs(
  parts: Pick<WiredParts, 'config' | 'clock' | 'vault'>,
): Readonly<Record<'backup.run' | 'backup.check', JobWork>> {
  const { config, clock, vault } = parts
  const depsOf = (database: Database) => ({
    database,
    clock,
    vault,
    version,
    backupDirectory: config.backupDirectory,
  })
  return {
    'backup.run': async database => {
      const deps = depsOf(database)
      await endInterrupted(deps)
      const asked = await database.inTransaction(findQueued)
      if (asked === null && !config.backupDaily) return 'daily backups are turned off'
      try {
        const made = await writeRecordedBackup(deps, actor)
        const removed = await removeOldBackups(deps)
        await database.inTransaction(tx => closeAlert(tx, { at: clock.now(), ...failedAlert }))
        return `${made.rows} rows in ${made.bytes} bytes, ${removed.length} old backups removed`
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        const message = `A backup could not be made: ${why}`
        await database.inTransaction(tx =>
          openAlert(tx, { at: clock.now(), ...failedAlert, severity: 'critical', message }),
        )
        throw error
      }
    },
    'backup.check': async database => {
      const deps = depsOf(database)
      await adoptBackups(deps)
      const { good, bad } = await runChecks(deps)
      const isOld = config.backupDaily && (await watchAge(deps))
      return `${good} backups proved good, ${bad} bad${isOld ? '; the last good one is too old' : ''}`
    },
  }
}
