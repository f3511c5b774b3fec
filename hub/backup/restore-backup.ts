import { basename } from 'node:path'
import { createDataSource, type DatabaseConfig } from '../db/data-source.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import type { BackupSecret } from './backup-key.ts'
import { BackupRefused } from './backup-refused.ts'
import { beginNewLife, nextEpoch, skipGivenNumbers } from './begin-new-life.ts'
import type { Progress } from './dump-database.ts'
import { loadBackup, migrationsOf } from './load-backup.ts'
import { type BackupSummary, readBackup } from './read-backup-file.ts'
import { preparePlace, readTarget } from './restore-target.ts'

export interface Restoring {
  readonly file: string
  readonly secret: BackupSecret
  readonly config: DatabaseConfig
  readonly replace: boolean
  readonly actor: Actor
  readonly clock: Clock
  readonly progress?: Progress
}

export interface Restored {
  readonly madeAt: number
  readonly engine: string
  readonly tables: number
  readonly rows: number
  readonly epoch: number
  /** The database that was there before; null: there was none, or it was on a server. */
  readonly keptAs: string | null
}

/**
 * Puts a backup in the place of the database, of whatever engine either is. Key, every byte, counts and sums are
 * verified before anything is touched; what was written is read back and compared; then newer migrations run and a
 * new epoch begins. Throws `BackupRefused`.
 */
export async function restoreBackup(restoring: Restoring): Promise<Restored> {
  const { file, secret, config, clock } = restoring
  const { header, rows } = await readBackup(file, secret)
  migrationsOf(header)
  const target = await readTarget(config)
  refuseToReplace(target.runningHubs, target.holdsRows && !restoring.replace)
  const at = clock.now()
  const place = await preparePlace(config, target, at)
  const epoch = nextEpoch([header.epoch, target.epoch ?? 0], at)
  try {
    const loaded = await loadBackup({
      file,
      secret,
      config: place.config,
      ...(restoring.progress ? { progress: restoring.progress } : {}),
    })
    await finish(restoring, place.config, loaded, epoch)
  } catch (error) {
    place.abandon()
    throw error
  }
  const keptAs = await place.finish()
  return {
    madeAt: header.createdAt,
    engine: header.engine,
    tables: header.tables.length,
    rows,
    epoch,
    keptAs,
  }
}

function refuseToReplace(hubs: readonly string[], isInTheWay: boolean): void {
  if (hubs.length > 0) {
    throw new BackupRefused(
      'running',
      `Stop the hub first: ${hubs.join(', ')} is running (or ended less than a lease ago).`,
    )
  }
  if (isInTheWay) {
    throw new BackupRefused(
      'not_empty',
      'The database is not empty. With --replace the backup takes its place; the embedded database is kept under another name, the tables on a server are dropped.',
    )
  }
}

async function finish(
  restoring: Restoring,
  config: DatabaseConfig,
  loaded: BackupSummary,
  epoch: number,
): Promise<void> {
  const { header } = loaded
  const source = createDataSource(config)
  await source.initialize()
  const database = openDatabase(source)
  try {
    await migrate(source)
    await skipGivenNumbers(source)
    await database.inTransaction(async tx => {
      await beginNewLife(tx, source, {
        at: restoring.clock.now(),
        actor: restoring.actor,
        epoch,
        backup: {
          file: basename(restoring.file),
          createdAt: header.createdAt,
          epoch: header.epoch,
          auditNumber: header.audit.number,
          rows: loaded.rows,
        },
      })
    })
  } finally {
    await database.close()
  }
}
