import { incidentKind, type MeteringSummary } from '../contract/admin/metering.ts'
import type { Instant } from '../contract/primitives.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { readLastProof, readProving } from './last-proof-store.ts'

const dayMs = 86_400_000
const mostNodes = 100

/** Whether the counting is whole, without adding anything up again: the last proof, and what was not plain since. */
export function summarizeMetering(
  deps: { readonly database: Database; readonly clock: Clock },
  wanted: { readonly days: number },
): Promise<MeteringSummary> {
  return deps.database.inTransaction(async tx => {
    const now = deps.clock.now()
    const since = Math.max(0, now - wanted.days * dayMs) as Instant
    const { counts, nodes } = await countIncidents(tx, since)
    const halted = rowsOf(
      await tx.query(
        `SELECT m.nodeId AS nodeId, n.name AS name, m.haltedAt AS haltedAt, m.haltedReason AS haltedReason
         FROM meters m JOIN nodes n ON n.id = m.nodeId
         WHERE m.haltedAt IS NOT NULL AND n.state <> 'removed' ORDER BY m.nodeId LIMIT ${mostNodes}`,
      ),
    ).map(row => ({
      nodeId: integerIn(row, 'nodeId'),
      name: textIn(row, 'name'),
      since: integerIn(row, 'haltedAt') as Instant,
      reason: textIn(row, 'haltedReason'),
    }))
    const [lastProof, proving] = [await readLastProof(tx), await readProving(tx, now)]
    return { lastProof, proving, since, counts, nodes, halted }
  })
}

async function countIncidents(tx: Tx, since: Instant): Promise<Pick<MeteringSummary, 'counts' | 'nodes'>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT i.nodeId AS nodeId, n.name AS name, i.kind AS kind, COUNT(*) AS n, MAX(i.at) AS lastAt
       FROM metering_incidents i LEFT JOIN nodes n ON n.id = i.nodeId
       WHERE i.at >= ? GROUP BY i.nodeId, n.name, i.kind`,
      [since],
    ),
  )
  const counts: MeteringSummary['counts'] = {}
  const nodes = new Map<
    number,
    { -readonly [K in keyof MeteringSummary['nodes'][number]]: MeteringSummary['nodes'][number][K] }
  >()
  for (const row of rows) {
    const kind = incidentKind.parse(row['kind'])
    const nodeId = integerIn(row, 'nodeId')
    const found = integerIn(row, 'n')
    const lastAt = integerIn(row, 'lastAt') as Instant
    counts[kind] = (counts[kind] ?? 0) + found
    const node = nodes.get(nodeId) ?? { nodeId, name: String(row['name'] ?? ''), lastAt, counts: {} }
    node.counts[kind] = found
    if (lastAt > node.lastAt) node.lastAt = lastAt
    nodes.set(nodeId, node)
  }
  const sumOf = (of: MeteringSummary['counts']) => Object.values(of).reduce((sum, one) => sum + one, 0)
  const most = [...nodes.values()].sort((a, b) => sumOf(b.counts) - sumOf(a.counts) || a.nodeId - b.nodeId)
  return { counts, nodes: most.slice(0, mostNodes) }
}
