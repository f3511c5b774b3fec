import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { backupEntity } from '../db/entities/backups.ts'
import { parseBackupName } from './build-backup-name.ts'
import { scratchSuffix } from './check-backup.ts'
import { chooseRemoved } from './retention-rule.ts'
import { partialSuffix } from './write-backup-file.ts'
import type { BackupDeps } from './write-recorded-backup.ts'

/** What lies unfinished for so long belongs to a process that is gone. */
const abandonedMs = 86_400_000

/**
 * Removes the backups that retention does not keep and what crashes left unfinished. Goes by the files, so that
 * backups which a restored database knows nothing of are kept and removed like the others; any other file is left.
 */
export async function removeOldBackups(
  deps: Pick<BackupDeps, 'database' | 'clock' | 'backupDirectory'>,
): Promise<readonly string[]> {
  const { database, clock, backupDirectory } = deps
  const names = await readdir(backupDirectory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  const rows = await database.inTransaction(tx => tx.manager.findBy(backupEntity, { state: 'done' }))
  const good = new Set(rows.filter(row => row.checkState === 'good').map(row => row.file))
  const found = names.flatMap(file => {
    const at = parseBackupName(file)
    return at === null ? [] : [{ file, at, isGood: good.has(file) }]
  })
  const removed = chooseRemoved(found)
  for (const file of removed) await rm(join(backupDirectory, file), { force: true })
  await removeAbandoned(backupDirectory, names, clock.now())
  const present = new Set(names.filter(name => !removed.includes(name)))
  const gone = rows.filter(row => !present.has(row.file)).map(row => row.id)
  await database.inTransaction(async tx => {
    for (const id of gone) await tx.manager.update(backupEntity, { id }, { state: 'removed' })
  })
  return removed
}

async function removeAbandoned(directory: string, names: readonly string[], now: number): Promise<void> {
  for (const name of names) {
    if (!/^sluice-.*\.backup\./.test(name)) continue
    if (!name.endsWith(partialSuffix) && !name.endsWith(scratchSuffix)) continue
    const path = join(directory, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true })
  }
}
