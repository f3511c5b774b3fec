import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { resetStaleBudgets } from './gate-node-store.ts'
import { readEpoch } from './read-epoch.ts'

/**
 * Takes note that a node enforces (epoch, revision), in the transaction that stores readings taken after that: what
 * it was held to be enforcing before is then free for the user's other nodes. The readings are why the answer to a
 * configuration does not suffice: what passed until the limit fell must be counted first.
 *
 * A node that answers with another instance has its budgets closed. Answers the users about whom the gate is to be
 * decided anew; call it after the meter is stored.
 */
export async function confirmRevision(
  tx: Tx,
  nodeId: number,
  epoch: number,
  revision: number,
): Promise<number[]> {
  if ((await resetStaleBudgets(tx, [nodeId])).length > 0) return usersOf(tx, nodeId)
  if (epoch !== (await readEpoch(tx))) return []
  const where =
    'nodeId = ? AND closeRevision <= ? AND (closeAt <> heldCloseAt OR (closeAt IS NULL) <> (heldCloseAt IS NULL))'
  const freed = rowsOf(
    await tx.query(`SELECT userId FROM assignments WHERE ${where} ORDER BY port`, [nodeId, revision]),
  )
  if (freed.length === 0) return []
  await tx.query(`UPDATE assignments SET heldCloseAt = closeAt WHERE ${where}`, [nodeId, revision])
  return [...new Set(freed.map(row => integerIn(row, 'userId')))]
}

async function usersOf(tx: Tx, nodeId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT DISTINCT userId FROM assignments WHERE nodeId = ? AND releasedAt IS NULL', [
      nodeId,
    ]),
  )
  return rows.map(row => integerIn(row, 'userId'))
}
