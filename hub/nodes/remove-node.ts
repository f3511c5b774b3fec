import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { incidentEntity } from '../db/entities/metering.ts'
import type { NodeRow } from '../db/entities/nodes.ts'
import { inBatches, integerIn, integerOrNullIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { revokeNodeCertificates } from '../pki/revoke-certificates.ts'
import { assignNodes } from './assign-nodes.ts'
import { holdMeters } from './candidate-facts.ts'
import type { MoveDeps, SettleUsers } from './node-ports.ts'
import { lockNode, saveNode, usersOn } from './node-store.ts'
import { mapNode } from './node-view.ts'
import { countUsers } from './release-ports.ts'

export interface RemoveNodeDeps extends MoveDeps {
  readonly settle: SettleUsers
}

export interface RemovedNode {
  readonly node: NodeRow
  /** Users who were on it and have another node in its place, and those for whom there was no room. */
  readonly moved: readonly number[]
  readonly stuck: readonly number[]
}

/**
 * Removes a node: its certificates are denied, its name is free again, its totals stay.
 * Without `dead` it must be empty, and must have confirmed that every port is closed and counted (`node_not_empty`).
 * `dead` gives it up as it is: its ports are freed at once, the time since its last answer is recorded as a gap, and
 * its users are placed elsewhere as far as there is room.
 * Fails with `node_not_found`, `node_removed`, `node_not_empty`.
 */
export function removeNode(
  deps: RemoveNodeDeps,
  input: { readonly nodeId: number; readonly dead: boolean },
  actor: Actor,
): Promise<Outcome<RemovedNode>> {
  const { nodeId, dead } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const holders = await holdersOn(tx, nodeId)
      for (const batch of inBatches(holders, 500)) await deps.settle(tx, batch, at)
      await holdMeters(tx, [nodeId])
      const before = await lockNode(tx, nodeId)
      const users = await usersOn(tx, nodeId)
      if (dead) await recordGap(tx, nodeId, users.length, at)
      else await refuseUnlessDone(tx, nodeId, users.length)
      await tx.query('DELETE FROM assignments WHERE nodeId = ?', [nodeId])
      await countUsers(tx, [nodeId])
      const node: NodeRow = {
        ...before,
        name: `${before.name.slice(0, 48)} #${nodeId}`,
        state: 'removed',
        removedAt: at,
        enrolmentHash: null,
        enrolmentExpiresAt: null,
        assignmentsVersion: before.assignmentsVersion + 1,
        users: 0,
        version: before.version + 1,
      }
      await saveNode(tx, node)
      await revokeNodeCertificates(tx, nodeId, at)
      const placed = await assignNodes(tx, users, at, deps)
      await deps.applyGate(tx, users, at, 'node.remove')
      const stuck = placed.filter(one => one.kind !== 'assigned' || one.missing > 0).map(one => one.userId)
      const moved = users.filter(userId => !stuck.includes(userId))
      await announce(tx, { at, kind: 'node.removed', subject: { nodeId, dead } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'node.remove',
        subject: `node:${nodeId}`,
        before: mapNode(before),
        after: { ...mapNode(node), dead, users: users.length, stuck: stuck.length },
      })
      return { node, moved, stuck }
    }),
  )
}

async function holdersOn(tx: Tx, nodeId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT DISTINCT userId FROM assignments WHERE nodeId = ? ORDER BY userId', [nodeId]),
  )
  return rows.map(row => integerIn(row, 'userId'))
}

async function refuseUnlessDone(tx: Tx, nodeId: number, users: number): Promise<void> {
  const [row] = rowsOf(
    await tx.query(
      'SELECT COUNT(*) AS open FROM assignments a LEFT JOIN meters m ON m.nodeId = a.nodeId ' +
        'WHERE a.nodeId = ? AND a.releasedAt IS NOT NULL AND ' +
        '(m.appliedRevision IS NULL OR m.appliedRevision < a.releaseRevision OR a.heldCloseAt IS NULL OR a.heldCloseAt <> a.closeAt)',
      [nodeId],
    ),
  )
  const releasedPorts = row ? integerIn(row, 'open') : 0
  if (users + releasedPorts > 0) {
    throw new RolledBack(fail('node_not_empty', { nodeId, users, releasedPorts }))
  }
}

/** What passed since the last answer will never be known: said once, where everybody looks for it. */
async function recordGap(tx: Tx, nodeId: number, users: number, at: Instant): Promise<void> {
  const [row] = rowsOf(await tx.query('SELECT takenAt FROM meters WHERE nodeId = ?', [nodeId]))
  const last = row ? integerOrNullIn(row, 'takenAt') : null
  await tx.manager.insert(incidentEntity, {
    at,
    kind: 'gap',
    nodeId,
    userId: null,
    port: null,
    fromAt: last && last > 0 ? last : at,
    untilAt: at,
    upload: 0,
    download: 0,
    detail: { reason: 'declared_dead', users },
  })
}
