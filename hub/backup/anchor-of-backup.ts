import { join } from 'node:path'
import type { StoredAnchor } from '../audit/anchor-store.ts'
import type { Instant } from '../contract/primitives.ts'
import { backupEntity } from '../db/entities/backups.ts'
import type { BackupSecret } from './backup-key.ts'
import { readRecords } from './read-backup-file.ts'
import type { BackupDeps } from './write-recorded-backup.ts'

/** Newest backups that are opened until one can be read. */
const mostTries = 5

/** The end of the audit log that the newest readable backup carries; null: there is none. */
export async function anchorOfBackup(
  deps: Pick<BackupDeps, 'database' | 'vault' | 'backupDirectory'>,
): Promise<StoredAnchor | null> {
  const made = await deps.database.inTransaction(tx =>
    tx.manager.find(backupEntity, { where: { state: 'done' }, order: { id: 'DESC' }, take: mostTries }),
  )
  for (const { file } of made) {
    const anchor = await readAnchorOf(join(deps.backupDirectory, file), {
      vault: deps.vault,
      passphrase: null,
    })
    if (anchor !== null) return { ...anchor, source: 'backup', file }
  }
  return null
}

async function readAnchorOf(path: string, secret: BackupSecret) {
  try {
    for await (const record of readRecords(path, secret)) {
      if (record.kind !== 'header') return null
      return { ...record.audit, at: record.createdAt as Instant }
    }
  } catch {
    // Moved away, or of another key: an older one may still be there.
  }
  return null
}
