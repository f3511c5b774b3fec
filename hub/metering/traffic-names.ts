import { integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** What nodes, plans or users are called. */
export async function namesOf(
  tx: Tx,
  what: 'node' | 'plan' | 'user',
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = rowsOf(
    await tx.query(`SELECT id, name FROM ${what}s WHERE id IN (${marks(ids.length)})`, [...ids]),
  )
  return new Map(rows.map(row => [integerIn(row, 'id'), textIn(row, 'name')]))
}
