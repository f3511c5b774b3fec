import { Temporal } from 'temporal-polyfill'
import { type Instant, type Slot, slotOf } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn } from '../db/raw-row.ts'
import { affectedOf, type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { dayOf } from './day-rule.ts'
import { lockMeters } from './meter-store.ts'
import { findLedgerDifferences } from './prove-ledger.ts'
import { addPruned } from './pruned-store.ts'

export interface PruneDeps {
  readonly database: Database
  readonly clock: Clock
  readonly timeZone: string
}

const hoursKeptMs = 62 * 86_400_000
const monthsKept = 25
const slotsPerDay = 96

/**
 * Removes hour rows older than 62 days and day rows older than 25 months; cycle totals stay for ever. Proves first
 * that the sums agree, and removes nothing where they do not. What is removed is added to a record in the same
 * transaction, so that the proof goes on holding. Says what it did.
 */
export async function pruneLedger(deps: PruneDeps): Promise<string> {
  const { database, clock, timeZone } = deps
  const now = clock.now()
  const { differences } = await findLedgerDifferences(database)
  if (differences.length > 0)
    throw new Error(`nothing was removed: ${differences.length} sums of the ledger differ`)
  const hoursBefore = slotOf((now - hoursKeptMs) as Instant)
  const daysBefore = dayOf(slotOf(monthsEarlier(now, timeZone)), timeZone).day
  let hours = 0
  let days = 0
  for (const nodeId of await nodesWithMeter(database)) {
    hours += await pruneHours(deps, nodeId, hoursBefore)
    days += await database.inTransaction(tx => pruneDays(tx, nodeId, daysBefore, now))
  }
  return `${hours} hour rows and ${days} day rows were removed`
}

function monthsEarlier(now: Instant, timeZone: string): Instant {
  const then = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .subtract({ months: monthsKept })
  return then.epochMilliseconds as Instant
}

function nodesWithMeter(database: Database): Promise<number[]> {
  return database.inTransaction(async tx =>
    rowsOf(await tx.query('SELECT nodeId FROM meters ORDER BY nodeId')).map(row => integerIn(row, 'nodeId')),
  )
}

/** A day's rows at a time: the node's collections wait for each of these transactions. */
async function pruneHours({ database, clock }: PruneDeps, nodeId: number, before: Slot): Promise<number> {
  let removed = 0
  for (;;) {
    const some = await database.inTransaction(async tx => {
      const meter = (await lockMeters(tx, [nodeId])).get(nodeId)
      const end = Math.min(before, meter?.rolledUntil ?? 0)
      const [bounds] = rowsOf(
        await tx.query('SELECT MIN(slot) AS first FROM ledger_hours WHERE nodeId = ? AND slot < ?', [
          nodeId,
          end,
        ]),
      )
      const first = bounds ? integerOrNullIn(bounds, 'first') : null
      if (first === null) return 0
      const where = 'nodeId = ? AND slot >= ? AND slot < ?'
      const span = [nodeId, first, Math.min(first + slotsPerDay, end)]
      await addPruned(tx, nodeId, 'hours', await sumWhere(tx, 'ledger_hours', where, span), clock.now())
      for (const sums of ['node_hours', 'plan_hours'])
        await tx.query(`DELETE FROM ${sums} WHERE ${where}`, span)
      return affectedOf(await tx.query(`DELETE FROM ledger_hours WHERE ${where}`, span))
    })
    if (some === 0) return removed
    removed += some
  }
}

async function pruneDays(tx: Tx, nodeId: number, before: number, at: Instant): Promise<number> {
  await lockMeters(tx, [nodeId])
  const where = 'nodeId = ? AND day < ?'
  const sum = await sumWhere(tx, 'ledger_days', where, [nodeId, before])
  if (sum.rows === 0) return 0
  await addPruned(tx, nodeId, 'days', sum, at)
  return affectedOf(await tx.query(`DELETE FROM ledger_days WHERE ${where}`, [nodeId, before]))
}

async function sumWhere(tx: Tx, table: string, where: string, values: readonly number[]) {
  const [row] = rowsOf(
    await tx.query(
      `SELECT COUNT(*) AS n, COALESCE(SUM(upload), 0) AS upload, COALESCE(SUM(download), 0) AS download,
         COALESCE(SUM(charged), 0) AS charged FROM ${table} WHERE ${where}`,
      values,
    ),
  )
  if (!row) throw new Error('a sum has no row')
  return {
    rows: integerIn(row, 'n'),
    upload: integerIn(row, 'upload'),
    download: integerIn(row, 'download'),
    charged: integerIn(row, 'charged'),
  }
}
