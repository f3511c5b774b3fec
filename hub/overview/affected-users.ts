import type { Instant } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf } from '../db/transaction.ts'

/** How many users with an open gate have their port on a node, or on any of those that are away. */
export interface AffectedUsers {
  readonly byNode: ReadonlyMap<number, number>
  readonly onAny: number
}

/** So long it is not counted again for the same nodes: they have thousands of users each, of whom few come and go. */
const goodMs = 20_000

const known = new WeakMap<Database, { key: string; at: Instant; found: AffectedUsers }>()

/**
 * Whom nodes that are not well hit, at most 20 seconds ago. Each node is counted in a transaction of its own: nobody
 * waits for all of them.
 */
export async function countAffected(
  database: Database,
  nodes: { readonly ids: readonly number[]; readonly away: readonly number[] },
  now: Instant,
): Promise<AffectedUsers> {
  const key = JSON.stringify(nodes)
  const last = known.get(database)
  if (last?.key === key && now - last.at < goodMs && last.at <= now) return last.found
  const byNode = new Map<number, number>()
  const onAny = new Set<number>()
  for (const nodeId of nodes.ids) {
    const rows = rowsOf(
      await database.inTransaction(tx =>
        tx.query(
          `SELECT a.userId AS userId FROM assignments a JOIN users u ON u.id = a.userId
           WHERE a.nodeId = ? AND a.releasedAt IS NULL AND u.gate = 'open'`,
          [nodeId],
        ),
      ),
    )
    byNode.set(nodeId, rows.length)
    if (nodes.away.includes(nodeId)) for (const row of rows) onAny.add(integerIn(row, 'userId'))
  }
  const found = { byNode, onAny: onAny.size }
  known.set(database, { key, at: now, found })
  return found
}
