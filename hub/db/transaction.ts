import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import { giveWay } from '../kernel/give-way.ts'
import { type Engine, engineOf } from './data-source.ts'
import { type StorageWatch, watchStorage } from './storage-full.ts'

/** An open transaction, handed to every store that takes part in a use case. */
export interface Tx {
  readonly engine: Engine
  readonly manager: EntityManager
  readonly runner: QueryRunner
  /** Runs one statement with `?` placeholders; the driver's raw answer, parsed by the caller. */
  query(sql: string, parameters?: readonly unknown[]): Promise<unknown>
  /** Appended to a SELECT that must hold the rows until the commit; empty on SQLite, whose writer is alone anyway. */
  readonly forUpdate: ' FOR UPDATE' | ''
}

export interface TransactionOptions {
  /** All reads see the database as of one moment. Without it a read sees what was committed before it began. */
  readonly snapshot?: boolean
}

export interface Database {
  readonly engine: Engine
  readonly source: DataSource
  /**
   * Runs `work` in one transaction and commits. Deadlocks, lost certifications and busy files run the whole of
   * `work` again, so it must have no effect outside the database. Anything else it throws rolls back and is thrown on.
   */
  inTransaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Whether there is room to write; what is not opened here does not watch it. */
  readonly storage?: StorageWatch
  close(): Promise<void>
}

const maxAttempts = 8

/** MariaDB: deadlock, lock wait timeout, record changed since last read, Galera's unknown command; SQLite: busy. */
const retriedCodes = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
])

/** Whether the driver's error, bare or wrapped, has one of these codes. */
export function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && codes.has(code)) return true
  const cause = 'driverError' in error ? error.driverError : undefined
  return cause !== undefined && cause !== error && hasCode(cause, codes)
}

const isRetried = (error: unknown): boolean => hasCode(error, retriedCodes)

const duplicateCodes = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'])

/** True where a unique or primary key refused a row: the row is already there. */
export function isDuplicate(error: unknown): boolean {
  return hasCode(error, duplicateCodes)
}

/** Asks for the structured result: without it SQLite answers an UPDATE with the last row's id, not with a count. */
async function runRaw(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<unknown> {
  const result = await runner.query(sql, [...parameters], true)
  if (Array.isArray(result.raw)) return result.raw
  const raw: unknown = result.raw
  const insertId = typeof raw === 'object' && raw !== null && 'insertId' in raw ? raw.insertId : raw
  return { affectedRows: result.affected ?? 0, insertId }
}

/** What a store sees of the transaction that `runner` has begun. */
export function createTx(
  engine: Engine,
  runner: QueryRunner,
  { holdsRows }: { readonly holdsRows: boolean },
): Tx {
  return {
    engine,
    manager: runner.manager,
    runner,
    async query(sql, parameters = []) {
      await giveWay()
      return runRaw(runner, sql, parameters)
    },
    forUpdate: holdsRows ? ' FOR UPDATE' : '',
  }
}

/** How long another process may hold the SQLite file before a transaction gives up. */
const busyFileMs = 15_000

/**
 * IMMEDIATE: a reader that later writes would fail when another process wrote in between. A file held by another
 * process is waited for here and not in the driver, which would stop this whole process meanwhile.
 */
async function beginOnSqlite(runner: QueryRunner): Promise<void> {
  const giveUpAt = Date.now() + busyFileMs
  for (;;) {
    try {
      await runner.query('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!isRetried(error) || Date.now() > giveUpAt) throw error
      await new Promise(resolve => setTimeout(resolve, 2 + Math.random() * 15))
    }
  }
}

/** How long a transaction may wait for its own program before the server ends it. */
const standingStillSeconds = 10
const prepared = new WeakSet<object>()

/**
 * Once for each connection, instead of a round trip before each transaction.
 *
 * READ COMMITTED takes no locks on gaps between rows: those would make transactions that insert rows of different
 * users wait for each other in circles. Everything that depends on a row holds that row.
 *
 * A program that stands still within a transaction (a suspended machine, a stopped process) would hold its locks
 * for hours, and everybody who needs one with them: the server ends its transaction. MySQL knows no such limit.
 */
async function prepareConnection(runner: QueryRunner): Promise<void> {
  const connection: unknown = await runner.connect()
  if (typeof connection !== 'object' || connection === null || prepared.has(connection)) return
  await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  await runner
    .query(`SET SESSION idle_transaction_timeout = ${standingStillSeconds}`)
    .catch((error: unknown) => {
      if (!hasCode(error, new Set(['ER_UNKNOWN_SYSTEM_VARIABLE']))) throw error
    })
  prepared.add(connection)
}

async function beginOnMariadb(runner: QueryRunner, { snapshot }: TransactionOptions): Promise<void> {
  await prepareConnection(runner)
  if (snapshot) {
    // For this transaction alone.
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
    return
  }
  await runner.query('START TRANSACTION')
}

/** Wraps a connected data source. */
export function openDatabase(source: DataSource): Database {
  const engine = engineOf(source)
  const storage = watchStorage()
  // SQLite has one connection, which interleaved transactions would share: they queue here.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (engine === 'mariadb') return work()
    const result = turn.then(work, work)
    turn = result.catch(() => undefined)
    return result
  }

  async function attempt<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
    const runner = source.createQueryRunner()
    try {
      await runner.connect()
      await (engine === 'sqlite' ? beginOnSqlite(runner) : beginOnMariadb(runner, options))
      try {
        const result = await work(createTx(engine, runner, { holdsRows: engine === 'mariadb' }))
        await runner.query('COMMIT')
        return result
      } catch (error) {
        // The first error is the one to report; a connection that is gone cannot roll back, the server does.
        await runner.query('ROLLBACK').catch(() => undefined)
        throw error
      }
    } finally {
      await runner.release()
    }
  }

  return {
    engine,
    source,
    storage,
    inTransaction: (work, options = {}) =>
      inTurn(async () => {
        for (let tried = 1; ; tried += 1) {
          try {
            return await attempt(work, options)
          } catch (error) {
            storage.failed(error)
            if (!isRetried(error) || tried === maxAttempts) throw error
            await new Promise(resolve => setTimeout(resolve, tried * tried * 5 * (0.5 + Math.random())))
          }
        }
      }),
    close: () => inTurn(() => source.destroy()),
  }
}

/** Rows of a raw SELECT. Both drivers return an array of plain objects. */
export function rowsOf(result: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(result)) throw new Error('a SELECT returned no rows')
  return result as readonly Record<string, unknown>[]
}

/** The id that the database gave to the row of a raw INSERT. */
export function insertedIdOf(result: unknown): number {
  if (typeof result === 'object' && result !== null && 'insertId' in result) return Number(result.insertId)
  throw new Error('an INSERT returned no id')
}

/** Rows touched by a raw UPDATE or DELETE. MariaDB counts the rows found, since mysql2 asks for that. */
export function affectedOf(result: unknown): number {
  if (typeof result === 'object' && result !== null) {
    if ('affectedRows' in result && typeof result.affectedRows === 'number') return result.affectedRows
  }
  throw new Error('an UPDATE returned no count')
}
