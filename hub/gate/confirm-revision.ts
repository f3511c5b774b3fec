import { readEpoch } from '../config/read-epoch.ts'
import type { Instant } from '../contract/primitives.ts'
import { flagIn, integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { confirmGateChanges } from './gate-history.ts'
import { resetStaleBudgets } from './gate-node-store.ts'

/**
 * Takes note that a node enforces (epoch, revision), in the transaction that stores readings taken after that: what
 * it was held to be enforcing before is then free for the user's other nodes. The readings are why the answer to a
 * configuration does not suffice: what passed until the limit fell must be counted first.
 *
 * A node that answers with another instance has its budgets closed. Answers the users about whom the gate is to be
 * decided anew, those who are open without a share on this node included; call it after the meter is stored.
 */
export async function confirmRevision(
  tx: Tx,
  nodeId: number,
  epoch: number,
  revision: number,
  at: Instant,
): Promise<number[]> {
  if ((await resetStaleBudgets(tx, [nodeId])).length > 0) return usersOf(tx, nodeId)
  if (epoch !== (await readEpoch(tx))) return []
  await confirmGateChanges(tx, nodeId, revision, at)
  const rows = rowsOf(
    await tx.query(
      `SELECT userId, CASE WHEN ${confirmed} THEN 1 ELSE 0 END AS freed FROM assignments
       WHERE nodeId = ? AND ((${confirmed}) OR (${starved})) ORDER BY port`,
      [revision, nodeId, revision],
    ),
  )
  if (rows.some(row => flagIn(row, 'freed'))) {
    await tx.query(`UPDATE assignments SET heldCloseAt = closeAt WHERE nodeId = ? AND ${confirmed}`, [
      nodeId,
      revision,
    ])
  }
  return [...new Set(rows.map(row => integerIn(row, 'userId')))]
}

/** What is held differs from what the node has in force by now. */
const confirmed =
  'closeRevision <= ? AND (closeAt <> heldCloseAt OR (closeAt IS NULL) <> (heldCloseAt IS NULL))'
/** Open, but without a share: the node was silent when it was last decided, and answers again. */
const starved = 'releasedAt IS NULL AND closedAt IS NULL AND closeAt IS NOT NULL AND share = 0'

async function usersOf(tx: Tx, nodeId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT DISTINCT userId FROM assignments WHERE nodeId = ? AND releasedAt IS NULL', [
      nodeId,
    ]),
  )
  return rows.map(row => integerIn(row, 'userId'))
}
