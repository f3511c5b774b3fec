import type { Instant } from '../contract/primitives.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { loadNodesOf, saveAssignments } from '../entitlements/assignment-store.ts'
import { keepFigures } from '../entitlements/keep-figures.ts'
import { loadStandings, type MeteredAssignment, type Standing } from '../entitlements/standing.ts'
import { announce } from '../events/announce.ts'
import type { Clock } from '../kernel/clock.ts'
import { recordGateChanges, type ToldNode } from './gate-history.ts'
import { loadGateNodes, resetStaleBudgets } from './gate-node-store.ts'
import { type PlannedPort, planGate, rowChanged } from './gate-plan-rule.ts'
import { recordExposures } from './record-exposure.ts'

export interface GateDeps {
  readonly database: Database
  readonly clock: Clock
  /** IANA name of the operator's time zone: cycles are cut in it. */
  readonly timeZone: string
}

export interface GateResult {
  /** Users whose gate opened, closed or has another reason now. */
  readonly changed: readonly number[]
  /** Nodes whose desired configuration has a new revision, to be published. */
  readonly nodes: readonly number[]
}

/** Users decided in one transaction: a collection waits at most this long. */
const usersAtOnce = 1_000

/**
 * Decides anew about these users and stores it: their gates, the budgets and times of their ports, and one new
 * revision for each node whose configuration says something else now. Idempotent; publishes nothing itself.
 * `cause` says in the event what led to it, e.g. `usage`, `grant`, `due`; `nodeId` whose collection did.
 */
export async function applyGate(
  deps: GateDeps,
  userIds: readonly number[],
  cause: string,
  nodeId: number | null = null,
): Promise<GateResult> {
  const ordered = [...new Set(userIds)].sort((a, b) => a - b)
  const changed: number[] = []
  const nodes = new Set<number>()
  for (const batch of inBatches(ordered, usersAtOnce)) {
    const result = await deps.database.inTransaction(tx =>
      applyGateInTx(tx, { now: deps.clock.now(), timeZone: deps.timeZone, nodeId }, batch, cause),
    )
    changed.push(...result.changed)
    for (const id of result.nodes) nodes.add(id)
  }
  return { changed, nodes: [...nodes].sort((a, b) => a - b) }
}

/** The same inside the transaction of a use case; `settle` says whose periods turn before. */
export async function applyGateInTx(
  tx: Tx,
  at: { readonly now: Instant; readonly timeZone: string; readonly nodeId?: number | null },
  userIds: readonly number[],
  cause: string,
  settle: 'ended' | 'all' = 'ended',
): Promise<GateResult> {
  const { now, timeZone, nodeId = null } = at
  const nodeIds = await loadNodesOf(tx, userIds)
  const reset = await resetStaleBudgets(tx, nodeIds)
  const standings = await loadStandings(tx, { userIds, now, timeZone, settle })
  const nodes = await loadGateNodes(tx, nodeIds, now)
  const plans = standings.map(standing => ({ standing, plan: planGate(standing, nodes, now) }))

  const ports = plans.flatMap(({ plan }) => plan.ports).filter(port => rowChanged(port.before, port.after))
  const { bumped, told } = await storePorts(tx, ports)
  await recordExposures(
    tx,
    now,
    ports.filter(port => port.exposure > 0).map(port => ({ ...port, node: nodes.get(port.before.nodeId) })),
  )
  const gates = plans.map(({ standing, plan }) => ({
    standing,
    gate: plan.access.kind === 'open' ? 'open' : plan.access.reason,
  }))
  const changed = await storeGates(tx, gates, { at: now, cause, nodeId, told })
  // What only usage moves is brought up to date by a job: a collection writes nothing for it.
  if (cause !== 'usage') await keepFigures(tx, standings, now)
  return { changed, nodes: [...new Set([...reset, ...bumped])].sort((a, b) => a - b) }
}

/** The nodes that have a new revision, and for which users. */
async function storePorts(
  tx: Tx,
  ports: readonly PlannedPort<MeteredAssignment>[],
): Promise<{ bumped: number[]; told: ToldNode[] }> {
  if (ports.length === 0) return { bumped: [], told: [] }
  const published = ports.filter(port => port.published)
  const bumped = [...new Set(published.map(port => port.before.nodeId))].sort((a, b) => a - b)
  const revisions = await bumpRevisions(tx, bumped)
  const rows = ports.map(({ before, after }) => {
    if (before.closeAt === after.closeAt) return after
    // A released port is closed by the revision that removed it.
    const closeRevision =
      before.releasedAt === null
        ? revisions.get(before.nodeId)
        : (before.releaseRevision ?? before.closeRevision)
    return { ...after, closeRevision: closeRevision ?? before.closeRevision }
  })
  await saveAssignments(tx, rows, [
    'closeAt',
    'heldCloseAt',
    'closeRevision',
    'closeAfter',
    'share',
    'closedAt',
    'serve',
  ])
  const told = published.map(({ before: { userId, nodeId } }) => {
    return { userId, nodeId, revision: revisions.get(nodeId) ?? 0 }
  })
  return { bumped, told }
}

/** Gives each node its next revision. */
async function bumpRevisions(tx: Tx, nodeIds: readonly number[]): Promise<Map<number, number>> {
  if (nodeIds.length === 0) return new Map()
  for (const id of nodeIds) await tx.query('UPDATE nodes SET revision = revision + 1 WHERE id = ?', [id])
  const rows = rowsOf(
    await tx.query(`SELECT id, revision FROM nodes WHERE id IN (${marks(nodeIds.length)})`, nodeIds),
  )
  return new Map(rows.map(row => [integerIn(row, 'id'), integerIn(row, 'revision')]))
}

async function storeGates(
  tx: Tx,
  gates: readonly { readonly standing: Standing; readonly gate: string }[],
  decided: Parameters<typeof recordGateChanges>[2],
): Promise<number[]> {
  const { at, cause } = decided
  const changed = gates.filter(({ standing, gate }) => standing.holder.gate !== gate)
  const byGate = Map.groupBy(changed, ({ gate }) => gate)
  for (const [gate, users] of byGate) {
    const userIds = users.map(({ standing }) => standing.holder.userId)
    await tx.query(`UPDATE users SET gate = ?, gateSince = ? WHERE id IN (${marks(userIds.length)})`, [
      gate,
      at,
      ...userIds,
    ])
    await announce(tx, { at, kind: 'gate.changed', subject: { gate, cause, userIds } })
  }
  await recordGateChanges(
    tx,
    changed.map(({ standing: { holder }, gate }) => ({ userId: holder.userId, gate, was: holder.gate })),
    decided,
  )
  return changed.map(({ standing }) => standing.holder.userId)
}
