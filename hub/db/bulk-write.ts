import { inBatches, marks } from './raw-row.ts'
import type { Tx } from './transaction.ts'

/**
 * Writes whole rows by their primary key, inserting or replacing: `columns` names every column of the table that has
 * no default. Rows are expected in ascending order of their key, so that parallel writers lock in one order.
 */
export async function upsertRows(
  tx: Tx,
  write: {
    readonly table: string
    readonly keys: readonly string[]
    readonly columns: readonly string[]
    readonly rows: readonly (readonly unknown[])[]
    /** Columns to set where the row is there; the others keep what they hold. */
    readonly set: readonly string[]
  },
): Promise<void> {
  const { table, keys, columns, set } = write
  const onDuplicate =
    tx.engine === 'sqlite'
      ? `ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${set.map(name => `${name} = excluded.${name}`).join(', ')}`
      : `ON DUPLICATE KEY UPDATE ${set.map(name => `${name} = VALUES(${name})`).join(', ')}`
  const perBatch = Math.max(1, Math.floor(16_000 / columns.length))
  for (const batch of inBatches(write.rows, perBatch)) {
    const values = batch.map(() => `(${marks(columns.length)})`).join(', ')
    await tx.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values} ${onDuplicate}`,
      batch.flat(),
    )
  }
}

/** Adds to an integer column, by id: `amounts` maps ids to what is added. */
export async function addById(
  tx: Tx,
  table: string,
  column: string,
  amounts: ReadonlyMap<number, number>,
): Promise<void> {
  const entries = [...amounts].filter(([, amount]) => amount !== 0).sort(([a], [b]) => a - b)
  for (const batch of inBatches(entries, 200)) {
    const cases = batch.map(() => 'WHEN ? THEN ?').join(' ')
    await tx.query(
      `UPDATE ${table} SET ${column} = ${column} + CASE id ${cases} ELSE 0 END WHERE id IN (${marks(batch.length)})`,
      [...batch.flat(), ...batch.map(([id]) => id)],
    )
  }
}
