import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import type { NodeRow } from '../db/entities/nodes.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { lockNode, saveNode } from './node-store.ts'
import { mapNode } from './node-view.ts'

export interface ChangeNodeDeps {
  readonly database: Database
  readonly clock: Clock
}

export interface NodeChange {
  readonly nodeId: number
  /** The version the caller saw; a later one refuses the change. */
  readonly version?: number
  readonly action: string
  readonly actor: Actor
  /** The columns to set; `revision` is raised by the caller where the node's configuration changes. */
  readonly patch: (tx: Tx, node: NodeRow, at: Instant) => Promise<Partial<NodeRow>> | Partial<NodeRow>
}

/**
 * Changes one node in one transaction: held, checked against the version seen, audited, announced.
 * Fails with `node_not_found`, `node_removed`, `changed_meanwhile` (facts: `current`), `name_taken`.
 */
export function changeNode(deps: ChangeNodeDeps, change: NodeChange): Promise<Outcome<NodeRow>> {
  return outcomeOf(() => deps.database.inTransaction(tx => changeNodeInTx(tx, change, deps.clock.now())))
}

/** The same within a transaction; throws its failures, `patch`'s before anything was written. */
export async function changeNodeInTx(tx: Tx, change: NodeChange, at: Instant): Promise<NodeRow> {
  const before = await lockNode(tx, change.nodeId)
  if (change.version !== undefined && change.version !== before.version) {
    throw new RolledBack(fail('changed_meanwhile', { current: mapNode(before) }))
  }
  const patch = await change.patch(tx, before, at)
  if (Object.keys(patch).length === 0) return before
  const after = { ...before, ...patch, version: before.version + 1 }
  await saveNode(tx, after)
  await announce(tx, { at, kind: 'node.changed', subject: { nodeId: after.id, action: change.action } })
  await recordAudit(tx, {
    at,
    actor: change.actor,
    action: change.action,
    subject: `node:${after.id}`,
    before: mapNode(before),
    after: mapNode(after),
  })
  return after
}
