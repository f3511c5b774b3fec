import type { EntitySchema, ObjectLiteral } from 'typeorm'
import { inBatches, marks } from './raw-row.ts'
import { hydrate } from './single-row.ts'
import { rowsOf, type Tx } from './transaction.ts'

/**
 * Rows of a table by their `id`, ascending, held until the commit. What a plain read returns after waiting for a lock
 * may be older than the lock (a transaction's reads keep the view of its first one); these rows are the present ones.
 */
export async function lockRows<T extends ObjectLiteral>(
  tx: Tx,
  entity: EntitySchema<T>,
  ids: readonly number[],
): Promise<T[]> {
  const metadata = tx.manager.connection.getMetadata(entity)
  const found: T[] = []
  for (const batch of inBatches(
    [...new Set(ids)].sort((a, b) => a - b),
    1_000,
  )) {
    const raw = rowsOf(
      await tx.query(
        `SELECT * FROM ${metadata.tableName} WHERE id IN (${marks(batch.length)}) ORDER BY id${tx.forUpdate}`,
        batch,
      ),
    )
    found.push(...raw.map(row => hydrate<T>(tx, metadata.columns, row)))
  }
  return found
}
