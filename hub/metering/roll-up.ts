import { type Instant, type Slot, slotMs, slotOf } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { addedTo, addRows } from './add-rows.ts'
import { dayFinder, hourOf } from './day-rule.ts'
import { addDaySums, addHourSums, addLateSums } from './kept-sums.ts'
import type { HourDelta } from './ledger-port.ts'
import { lockMeters, saveMeter } from './meter-store.ts'
import type { SettleUsage } from './settle-port.ts'

export interface RollUpDeps {
  readonly database: Database
  readonly timeZone: string
  readonly settle: SettleUsage
  guard(tx: Tx): Promise<void>
}

/**
 * Adds a node's hours that are over to its day rows, cycle totals and the sums beside them, in one transaction behind the node's meter.
 * An hour is over when everything up to its end was collected, however late that is. Returns how far it went.
 */
export function rollUpNode(deps: RollUpDeps, nodeId: number): Promise<Slot> {
  return deps.database.inTransaction(async tx => {
    await deps.guard(tx)
    const meter = (await lockMeters(tx, [nodeId])).get(nodeId)
    if (!meter) throw new Error(`node ${nodeId} has no meter`)
    const from = meter.rolledUntil as Slot
    const until = hourOf(slotOf(meter.takenAt as Instant))
    if (until <= from) return from
    await rollUp(tx, deps, { nodeId, from, until })
    await saveMeter(tx, { ...meter, rolledUntil: until })
    return until
  })
}

interface Span {
  readonly nodeId: number
  readonly from: Slot
  readonly until: Slot
}

async function rollUp(
  tx: Tx,
  deps: Pick<RollUpDeps, 'settle' | 'timeZone'>,
  { nodeId, from, until }: Span,
): Promise<void> {
  const [bounds] = rowsOf(
    await tx.query(
      'SELECT MIN(slot) AS first, MAX(slot) AS last FROM ledger_hours WHERE nodeId = ? AND slot >= ? AND slot < ?',
      [nodeId, from, until],
    ),
  )
  const first = bounds ? integerOrNullIn(bounds, 'first') : null
  const last = bounds ? integerOrNullIn(bounds, 'last') : null
  if (first === null || last === null) return
  const dayOf = dayFinder(deps.timeZone)
  await addHourSums(tx, { nodeId, from: first, until: last + 1 })
  for (let day = dayOf(first as Slot); day.from <= last; day = dayOf(day.until)) {
    const part = { nodeId, from: Math.max(first, day.from), until: Math.min(last + 1, day.until) }
    await tx.query(
      `INSERT INTO ledger_days (userId, day, nodeId, upload, download, charged)
       SELECT userId, ${day.day}, nodeId, SUM(upload), SUM(download), SUM(charged) FROM ledger_hours
       WHERE nodeId = ? AND slot >= ? AND slot < ? GROUP BY userId, nodeId ORDER BY userId
       ${addedTo(tx, 'ledger_days', 'userId, day, nodeId')}`,
      [nodeId, part.from, part.until],
    )
    await addDaySums(tx, day.day, part)
  }
  await makeCycles(tx, deps.settle, { nodeId, from: first as Slot, until: (last + 1) as Slot })
  await tx.query(
    `INSERT INTO cycle_usage (userId, cycleId, nodeId, upload, download, charged)
     SELECT l.userId, c.id, l.nodeId, SUM(l.upload), SUM(l.download), SUM(l.charged) FROM ledger_hours l
     JOIN cycles c ON c.userId = l.userId AND ${slotInCycle}
     WHERE l.nodeId = ? AND l.slot >= ? AND l.slot <= ? GROUP BY l.userId, c.id, l.nodeId ORDER BY l.userId, c.id
     ${addedTo(tx, 'cycle_usage', 'userId, cycleId, nodeId')}`,
    [nodeId, first, last],
  )
}

/** No ledger row straddles a cycle's end, so the row's start tells its cycle. */
export const slotInCycle = `c.startsAt <= l.slot * ${slotMs} AND c.endsAt > l.slot * ${slotMs}`

/** Makes the cycles that rows of the span lie in and that do not exist: a total without a cycle would be lost. */
async function makeCycles(tx: Tx, settle: SettleUsage, { nodeId, from, until }: Span): Promise<void> {
  const rows = rowsOf(
    await tx.query(
      `SELECT l.userId, l.slot FROM ledger_hours l
       LEFT JOIN cycles c ON c.userId = l.userId AND ${slotInCycle}
       WHERE l.nodeId = ? AND l.slot >= ? AND l.slot < ? AND c.id IS NULL ORDER BY l.userId, l.slot`,
      [nodeId, from, until],
    ),
  )
  if (rows.length === 0) return
  await settle.late(
    tx,
    rows.map(row => ({
      userId: integerIn(row, 'userId'),
      nodeId,
      slot: integerIn(row, 'slot') as Slot,
      charged: 0,
    })),
  )
}

/** Adds bytes of hours that were rolled up before they came. Called by a collection, which has added the hours. */
export async function addRolledDeltas(
  tx: Tx,
  deps: Pick<RollUpDeps, 'settle' | 'timeZone'>,
  nodeId: number,
  deltas: readonly HourDelta[],
): Promise<void> {
  const dayOf = dayFinder(deps.timeZone)
  // With nothing to charge it only tells the cycles, making those that are missing.
  const cycles = await deps.settle.late(
    tx,
    deltas.map(({ userId, slot }) => ({ userId, nodeId, slot, charged: 0 })),
  )
  const byDay = deltas.map(delta => ({ ...delta, key: [delta.userId, dayOf(delta.slot).day, nodeId] }))
  const byCycle = deltas.map((delta, index) => {
    const cycle = cycles[index]
    if (!cycle) throw new Error('a late piece was given no cycle')
    return { ...delta, key: [delta.userId, cycle.cycleId, nodeId] }
  })
  await addRows(tx, 'ledger_days', ['userId', 'day', 'nodeId'], byDay)
  await addRows(tx, 'cycle_usage', ['userId', 'cycleId', 'nodeId'], byCycle)
  await addLateSums(tx, nodeId, deltas, dayOf)
}
