import type { Instant } from '../contract/primitives.ts'
import { userEntity } from '../db/entities/users.ts'
import { integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { holdMeters } from './candidate-facts.ts'

/**
 * Releases what a user holds on these nodes (all his nodes where none are named): each port leaves its node's
 * configuration with the next revision, and the handover rule decides when others may have it.
 * Returns the nodes, ascending.
 */
export async function releaseOnNodes(
  tx: Tx,
  userId: number,
  at: Instant,
  only?: readonly number[],
): Promise<number[]> {
  const found = rowsOf(
    await tx.query('SELECT nodeId FROM assignments WHERE userId = ? AND releasedAt IS NULL ORDER BY nodeId', [
      userId,
    ]),
  )
  const nodeIds = [...new Set(found.map(row => integerIn(row, 'nodeId')))].filter(
    id => only === undefined || only.includes(id),
  )
  if (nodeIds.length === 0) return []
  const list = marks(nodeIds.length)
  await holdMeters(tx, nodeIds)
  await tx.query(
    `SELECT nodeId, port FROM assignments WHERE userId = ? AND nodeId IN (${list}) ORDER BY nodeId, port${tx.forUpdate}`,
    [userId, ...nodeIds],
  )
  await bumpAssignments(tx, nodeIds)
  await closeReleased(tx, nodeIds, 'userId = ?', [userId], at)
  await countUsers(tx, nodeIds)
  return nodeIds
}

/** Counts who holds a port on these nodes, which the caller holds, after he gave or released some. */
export async function countUsers(tx: Tx, nodeIds: readonly number[]): Promise<void> {
  const ids = [...new Set(nodeIds)].sort((a, b) => a - b)
  if (ids.length === 0) return
  await tx.query(
    `UPDATE nodes SET users = (SELECT COUNT(*) FROM assignments a WHERE a.nodeId = nodes.id AND a.releasedAt IS NULL)
     WHERE id IN (${marks(ids.length)})`,
    ids,
  )
}

/**
 * Marks rows released as of the node's present revision, which the caller has just raised. `which` is a condition
 * on `assignments`. The limit that may still be in force there stays reserved until the node confirms. The caller
 * counts the users then.
 */
export async function closeReleased(
  tx: Tx,
  nodeIds: readonly number[],
  which: string,
  values: readonly unknown[],
  at: Instant,
): Promise<void> {
  const revision = '(SELECT nodes.revision FROM nodes WHERE nodes.id = assignments.nodeId)'
  // MariaDB sets columns from left to right, so heldCloseAt is taken before closeAt changes.
  await tx.query(
    `UPDATE assignments SET
       heldCloseAt = CASE WHEN closeAt IS NULL OR heldCloseAt IS NULL THEN NULL
                          WHEN closeAt > heldCloseAt THEN closeAt ELSE heldCloseAt END,
       closeAt = 0, share = 0, serve = 0, closedAt = COALESCE(closedAt, ?), releasedAt = ?,
       releaseRevision = ${revision}, closeRevision = ${revision}
     WHERE releasedAt IS NULL AND nodeId IN (${marks(nodeIds.length)}) AND ${which}`,
    [at, at, ...nodeIds, ...values],
  )
}

/** Raises the revision of these nodes, and the version by which their assignments are cached. */
export function bumpAssignments(tx: Tx, nodeIds: readonly number[]): Promise<void> {
  return bump(tx, nodeIds, 'revision = revision + 1, assignmentsVersion = assignmentsVersion + 1')
}

/** The same where rows go that are in no configuration any more. */
export function bumpAssignmentsVersion(tx: Tx, nodeIds: readonly number[]): Promise<void> {
  return bump(tx, nodeIds, 'assignmentsVersion = assignmentsVersion + 1')
}

async function bump(tx: Tx, nodeIds: readonly number[], set: string): Promise<void> {
  const ids = [...new Set(nodeIds)].sort((a, b) => a - b)
  if (ids.length === 0) return
  const list = marks(ids.length)
  await tx.query(`SELECT id FROM nodes WHERE id IN (${list}) ORDER BY id${tx.forUpdate}`, ids)
  await tx.query(`UPDATE nodes SET ${set} WHERE id IN (${list})`, ids)
}

/** Takes a user's number from him on all his nodes. Returns the nodes it is closed on. */
export async function releasePorts(tx: Tx, userId: number, at: Instant): Promise<number[]> {
  const nodeIds = await releaseOnNodes(tx, userId, at)
  await tx.manager.update(userEntity, { id: userId }, { port: null })
  return nodeIds
}
