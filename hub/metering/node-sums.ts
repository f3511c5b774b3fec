import { integerIn, integerOrNullIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Amounts } from './sum-rule.ts'

/** Rows that SQLite adds up at once, on the thread that answers everybody else: a few milliseconds. */
const rowsAtOnce = 2_000

export interface SumsOfNode extends Amounts {
  /** The first day that it has rows of, where days were asked for. */
  readonly firstDay: number | null
}

interface SumsOfSpan {
  readonly byNode: ReadonlyMap<number, SumsOfNode>
  /** How many rows the span has at most; what progress is counted in. */
  readonly rows: number
}

/** About how many rows a table has; a table's sums on a server, which work elsewhere, count as one. */
export async function sizeOf(tx: Tx, table: string): Promise<number> {
  if (tx.engine !== 'sqlite') return 1
  const { first, last } = await endsOf(tx, table)
  return first === null || last === null ? 0 : last - first + 1
}

/**
 * Adds up a table by node; `rest` joins and narrows it, with `t` for the table. SQLite works on this thread: it is
 * given a span of rows at a time, so that others have their turn between them.
 */
export async function* sumsByNode(tx: Tx, table: string, rest: string): AsyncGenerator<SumsOfSpan> {
  if (tx.engine !== 'sqlite') {
    yield { byNode: await sumsOf(tx, `${table} t ${rest}`), rows: 1 }
    return
  }
  const { first, last } = await endsOf(tx, table)
  if (first === null || last === null) return
  for (let from = first; from <= last; from += rowsAtOnce) {
    const until = Math.min(last + 1, from + rowsAtOnce)
    const span = `t.rowid >= ${from} AND t.rowid < ${until}`
    const narrowed = rest.includes('WHERE') ? `${rest} AND ${span}` : `WHERE ${span}`
    yield { byNode: await sumsOf(tx, `${table} t ${narrowed}`), rows: until - from }
  }
}

async function endsOf(tx: Tx, table: string) {
  // Two questions: asked for both at once, SQLite would read the whole table.
  const [least] = rowsOf(await tx.query(`SELECT MIN(rowid) AS found FROM ${table}`))
  const [most] = rowsOf(await tx.query(`SELECT MAX(rowid) AS found FROM ${table}`))
  return {
    first: least === undefined ? null : integerOrNullIn(least, 'found'),
    last: most === undefined ? null : integerOrNullIn(most, 'found'),
  }
}

async function sumsOf(tx: Tx, from: string): Promise<ReadonlyMap<number, SumsOfNode>> {
  const firstDay = from.startsWith('ledger_days') ? 'MIN(t.day)' : 'NULL'
  const rows = rowsOf(
    await tx.query(
      `SELECT t.nodeId AS nodeId, SUM(t.upload) AS upload, SUM(t.download) AS download, SUM(t.charged) AS charged,
         ${firstDay} AS firstDay FROM ${from} GROUP BY t.nodeId ORDER BY t.nodeId`,
    ),
  )
  return new Map(
    rows.map(row => [
      integerIn(row, 'nodeId'),
      {
        upload: integerIn(row, 'upload'),
        download: integerIn(row, 'download'),
        charged: integerIn(row, 'charged'),
        firstDay: integerOrNullIn(row, 'firstDay'),
      },
    ]),
  )
}
