import { integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** Gives the desired configurations of these nodes their next revision. Locks in ascending order. */
export async function touchNodes(tx: Tx, nodeIds: readonly number[]): Promise<void> {
  const ids = [...new Set(nodeIds)].sort((a, b) => a - b)
  if (ids.length === 0) return
  const list = marks(ids.length)
  await tx.query(`SELECT id FROM nodes WHERE id IN (${list}) ORDER BY id${tx.forUpdate}`, ids)
  await tx.query(`UPDATE nodes SET revision = revision + 1 WHERE id IN (${list})`, ids)
}

/** Nodes whose configuration holds the user's port now, ascending. */
export async function nodesOfUser(tx: Tx, userId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT nodeId FROM assignments WHERE userId = ? AND releasedAt IS NULL ORDER BY nodeId', [
      userId,
    ]),
  )
  return rows.map(row => integerIn(row, 'nodeId'))
}
