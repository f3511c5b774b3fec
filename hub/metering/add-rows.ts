import { marks } from '../db/raw-row.ts'
import type { Tx } from '../db/transaction.ts'
import type { Amounts } from './sum-rule.ts'

/** The end of an INSERT that adds to the rows that are there already. `key` names the columns of the primary key. */
export const addedTo = (tx: Tx, table: string, key: string) =>
  tx.engine === 'sqlite'
    ? `ON CONFLICT (${key}) DO UPDATE SET upload = upload + excluded.upload,
         download = download + excluded.download, charged = charged + excluded.charged`
    : `ON DUPLICATE KEY UPDATE upload = ${table}.upload + VALUES(upload),
         download = ${table}.download + VALUES(download), charged = ${table}.charged + VALUES(charged)`

export interface KeyedAmounts extends Amounts {
  /** In the order of the key's columns. */
  readonly key: readonly number[]
}

/** Adds rows to a table of sums, in the order of its key; rows with one key are added up. */
export async function addRows(
  tx: Tx,
  table: string,
  key: readonly string[],
  rows: readonly KeyedAmounts[],
): Promise<void> {
  const columns = key.join(', ')
  const inOrder = [...rows].sort((a, b) => compareKeys(a.key, b.key))
  for (let from = 0; from < inOrder.length; from += 500) {
    const part = inOrder.slice(from, from + 500)
    await tx.query(
      `INSERT INTO ${table} (${columns}, upload, download, charged)
       VALUES ${part.map(() => `(${marks(key.length + 3)})`).join(', ')} ${addedTo(tx, table, columns)}`,
      part.flatMap(row => [...row.key, row.upload, row.download, row.charged]),
    )
  }
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    if (value !== other) return value - other
  }
  return 0
}
