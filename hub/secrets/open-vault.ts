import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { handToOwner } from '../config/hand-to-owner.ts'
import { readSetting } from '../config/setting-store.ts'
import { StartRefused } from '../config/start-refused.ts'
import type { Instant } from '../contract/primitives.ts'
import { type Database, isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { decideMasterKey } from './master-key-rule.ts'
import { createVault, masterKeyBytes, type Vault } from './vault.ts'

export const fingerprintSetting = 'master_key_fingerprint'

/** Tables in which a database that is in use has at least one row. */
const telltaleTables = ['operators', 'users', 'nodes', 'authorities', 'audit_entries'] as const

/**
 * Opens the vault with the key that was given. On an empty database the key is adopted, or a new one is written to
 * `keyFile` (mode 0600). Throws `StartRefused` where the database needs another key.
 */
export async function openVault(
  deps: { readonly database: Database; readonly clock: Clock },
  options: { readonly masterKey: Buffer | null; readonly keyFile: string },
): Promise<{ readonly vault: Vault; readonly generated: boolean }> {
  const { database, clock } = deps
  const given = options.masterKey === null ? null : createVault(options.masterKey)
  return database.inTransaction(async tx => {
    const stored = await readSetting(tx, fingerprintSetting)
    const decision = decideMasterKey({
      given: given?.fingerprint ?? null,
      stored: typeof stored === 'string' ? stored : null,
      isEmpty: await isEmpty(tx),
    })
    if (decision.kind === 'refuse') throw new StartRefused([decision.problem])
    if (decision.kind === 'use' && given !== null) return { vault: given, generated: false }
    const key = randomBytes(masterKeyBytes)
    const vault = given ?? createVault(key)
    await claimDatabase(tx, vault.fingerprint, clock.now())
    // Durable before the commit, and so before anything is sealed with it.
    if (given === null) writeKeyFile(options.keyFile, key)
    return { vault, generated: given === null }
  })
}

async function isEmpty(tx: Tx): Promise<boolean> {
  for (const table of telltaleTables) {
    if (rowsOf(await tx.query(`SELECT 1 AS found FROM ${table} LIMIT 1`)).length > 0) return false
  }
  return true
}

/** Two hubs that start on one empty database at the same moment: the second stops. */
async function claimDatabase(tx: Tx, fingerprint: string, at: Instant): Promise<void> {
  try {
    await tx.query('INSERT INTO settings (name, value, updatedAt) VALUES (?, ?, ?)', [
      fingerprintSetting,
      JSON.stringify(fingerprint),
      at,
    ])
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new StartRefused(['Another hub has just set up this database: start again with its master key.'])
  }
}

/** Writes a key as 64 hex digits, mode 0600, durably. Throws where the file exists. */
export function writeKeyFile(path: string, key: Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, `${key.toString('hex')}\n`)
    handToOwner(path)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
