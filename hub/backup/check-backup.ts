import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupSecret } from './backup-key.ts'
import type { Progress } from './dump-database.ts'
import { loadBackup } from './load-backup.ts'
import type { BackupSummary } from './read-backup-file.ts'

/** Of the directory beside a backup in which it is checked. */
export const scratchSuffix = '.checking'

/**
 * Proves that a backup can be restored: fills a scratch database of the embedded engine with it, whatever engine it
 * came from, and compares counts and sums of every table. Throws `BackupRefused` with what is wrong. It needs about
 * as much room beside the backup as the data itself; the scratch database is removed in any case.
 */
export async function checkBackup(
  file: string,
  secret: BackupSecret,
  options: { readonly progress?: Progress } = {},
): Promise<BackupSummary> {
  const scratch = `${file}${scratchSuffix}`
  await rm(scratch, { recursive: true, force: true })
  // What the database makes in it is for its owner alone.
  await mkdir(scratch, { mode: 0o700 })
  try {
    const config = { engine: 'sqlite' as const, file: join(scratch, 'scratch.sqlite') }
    return await loadBackup({ file, secret, config, isScratch: true, ...options })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
