import * as z from 'zod'
import { type Instant, slotMs, slotOf } from '../contract/primitives.ts'
import { settingEntity } from '../db/entities/system.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { applyGate, type GateDeps, type GateResult } from './apply-gate.ts'
import { rateLookAheadSlots } from './gate-node-store.ts'
import { servedAfterCloseMs } from './gate-plan-rule.ts'

/** How far the times of plans, grants, cycles and rates were acted upon. */
const cursorName = 'gates.doneUntil'

/**
 * Applies the gate to users for whom time alone changes something: a plan, a grant or a cycle begins or ends, a rate
 * of one of their nodes changes soon, or a port was closed for a day. Picks up where the last run ended, so that
 * nothing is missed while no hub runs; a run that breaks off is simply repeated.
 */
export async function applyDueGates(deps: GateDeps): Promise<GateResult> {
  const until = deps.clock.now()
  const { from, userIds } = await deps.database.inTransaction(async tx => {
    const since = await readCursor(tx)
    return { from: since, userIds: since >= until ? [] : await dueUsers(tx, since, until) }
  })
  if (from >= until) return { changed: [], nodes: [] }
  const result = await applyGate(deps, userIds, 'due')
  await deps.database.inTransaction(async tx => {
    await tx.manager.upsert(settingEntity, { name: cursorName, value: until, updatedAt: until }, ['name'])
  })
  return result
}

async function readCursor(tx: Tx): Promise<number> {
  const row = await tx.manager.findOneBy(settingEntity, { name: cursorName })
  return row === null ? 0 : z.int().parse(row.value)
}

/** Users with something in (from, until]. */
async function dueUsers(tx: Tx, from: number, until: Instant): Promise<number[]> {
  const found = new Set<number>()
  const collect = async (sql: string, parameters: readonly unknown[]) => {
    for (const row of rowsOf(await tx.query(sql, parameters))) found.add(integerIn(row, 'userId'))
  }
  const span = [from, until]
  await collect('SELECT id AS userId FROM users WHERE expiresAt > ? AND expiresAt <= ?', span)
  await collect('SELECT userId FROM grants WHERE validFrom > ? AND validFrom <= ?', span)
  await collect('SELECT userId FROM grants WHERE validUntil > ? AND validUntil <= ?', span)
  await collect('SELECT userId FROM cycles WHERE endsAt > ? AND endsAt <= ?', span)

  const slot = slotOf(until)
  const slotBefore = Math.floor(from / slotMs)
  if (slot === slotBefore) return [...found]
  // Without DISTINCT: for its sake the engines would walk the users' index and look up every row.
  // The two ends of the look-ahead: a rate comes into sight, and another one is over.
  const rateSlots = [slotBefore, slot, slotBefore + rateLookAheadSlots, slot + rateLookAheadSlots]
  await collect(
    `SELECT a.userId FROM node_rates r JOIN assignments a ON a.nodeId = r.nodeId
     WHERE (r.fromSlot > ? AND r.fromSlot <= ?) OR (r.fromSlot > ? AND r.fromSlot <= ?)`,
    rateSlots,
  )
  // No index serves this one, so it is asked once a quarter hour: an index would cost more with every port closed.
  await collect('SELECT userId FROM assignments WHERE serve = 1 AND releasedAt IS NULL AND closedAt <= ?', [
    until - servedAfterCloseMs,
  ])
  return [...found]
}
