import { recordAudit } from '../audit/record-audit.ts'
import type { NodeRate } from '../contract/admin/node-views.ts'
import { type Slot, slotMs, slotOf, slotStart } from '../contract/primitives.ts'
import { nodeRateEntity } from '../db/entities/nodes.ts'
import type { Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { ChangeNodeDeps } from './change-node.ts'
import { lockNode } from './node-store.ts'

/**
 * Sets a node's rate from a quarter hour to come on: bytes that have passed, collected or not, keep theirs.
 * `from` is rounded up to a quarter hour and defaults to the next one. A later change that was set stays.
 * Fails with `node_not_found`, `node_removed`, and `bad_request` for a time that is not to come.
 */
export function setRate(
  deps: ChangeNodeDeps,
  input: { readonly nodeId: number; readonly rate: number; readonly from?: number | undefined },
  actor: Actor,
): Promise<Outcome<NodeRate[]>> {
  const { nodeId, rate } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await lockNode(tx, nodeId)
      const next = slotOf(at) + 1
      const fromSlot = input.from === undefined ? next : Math.ceil(input.from / slotMs)
      if (fromSlot < next) {
        throw new RolledBack(
          fail('bad_request', { reason: 'rate_in_the_past', earliest: slotStart(next as Slot) }),
        )
      }
      const before = await ratesOf(tx, nodeId)
      await tx.manager.delete(nodeRateEntity, { nodeId, fromSlot })
      await tx.manager.insert(nodeRateEntity, { nodeId, fromSlot, rate })
      const rates = await ratesOf(tx, nodeId)
      await announce(tx, { at, kind: 'node.changed', subject: { nodeId, action: 'node.setRate' } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'node.setRate',
        subject: `node:${nodeId}`,
        before: { rates: before.slice(-10) },
        after: { rates: rates.slice(-10) },
      })
      return rates
    }),
  )
}

/** A node's rates in order of time. */
export async function ratesOf(tx: Tx, nodeId: number): Promise<NodeRate[]> {
  const rows = await tx.manager.find(nodeRateEntity, { where: { nodeId }, order: { fromSlot: 'ASC' } })
  return rows.map(row => ({ from: slotStart(row.fromSlot as Slot), rate: row.rate }))
}
