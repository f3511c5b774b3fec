import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { In } from 'typeorm'
import { type BackupRow, backupEntity } from '../db/entities/backups.ts'
import { parseBackupName } from './build-backup-name.ts'
import { newBackup } from './queue-backup.ts'
import { readPreamble } from './read-backup-file.ts'
import type { BackupDeps } from './write-recorded-backup.ts'

/**
 * Takes up backups that lie in the directory and are in no list: made after the one that this database was restored
 * from, or still being made in its pages. They wait for their check. How many.
 */
export async function adoptBackups(
  deps: Pick<BackupDeps, 'database' | 'backupDirectory' | 'vault'>,
): Promise<number> {
  const { database, backupDirectory, vault } = deps
  const names = await readdir(backupDirectory).catch(() => [])
  const files = names.filter(name => parseBackupName(name) !== null)
  const rows = await database.inTransaction(tx => tx.manager.findBy(backupEntity, { file: In(files) }))
  const known = new Map(rows.map(row => [row.file, row]))
  let adopted = 0
  for (const file of files) {
    const row = known.get(file)
    // A file gets its name when it is whole: what is still being made has none.
    if (row !== undefined && row.state !== 'failed') continue
    const startedAt = parseBackupName(file)
    const found = await stat(join(backupDirectory, file)).catch(() => null)
    if (startedAt === null || found === null) continue
    const preamble = await readPreamble(join(backupDirectory, file)).catch(() => null)
    // Of another hub, or of a time before the key was changed.
    if (preamble !== null && preamble.masterKeyFingerprint !== vault.fingerprint) continue
    const made: Omit<BackupRow, 'id'> = {
      ...newBackup('running', file, startedAt),
      state: 'done',
      finishedAt: Math.floor(found.mtimeMs),
      bytes: found.size,
      checkState: 'waiting',
    }
    await database.inTransaction(async tx => {
      if (row === undefined) await tx.manager.insert(backupEntity, made)
      else await tx.manager.update(backupEntity, { id: row.id, state: 'failed' }, made)
    })
    adopted += 1
  }
  return adopted
}
