import { renameSync, rmSync } from 'node:fs'
import type { Config } from '../config/config.ts'
import { databaseConfig, type Secrets } from '../config/load-secrets.ts'
import { createDataSource } from '../db/data-source.ts'
import { openDatabase } from '../db/transaction.ts'
import { heldLeases } from '../jobs/lease.ts'
import type { Actor } from '../kernel/actor.ts'
import { systemClock } from '../kernel/clock.ts'
import { writeKeyFile } from '../secrets/open-vault.ts'
import { rotateMasterKey } from '../secrets/rotate-master-key.ts'
import { createVault } from '../secrets/vault.ts'

export type RotatedKey =
  | { readonly ok: true; readonly resealed: number; readonly keyFile: string; readonly oldKeyFile: string }
  | { readonly ok: false; readonly message: string }

/**
 * Seals everything with a new key. The new key is durable beside the old one before the database changes, and the
 * old one is kept for old backups, so that a crash at any point leaves a key that opens the database.
 */
export async function rotateKeyFile(
  config: Config,
  secrets: Secrets,
  change: { readonly file: string; readonly newKey: Buffer; readonly actor: Actor },
): Promise<RotatedKey> {
  if (secrets.masterKey === null) return { ok: false, message: 'There is no master key to rotate.' }
  const source = createDataSource(databaseConfig(config.database, secrets))
  await source.initialize()
  const database = openDatabase(source)
  try {
    const hubs = await heldLeases(database, 'hub:')
    if (hubs.length > 0) {
      const running = hubs.map(hub => hub.holder).join(', ')
      return {
        ok: false,
        message: `Stop the hub first: ${running} is running (or ended less than a lease ago).`,
      }
    }
    const from = createVault(secrets.masterKey)
    const to = createVault(change.newKey)
    const waiting = `${change.file}.new`
    rmSync(waiting, { force: true })
    writeKeyFile(waiting, change.newKey)
    const rotated = await rotateMasterKey({ database, clock: systemClock }, { from, to }, change.actor)
    if (!rotated.ok) return { ok: false, message: 'The key given is not the one this database needs.' }
    const oldKeyFile = `${change.file}.${from.fingerprint.slice(0, 12)}`
    writeKeyFile(oldKeyFile, secrets.masterKey)
    renameSync(waiting, change.file)
    return { ok: true, resealed: rotated.value.resealed, keyFile: change.file, oldKeyFile }
  } finally {
    await database.close()
  }
}
