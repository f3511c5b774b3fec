import { recordAudit } from '../audit/record-audit.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import { asInteger } from '../db/columns.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { fingerprintSetting } from './open-vault.ts'
import type { Vault } from './vault.ts'

interface SealedColumn {
  readonly table: string
  /** Its integer key. */
  readonly key: string
  readonly column: string
  /** The secret is looked up by a hash of this text before it, which changes with the key. */
  readonly hash?: { readonly column: string; readonly prefix: string }
}

/** Columns of text that the vault sealed. */
const sealedColumns: readonly SealedColumn[] = [
  { table: 'users', key: 'id', column: 'passwordSecret' },
  { table: 'operators', key: 'id', column: 'totpSecret' },
  { table: 'authorities', key: 'id', column: 'keySecret' },
  { table: 'mail_outbox', key: 'id', column: 'paramsSecret' },
  { table: 'merchants', key: 'id', column: 'secret' },
  { table: 'provider_events', key: 'id', column: 'secret' },
  {
    table: 'subscription_links',
    key: 'userId',
    column: 'tokenSecret',
    hash: { column: 'tokenHash', prefix: 'subscription ' },
  },
]

/** Settings whose value is a sealed text have names that begin so. */
export const sealedSettingPrefix = 'sealed.'

const pageSize = 500

/**
 * Seals every secret anew in one transaction, in which the fingerprint changes too: after it only the new key opens
 * this database. Hashes made with the old key (open enrolments) end. Run it while no hub is running, and keep the
 * old key with the old backups. Answers how many secrets were sealed anew.
 */
export function rotateMasterKey(
  deps: { readonly database: Database; readonly clock: Clock },
  input: { readonly from: Vault; readonly to: Vault },
  actor: Actor,
): Promise<Outcome<{ readonly resealed: number }>> {
  const { database, clock } = deps
  const { from, to } = input
  return outcomeOf(() =>
    database.inTransaction(async tx => {
      const stored = await readSetting(tx, fingerprintSetting)
      if (stored !== from.fingerprint) {
        throw new RolledBack(fail('changed_meanwhile', { stored, given: from.fingerprint }))
      }
      let resealed = await resealSettings(tx, sealed => to.seal(from.open(sealed)))
      for (const place of sealedColumns) resealed += await resealColumn(tx, place, input)
      await tx.query('UPDATE nodes SET enrolmentHash = NULL, enrolmentExpiresAt = NULL')
      const at = clock.now()
      await writeSetting(tx, fingerprintSetting, to.fingerprint, at)
      await recordAudit(tx, {
        at,
        actor,
        action: 'key.rotate',
        subject: 'hub',
        before: { fingerprint: from.fingerprint },
        after: { fingerprint: to.fingerprint, resealed },
      })
      return { resealed }
    }),
  )
}

async function resealColumn(
  tx: Tx,
  place: SealedColumn,
  { from, to }: { readonly from: Vault; readonly to: Vault },
): Promise<number> {
  const { table, key, column, hash } = place
  const set = hash === undefined ? '' : `, ${hash.column} = ?`
  let count = 0
  for (let after = 0; ; ) {
    const rows = rowsOf(
      await tx.query(
        `SELECT ${key} AS rowKey, ${column} AS sealed FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${pageSize}${tx.forUpdate}`,
        [after],
      ),
    )
    for (const row of rows) {
      after = asInteger(row['rowKey'])
      const sealed = row['sealed']
      // A deleted user's secret is empty.
      if (typeof sealed !== 'string' || sealed === '') continue
      const plain = from.open(sealed)
      const hashed = hash === undefined ? [] : [to.hash(`${hash.prefix}${plain}`)]
      await tx.query(`UPDATE ${table} SET ${column} = ?${set} WHERE ${key} = ?`, [
        to.seal(plain),
        ...hashed,
        after,
      ])
      count += 1
    }
    if (rows.length < pageSize) return count
  }
}

async function resealSettings(tx: Tx, reseal: (sealed: string) => string): Promise<number> {
  const rows = rowsOf(
    await tx.query(`SELECT name, value FROM settings WHERE name LIKE ?${tx.forUpdate}`, [
      `${sealedSettingPrefix}%`,
    ]),
  )
  for (const row of rows) {
    const sealed: unknown = JSON.parse(String(row['value']))
    if (typeof sealed !== 'string') throw new Error(`the setting ${String(row['name'])} is not a sealed text`)
    await tx.query('UPDATE settings SET value = ? WHERE name = ?', [
      JSON.stringify(reseal(sealed)),
      row['name'],
    ])
  }
  return rows.length
}
