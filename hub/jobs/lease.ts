import { asInteger } from '../db/columns.ts'
import type { Engine } from '../db/data-source.ts'
import { affectedOf, type Database, hasCode, rowsOf, type Tx } from '../db/transaction.ts'

/** The right to do a piece of scheduled work, until it runs out or is taken over. */
export interface LeaseClaim {
  readonly name: string
  readonly holder: string
  /** Grows with each holder: writes under an older token are refused. */
  readonly token: number
}

/** The lease ran out or has another holder: whatever was under way must not be written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  constructor(claim: LeaseClaim) {
    super(`the lease ${claim.name} (token ${claim.token}) is no longer held by ${claim.holder}`)
  }
}

/** The database's own clock in milliseconds: the hubs' clocks need not agree. */
function databaseNow(engine: Engine): string {
  return engine === 'sqlite'
    ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
    : 'CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)'
}

/** Somebody else has locked the row: MariaDB and MySQL each have a code of their own. */
const lockedCodes = new Set(['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_NOWAIT'])

/**
 * Holds the row of a lease, if there is one, until the commit. False where another transaction holds it: a holder
 * that stands still within one must not make those stand still who come for its work.
 */
async function lockWithoutWaiting(tx: Tx, name: string): Promise<boolean> {
  if (tx.engine === 'sqlite') return true
  try {
    await tx.query('SELECT token FROM leases WHERE name = ? FOR UPDATE NOWAIT', [name])
    return true
  } catch (error) {
    if (hasCode(error, lockedCodes)) return false
    throw error
  }
}

/** Takes the lease if it is free or has run out; null where another holds it. */
export function acquireLease(
  database: Database,
  wanted: { readonly name: string; readonly holder: string; readonly ttlMs: number },
): Promise<LeaseClaim | null> {
  const now = databaseNow(database.engine)
  const ignore = database.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  return database.inTransaction(async tx => {
    if (!(await lockWithoutWaiting(tx, wanted.name))) return null
    await tx.query(`INSERT ${ignore} INTO leases (name, holder, token, expiresAt) VALUES (?, '', 0, 0)`, [
      wanted.name,
    ])
    const taken = await tx.query(
      `UPDATE leases SET holder = ?, token = token + 1, expiresAt = ${now} + ? WHERE name = ? AND expiresAt <= ${now}`,
      [wanted.holder, wanted.ttlMs, wanted.name],
    )
    if (affectedOf(taken) === 0) return null
    const [row] = rowsOf(await tx.query('SELECT token FROM leases WHERE name = ?', [wanted.name]))
    return { name: wanted.name, holder: wanted.holder, token: asInteger(row?.['token']) }
  })
}

/** Moves the end of a held lease; false where it was lost. A lease that ran out is lost even if nobody took it. */
export function renewLease(database: Database, claim: LeaseClaim, ttlMs: number): Promise<boolean> {
  const now = databaseNow(database.engine)
  return database.inTransaction(async tx => {
    const renewed = await tx.query(
      `UPDATE leases SET expiresAt = ${now} + ? WHERE name = ? AND holder = ? AND token = ? AND expiresAt > ${now}`,
      [ttlMs, claim.name, claim.holder, claim.token],
    )
    return affectedOf(renewed) === 1
  })
}

/**
 * Renews everything the holder still holds, in one statement; the claims that hold. What is missing was lost.
 */
export function renewAllLeases(database: Database, holder: string, ttlMs: number): Promise<LeaseClaim[]> {
  const now = databaseNow(database.engine)
  return database.inTransaction(async tx => {
    await tx.query(`UPDATE leases SET expiresAt = ${now} + ? WHERE holder = ? AND expiresAt > ${now}`, [
      ttlMs,
      holder,
    ])
    const rows = rowsOf(
      await tx.query(`SELECT name, token FROM leases WHERE holder = ? AND expiresAt > ${now}`, [holder]),
    )
    return rows.map(row => ({ name: String(row['name']), holder, token: asInteger(row['token']) }))
  })
}

/** Gives the lease up at once, so that another hub need not wait for its end. */
export function releaseLease(database: Database, claim: LeaseClaim): Promise<void> {
  return database.inTransaction(async tx => {
    await tx.query('UPDATE leases SET expiresAt = 0 WHERE name = ? AND holder = ? AND token = ?', [
      claim.name,
      claim.holder,
      claim.token,
    ])
  })
}

/**
 * Throws `LeaseLost` unless the claim holds now, and keeps it from being taken over before the commit.
 */
export async function assertLease(tx: Tx, claim: LeaseClaim): Promise<void> {
  const held = rowsOf(
    await tx.query(
      `SELECT token FROM leases WHERE name = ? AND holder = ? AND token = ? AND expiresAt > ${databaseNow(tx.engine)}${
        tx.engine === 'sqlite' ? '' : ' LOCK IN SHARE MODE'
      }`,
      [claim.name, claim.holder, claim.token],
    ),
  )
  if (held.length !== 1) throw new LeaseLost(claim)
}

/** The same database, every transaction of which first proves the claim: what works under a lease is given this. */
export function fencedDatabase(database: Database, claim: LeaseClaim): Database {
  return {
    engine: database.engine,
    source: database.source,
    inTransaction: (work, options) =>
      database.inTransaction(async tx => {
        await assertLease(tx, claim)
        return work(tx)
      }, options),
    close: () => Promise.reject(new Error('a fenced database is not closed by its borrower')),
  }
}

/** The hubs that live, by the names in their configuration. */
export async function workingHubs(database: Database): Promise<readonly string[]> {
  const leases = await heldLeases(database, 'hub:')
  // A holder is the hub's name and a few digits that tell its process.
  return [...new Set(leases.map(({ holder }) => holder.replace(/-[0-9a-f]{8}$/, '')))].sort()
}

/** Names of leases with this prefix that are held by anybody right now. */
export function heldLeases(database: Database, prefix: string): Promise<{ name: string; holder: string }[]> {
  return database.inTransaction(async tx => {
    const rows = rowsOf(
      await tx.query(
        `SELECT name, holder FROM leases WHERE name LIKE ? AND expiresAt > ${databaseNow(tx.engine)} ORDER BY name`,
        [`${prefix}%`],
      ),
    )
    return rows.map(row => ({ name: String(row['name']), holder: String(row['holder']) }))
  })
}
