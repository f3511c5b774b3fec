import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import { loadNodesOf } from '../entitlements/assignment-store.ts'
import { loadStandings, type MeteredAssignment, type Standing } from '../entitlements/standing.ts'
import { applyGate, type GateDeps } from './apply-gate.ts'
import { chargedAtMost } from './budget-units.ts'
import { loadGateNodes, type StoredGateNode } from './gate-node-store.ts'
import { type GatePlan, planGate } from './gate-plan-rule.ts'

export interface GateDifference {
  readonly userId: number
  /** `gate`: another decision; the others: a budget that does not follow from the decision. */
  readonly kind: 'gate' | 'not_closed' | 'not_limited' | 'too_much' | 'ends_too_late'
  readonly stored: string
  readonly right: string
}

/** Long enough for a collection that was under way to have its gate applied. */
const settleMs = 20_000
const pageSize = 1_000
const alert = { kind: 'gates.differ', subject: 'all' }

/**
 * Decides about everyone anew and compares with what is stored. Must find nothing: what it finds is looked at once
 * more after a while, since a decision may just have been under way, then put right, reported and answered.
 */
export async function checkAllGates(deps: GateDeps, signal?: AbortSignal): Promise<GateDifference[]> {
  const suspects: number[] = []
  for (let after = 0; signal?.aborted !== true; ) {
    const page = await usersAfter(deps, after)
    if (page.length === 0) break
    suspects.push(...(await differencesOf(deps, page)).map(difference => difference.userId))
    after = page.at(-1) ?? after
  }
  if (suspects.length > 0) await deps.clock.sleep(settleMs, signal)
  const differences = suspects.length === 0 ? [] : await differencesOf(deps, suspects)
  const userIds = [...new Set(differences.map(({ userId }) => userId))]
  if (userIds.length > 0) await applyGate(deps, userIds, 'check')
  await deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    if (userIds.length === 0) return closeAlert(tx, { at, ...alert })
    const [first] = differences
    const message = `The daily check found ${differences.length} gates or budgets of ${userIds.length} users that were not as they should be, and put them right. First: user ${first?.userId}, ${first?.kind}, stored ${first?.stored}, right ${first?.right}.`
    await openAlert(tx, { at, ...alert, severity: 'critical', message })
  })
  return differences
}

function usersAfter(deps: GateDeps, after: number): Promise<number[]> {
  return deps.database.inTransaction(async tx => {
    const rows = rowsOf(
      await tx.query(`SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ${pageSize}`, [after]),
    )
    return rows.map(row => integerIn(row, 'id'))
  })
}

function differencesOf(deps: GateDeps, userIds: readonly number[]): Promise<GateDifference[]> {
  const { timeZone } = deps
  return deps.database.inTransaction(async tx => {
    const now = deps.clock.now()
    const standings = await loadStandings(tx, { userIds, now, timeZone, settle: 'read' })
    const nodes = await loadGateNodes(tx, await loadNodesOf(tx, userIds), now)
    return standings.flatMap(standing => compare(standing, planGate(standing, nodes, now), nodes, now))
  })
}

function compare(
  standing: Standing,
  plan: GatePlan<MeteredAssignment>,
  nodes: ReadonlyMap<number, StoredGateNode>,
  now: Instant,
): GateDifference[] {
  const { userId, gate } = standing.holder
  const { access } = plan
  const found: GateDifference[] = []
  const note = (kind: GateDifference['kind'], stored: unknown, right: unknown) =>
    found.push({ userId, kind, stored: String(stored), right: String(right) })
  const right = access.kind === 'open' ? 'open' : access.reason
  if (gate !== right) note('gate', gate, right)

  let given = 0
  for (const row of standing.assignments) {
    const node = nodes.get(row.nodeId)
    if (row.releasedAt !== null || !node?.serving) continue
    const limit = row.closeAt ?? Number.POSITIVE_INFINITY
    if (access.kind === 'closed') {
      if (limit > row.reading) note('not_closed', limit, row.reading)
      continue
    }
    if ((row.closeAfter ?? Number.POSITIVE_INFINITY) > Math.max(access.closeAfter, now)) {
      note('ends_too_late', row.closeAfter, access.closeAfter)
    }
    if (limit === Number.POSITIVE_INFINITY && node.rate > 0 && access.left < limit) {
      note('not_limited', 'no limit', access.left)
    }
    given += chargedAtMost(limit - row.reading, node.rate)
  }
  if (access.kind === 'open' && given > access.left) note('too_much', given, access.left)
  return found
}
