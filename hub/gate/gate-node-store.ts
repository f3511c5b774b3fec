import { type Instant, type Slot, slotOf } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { lockMeters } from '../metering/meter-store.ts'
import { type RateFrom, rateAt } from '../metering/rate-rule.ts'
import type { GateNode } from './gate-plan-rule.ts'

/** A node that has not answered for longer no longer holds what it may still pass against its users. */
export const silentAfterMs = 600_000
/** Budgets are made for the greatest rate of the next half hour, so that a rise finds them lowered in time. */
export const rateLookAheadSlots = 2

export interface StoredGateNode extends GateNode {
  /** Of the last committed answer; 0: never. */
  readonly collectedAt: number
}

/** What budgets depend on, of these nodes. */
export async function loadGateNodes(
  tx: Tx,
  nodeIds: readonly number[],
  now: Instant,
): Promise<Map<number, StoredGateNode>> {
  const nodes = new Map<number, StoredGateNode>()
  if (nodeIds.length === 0) return nodes
  const slot = slotOf(now)
  const rates = await loadRates(tx, nodeIds, slot)
  const rows = rowsOf(
    await tx.query(
      `SELECT n.id, n.state, m.instance, m.collectedAt FROM nodes n LEFT JOIN meters m ON m.nodeId = n.id
       WHERE n.id IN (${marks(nodeIds.length)})`,
      nodeIds,
    ),
  )
  for (const row of rows) {
    const id = integerIn(row, 'id')
    const collectedAt = integerOrNullIn(row, 'collectedAt') ?? 0
    const known = typeof row['instance'] === 'string' && textIn(row, 'state') !== 'removed'
    const silent = known && now - collectedAt > silentAfterMs
    // Nothing was ever sent to a node that never answered, so nothing can be in force there.
    nodes.set(id, {
      serving: known && !silent,
      reserving: known && !silent,
      silent,
      rate: greatestRate(rates.get(id) ?? [], slot),
      collectedAt,
    })
  }
  return nodes
}

function greatestRate(rates: readonly RateFrom[], slot: Slot): number {
  const soon = rates.filter(({ fromSlot }) => fromSlot > slot && fromSlot <= slot + rateLookAheadSlots)
  return Math.max(rateAt(rates, slot), ...soon.map(({ rate }) => rate))
}

async function loadRates(tx: Tx, nodeIds: readonly number[], slot: Slot): Promise<Map<number, RateFrom[]>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT nodeId, fromSlot, rate FROM node_rates WHERE nodeId IN (${marks(nodeIds.length)}) AND fromSlot <= ?
       ORDER BY nodeId, fromSlot`,
      [...nodeIds, slot + rateLookAheadSlots],
    ),
  )
  const rates = new Map<number, RateFrom[]>()
  for (const row of rows) {
    const nodeId = integerIn(row, 'nodeId')
    const known = rates.get(nodeId) ?? []
    known.push({ fromSlot: integerIn(row, 'fromSlot'), rate: integerIn(row, 'rate') })
    rates.set(nodeId, known)
  }
  return rates
}

/**
 * Closes every limited port of nodes whose instance is another than the one their budgets refer to: the readings
 * began anew, so the old limits mean nothing, and an agent refuses them. Answers the nodes this was done for; the
 * gate is to be applied to their users.
 */
export async function resetStaleBudgets(tx: Tx, nodeIds: readonly number[]): Promise<number[]> {
  if (nodeIds.length === 0) return []
  const stale = rowsOf(
    await tx.query(
      `SELECT n.id FROM nodes n JOIN meters m ON m.nodeId = n.id WHERE n.id IN (${marks(nodeIds.length)})
       AND m.instance IS NOT NULL AND (n.budgetInstance IS NULL OR n.budgetInstance <> m.instance) ORDER BY n.id`,
      nodeIds,
    ),
  ).map(row => integerIn(row, 'id'))
  if (stale.length === 0) return []
  const meters = await lockMeters(tx, stale)
  for (const nodeId of stale) {
    await tx.query('UPDATE nodes SET revision = revision + 1, budgetInstance = ? WHERE id = ?', [
      meters.get(nodeId)?.instance ?? null,
      nodeId,
    ])
    // Nothing is in force on an instance that got no configuration yet, so nothing is held either.
    await tx.query(
      `UPDATE assignments SET closeAt = 0, heldCloseAt = 0, share = 0,
         closeRevision = (SELECT revision FROM nodes WHERE id = ?) WHERE nodeId = ? AND closeAt IS NOT NULL`,
      [nodeId, nodeId],
    )
  }
  return stale
}
