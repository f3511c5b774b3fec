import { affectedOf, rowsOf, type Tx } from '../db/transaction.ts'
import type { HourDelta, LedgerStore } from './ledger-port.ts'
import { loadLines } from './mariadb-connection.ts'

/** Below this many rows one statement with the values in it costs less than the round trips of a load. */
const fewRows = 1_000
/** Rows per statement where LOAD DATA is not allowed: about 60 kB of text. */
const rowsPerStatement = 1_000
/** Rows per load: the temporary table stays far below the 16 MB that MEMORY tables have by default. */
const rowsPerLoad = 50_000
/** About 60 kB: small enough that the server soon has something to do. */
const linesPerPiece = 1_000

/** Servers that have `local_infile` switched off, by data source: asked once. */
const refusesLoad = new WeakSet<object>()
/** MySQL's "command not allowed" and "local files disabled", MariaDB's "capability disabled", a proxy's refusal. */
const refusals = new Set([1148, 3948, 4166, 2068])

function isRefusal(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errno' in error &&
    typeof error.errno === 'number' &&
    refusals.has(error.errno)
  )
}

/** Loads lines over the connection of the transaction. False where the server forbids it; nothing was loaded then. */
async function load(tx: Tx, into: string, lines: Iterable<Buffer>, count: number): Promise<boolean> {
  try {
    const result = await loadLines(tx, `LOAD DATA LOCAL INFILE 'ledger' INTO TABLE ${into}`, lines)
    // A local load turns errors into warnings and skips rows: it must have taken every one.
    const warnings =
      typeof result === 'object' && result !== null && 'warningStatus' in result ? result.warningStatus : 0
    if (affectedOf(result) !== count || warnings !== 0) {
      throw new Error(`a load into ${into} took ${affectedOf(result)} of ${count} rows`)
    }
    return true
  } catch (error) {
    if (!isRefusal(error)) throw error
    refusesLoad.add(tx.manager.connection)
    return false
  }
}

/** Lines of a load, each beginning with `prefix`, in pieces. */
function* linesOf(deltas: readonly HourDelta[], prefix: string): Generator<Buffer> {
  for (let from = 0; from < deltas.length; from += linesPerPiece) {
    let lines = ''
    for (const { slot, userId, upload, download, charged } of deltas.slice(from, from + linesPerPiece)) {
      lines += `${prefix}${slot}\t${userId}\t${upload}\t${download}\t${charged}\n`
    }
    yield Buffer.from(lines, 'latin1')
  }
}

async function addByStatement(tx: Tx, nodeId: number, deltas: readonly HourDelta[]): Promise<void> {
  for (let from = 0; from < deltas.length; from += rowsPerStatement) {
    const values = deltas
      .slice(from, from + rowsPerStatement)
      .map(
        ({ slot, userId, upload, download, charged }) =>
          `(${nodeId},${slot},${userId},${upload},${download},${charged})`,
      )
    // Only integers of our own are in the text, and a text is parsed faster than parameters are bound.
    await tx.query(
      `INSERT INTO ledger_hours (nodeId, slot, userId, upload, download, charged) VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE upload = upload + VALUES(upload), download = download + VALUES(download),
         charged = charged + VALUES(charged)`,
    )
  }
}

const slotList = (deltas: readonly HourDelta[]) => [...new Set(deltas.map(delta => delta.slot))].join(',')

/** Whether the node has rows that begin in one of the slots. */
async function hasRows(tx: Tx, nodeId: number, slots: string): Promise<boolean> {
  const sql = `SELECT 1 FROM ledger_hours WHERE nodeId = ${nodeId} AND slot IN (${slots}) LIMIT 1 FOR UPDATE`
  return rowsOf(await tx.query(sql)).length > 0
}

const increments = 'ledger_increments'

/** False where the server forbids loads. */
async function addByLoad(tx: Tx, nodeId: number, deltas: readonly HourDelta[]): Promise<boolean> {
  const slots = slotList(deltas)
  if (!(await hasRows(tx, nodeId, slots))) {
    // The first of an hour: nothing to add to, so the lines go straight into the ledger.
    const columns = '(nodeId, slot, userId, upload, download, charged)'
    return load(tx, `ledger_hours ${columns}`, linesOf(deltas, `${nodeId}\t`), deltas.length)
  }
  // It lives as long as the connection, outside of any transaction: what an aborted one left is removed first.
  await tx.query(
    `CREATE TEMPORARY TABLE IF NOT EXISTS ${increments} (slot INT NOT NULL, userId INT NOT NULL, upload BIGINT NOT NULL,
       download BIGINT NOT NULL, charged BIGINT NOT NULL, PRIMARY KEY (slot, userId) USING HASH) ENGINE = MEMORY`,
  )
  await tx.query(`DELETE FROM ${increments}`)
  const columns = '(slot, userId, upload, download, charged)'
  if (!(await load(tx, `${increments} ${columns}`, linesOf(deltas, ''), deltas.length))) return false
  // The ledger first: rows of the table that is read first are updated in place, any other's in a second pass.
  const updated = affectedOf(
    await tx.query(
      `UPDATE ledger_hours l STRAIGHT_JOIN ${increments} i ON i.slot = l.slot AND i.userId = l.userId
       SET l.upload = l.upload + i.upload, l.download = l.download + i.download, l.charged = l.charged + i.charged
       WHERE l.nodeId = ${nodeId} AND l.slot IN (${slots})`,
    ),
  )
  if (updated === deltas.length) return true
  const inserted = affectedOf(
    await tx.query(
      `INSERT INTO ledger_hours (nodeId, slot, userId, upload, download, charged)
       SELECT ${nodeId}, i.slot, i.userId, i.upload, i.download, i.charged FROM ${increments} i
       LEFT JOIN ledger_hours l ON l.nodeId = ${nodeId} AND l.slot = i.slot AND l.userId = i.userId
       WHERE l.nodeId IS NULL ORDER BY i.slot, i.userId`,
    ),
  )
  if (updated + inserted !== deltas.length) {
    throw new Error(`of ${deltas.length} rows ${updated} were updated and ${inserted} inserted`)
  }
  return true
}

/** Bulk statements for MySQL-compatible servers: a load where it pays and is allowed, else multi-row upserts. */
export const mariadbLedger: LedgerStore = {
  async addHours(tx, nodeId, deltas) {
    if (deltas.length < fewRows || refusesLoad.has(tx.manager.connection)) {
      return addByStatement(tx, nodeId, deltas)
    }
    for (let from = 0; from < deltas.length; from += rowsPerLoad) {
      const part = deltas.slice(from, from + rowsPerLoad)
      if (!(await addByLoad(tx, nodeId, part))) await addByStatement(tx, nodeId, part)
    }
  },
}
