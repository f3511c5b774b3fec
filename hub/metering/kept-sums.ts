import { type Slot, slotMs } from '../contract/primitives.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { addedTo, addRows } from './add-rows.ts'
import type { Day } from './day-rule.ts'
import type { HourDelta } from './ledger-port.ts'

/** The month of a day: 20260131 -> 202601. */
export const monthOf = (day: number): number => Math.floor(day / 100)

/**
 * The plan to whose account a ledger row `l` goes: the one its user bought last, of those whose term the row lies in.
 * 0: none.
 */
export const planOfRow = `COALESCE((SELECT o.planId FROM orders o WHERE o.userId = l.userId AND o.kind <> 'addon'
  AND o.planId IS NOT NULL AND o.startsAt < (l.slot + 1) * ${slotMs} AND o.endsAt > l.slot * ${slotMs}
  ORDER BY o.id DESC LIMIT 1), 0)`

const sums = 'SUM(l.upload), SUM(l.download), SUM(l.charged)'

interface Span {
  readonly nodeId: number
  /** [from, until) of slots in which rows begin. */
  readonly from: number
  readonly until: number
}

/** Adds a node's hours to the sums by hour. Roll-up calls it once for hours that are in no sum yet. */
export async function addHourSums(tx: Tx, span: Span): Promise<void> {
  const { nodeId, from, until } = span
  const where = 'l.nodeId = ? AND l.slot >= ? AND l.slot < ?'
  await tx.query(
    `INSERT INTO node_hours (slot, nodeId, upload, download, charged)
     SELECT l.slot, l.nodeId, ${sums} FROM ledger_hours l WHERE ${where} GROUP BY l.slot, l.nodeId ORDER BY l.slot
     ${addedTo(tx, 'node_hours', 'slot, nodeId')}`,
    [nodeId, from, until],
  )
  await tx.query(
    `INSERT INTO plan_hours (slot, planId, nodeId, upload, download, charged)
     SELECT l.slot, ${planOfRow} AS planId, l.nodeId, ${sums} FROM ledger_hours l WHERE ${where}
     GROUP BY l.slot, planId, l.nodeId ORDER BY l.slot, planId
     ${addedTo(tx, 'plan_hours', 'slot, planId, nodeId')}`,
    [nodeId, from, until],
  )
}

/** Adds the sums by hour of one day, or of a part of it, to those by day, and its users' rows to their months. */
export async function addDaySums(tx: Tx, day: number, span: Span): Promise<void> {
  const { nodeId, from, until } = span
  const where = 'l.nodeId = ? AND l.slot >= ? AND l.slot < ?'
  const values = [nodeId, from, until]
  await tx.query(
    `INSERT INTO node_days (day, nodeId, upload, download, charged)
     SELECT ${day}, l.nodeId, ${sums} FROM node_hours l WHERE ${where} GROUP BY l.nodeId
     ${addedTo(tx, 'node_days', 'day, nodeId')}`,
    values,
  )
  await tx.query(
    `INSERT INTO plan_days (day, planId, nodeId, upload, download, charged)
     SELECT ${day}, l.planId, l.nodeId, ${sums} FROM plan_hours l WHERE ${where}
     GROUP BY l.planId, l.nodeId ORDER BY l.planId
     ${addedTo(tx, 'plan_days', 'day, planId, nodeId')}`,
    values,
  )
  await tx.query(
    `INSERT INTO user_months (month, userId, nodeId, upload, download, charged)
     SELECT ${monthOf(day)}, l.userId, l.nodeId, ${sums} FROM ledger_hours l WHERE ${where}
     GROUP BY l.userId, l.nodeId ORDER BY l.userId
     ${addedTo(tx, 'user_months', 'month, userId, nodeId')}`,
    values,
  )
}

/** Adds bytes to all sums whose hours were added before they came. */
export async function addLateSums(
  tx: Tx,
  nodeId: number,
  deltas: readonly HourDelta[],
  dayOf: (slot: Slot) => Day,
): Promise<void> {
  const planOf = await planFinder(tx, [...new Set(deltas.map(delta => delta.userId))])
  const add = (table: string, key: readonly string[], keyOf: (delta: HourDelta) => number[]) =>
    addRows(
      tx,
      table,
      key,
      deltas.map(delta => ({ ...delta, key: keyOf(delta) })),
    )
  const day = (delta: HourDelta) => dayOf(delta.slot).day
  await add('node_hours', ['slot', 'nodeId'], delta => [delta.slot, nodeId])
  await add('plan_hours', ['slot', 'planId', 'nodeId'], delta => [delta.slot, planOf(delta), nodeId])
  await add('node_days', ['day', 'nodeId'], delta => [day(delta), nodeId])
  await add('plan_days', ['day', 'planId', 'nodeId'], delta => [day(delta), planOf(delta), nodeId])
  await add('user_months', ['month', 'userId', 'nodeId'], delta => [
    monthOf(day(delta)),
    delta.userId,
    nodeId,
  ])
}

/** The same as `planOfRow` for rows that are in no table yet. */
async function planFinder(
  tx: Tx,
  userIds: readonly number[],
): Promise<(row: { readonly userId: number; readonly slot: Slot }) => number> {
  const orders = new Map<number, { planId: number; startsAt: number; endsAt: number }[]>()
  for (const batch of inBatches(userIds, 500)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT userId, planId, startsAt, endsAt FROM orders WHERE userId IN (${marks(batch.length)})
         AND kind <> 'addon' AND planId IS NOT NULL AND startsAt IS NOT NULL AND endsAt IS NOT NULL ORDER BY id DESC`,
        batch,
      ),
    )
    for (const row of rows) {
      const userId = integerIn(row, 'userId')
      const order = {
        planId: integerIn(row, 'planId'),
        startsAt: integerIn(row, 'startsAt'),
        endsAt: integerIn(row, 'endsAt'),
      }
      orders.set(userId, [...(orders.get(userId) ?? []), order])
    }
  }
  return ({ userId, slot }) =>
    orders
      .get(userId)
      ?.find(({ startsAt, endsAt }) => startsAt < (slot + 1) * slotMs && endsAt > slot * slotMs)?.planId ?? 0
}
