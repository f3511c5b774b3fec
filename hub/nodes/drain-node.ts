import type { DrainReport } from '../contract/admin/node-views.ts'
import type { NodeRow } from '../db/entities/nodes.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Outcome, outcomeOf } from '../kernel/outcome.ts'
import { assignNodes } from './assign-nodes.ts'
import { type ChangeNodeDeps, changeNode } from './change-node.ts'
import type { MoveDeps } from './node-ports.ts'
import { findNode, usersOn } from './node-store.ts'
import { releaseOnNodes } from './release-ports.ts'

/** Users who are placed elsewhere in one transaction. */
const perTransaction = 50

/**
 * Begins to empty a node: it takes no more users, and the first step is done. Draining one that drains is a step.
 * Fails with `node_not_found`, `node_removed`.
 */
export async function drainNode(
  deps: MoveDeps,
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<DrainReport>> {
  const begun = await changeNode(deps, {
    nodeId: input.nodeId,
    action: 'node.drain',
    actor,
    patch: (_tx, node) => (node.state === 'draining' ? {} : { state: 'draining' }),
  })
  return begun.ok ? drainStep(deps, input.nodeId) : begun
}

/** Takes users again. Fails with `node_not_found`, `node_removed`. */
export function undrainNode(
  deps: ChangeNodeDeps,
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<NodeRow>> {
  return changeNode(deps, {
    nodeId: input.nodeId,
    action: 'node.undrain',
    actor,
    patch: (_tx, node) =>
      node.state === 'draining' ? { state: node.enrolledAt === null ? 'new' : 'active' } : {},
  })
}

/**
 * One step of a drain, repeated by a job until nobody is left: every user is given another node as far as there is
 * room, and leaves this one only when his other nodes have confirmed him, so he is never without one.
 * Does nothing on a node that is not draining. Fails with `node_not_found`.
 */
export function drainStep(deps: MoveDeps, nodeId: number): Promise<Outcome<DrainReport>> {
  return outcomeOf(async () => {
    const users = await deps.database.inTransaction(async tx => {
      const node = await findNode(tx, nodeId)
      return node.state === 'draining' ? usersOn(tx, nodeId) : []
    })
    const moved: number[] = []
    const waiting: number[] = []
    const stuck: DrainReport['stuck'] = []
    for (const batch of inBatches(users, perTransaction)) {
      const part = await deps.database.inTransaction(tx => moveUsers(tx, deps, nodeId, batch))
      moved.push(...part.moved)
      waiting.push(...part.waiting)
      stuck.push(...part.stuck)
    }
    return { moved, waiting, stuck, left: users.length - moved.length }
  })
}

async function moveUsers(tx: Tx, deps: MoveDeps, nodeId: number, userIds: readonly number[]) {
  const at = deps.clock.now()
  const moved: number[] = []
  const waiting: number[] = []
  const stuck: DrainReport['stuck'] = []
  const placed = await assignNodes(tx, userIds, at, deps)
  const changed = placed.filter(one => one.kind === 'assigned' && one.added.length + one.released.length > 0)
  await deps.applyGate(
    tx,
    changed.map(one => one.userId),
    at,
    'node.drain',
  )
  const confirmed = await confirmedElsewhere(tx, nodeId, userIds)
  for (const one of placed) {
    // Under a new number he has left it already.
    if (one.kind === 'assigned' && one.released.includes(nodeId)) moved.push(one.userId)
    else if (one.kind !== 'assigned') stuck.push({ userId: one.userId, reason: one.kind })
    else if (one.missing > 0) stuck.push({ userId: one.userId, reason: 'no_node' })
    else if (!confirmed.has(one.userId)) waiting.push(one.userId)
    else {
      await releaseOnNodes(tx, one.userId, at, [nodeId])
      moved.push(one.userId)
    }
  }
  await deps.applyGate(tx, moved, at, 'node.drain')
  return { moved, waiting, stuck }
}

/** Users all of whose ports on nodes that stay are in force there, and have their share where the gate is open. */
async function confirmedElsewhere(
  tx: Tx,
  nodeId: number,
  userIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = rowsOf(
    await tx.query(
      'SELECT a.userId AS userId, MIN(CASE WHEN m.appliedRevision >= a.closeRevision ' +
        "AND (u.gate <> 'open' OR a.closeAt IS NULL OR a.closeAt > 0) THEN 1 ELSE 0 END) AS confirmed " +
        'FROM assignments a JOIN users u ON u.id = a.userId JOIN nodes n ON n.id = a.nodeId LEFT JOIN meters m ON m.nodeId = a.nodeId ' +
        `WHERE a.userId IN (${marks(userIds.length)}) AND a.nodeId <> ? AND a.releasedAt IS NULL AND n.state = 'active' ` +
        'GROUP BY a.userId',
      [...userIds, nodeId],
    ),
  )
  return new Set(rows.filter(row => integerIn(row, 'confirmed') === 1).map(row => integerIn(row, 'userId')))
}
