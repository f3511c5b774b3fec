import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { planOfRow } from './kept-sums.ts'
import type { Period } from './period-rule.ts'
import type { Amounts } from './sum-rule.ts'

export type Split = 'none' | 'node' | 'plan'

/** What passed under a key (a node, a plan with 0 for none, or 0) in what began at `at`: a slot, or a day. */
export interface TrafficRow extends Amounts {
  readonly at: number
  readonly key: number
}

const sums = 'SUM(l.upload) AS upload, SUM(l.download) AS download, SUM(l.charged) AS charged'

const parse = (row: Readonly<Record<string, unknown>>): TrafficRow => ({
  at: integerIn(row, 'at'),
  key: integerIn(row, 'splitKey'),
  upload: integerIn(row, 'upload'),
  download: integerIn(row, 'download'),
  charged: integerIn(row, 'charged'),
})

/** Conditions and values of one node, or of all of them. */
const ofNode = (nodeId: number | undefined) =>
  nodeId === undefined ? { sql: '', values: [] } : { sql: ' AND l.nodeId = ?', values: [nodeId] }

interface Wanted {
  readonly split: Split
  readonly nodeId?: number | undefined
}

const keptKey: Readonly<Record<Split, string>> = { none: '0', node: 'l.nodeId', plan: 'l.planId' }

async function kept(tx: Tx, table: string, at: string, wanted: Wanted, from: number, until: number) {
  const node = ofNode(wanted.nodeId)
  const key = keptKey[wanted.split]
  const rows = rowsOf(
    await tx.query(
      `SELECT l.${at} AS at, ${key} AS splitKey, ${sums} FROM ${table} l
       WHERE l.${at} >= ? AND l.${at} < ?${node.sql} GROUP BY l.${at}, splitKey`,
      [from, until, ...node.values],
    ),
  )
  return rows.map(parse)
}

/** Sums over all users of hours that were rolled up and begin in [from, until); `at` is a slot. */
export const keptHours = (tx: Tx, wanted: Wanted, from: number, until: number): Promise<TrafficRow[]> =>
  kept(tx, wanted.split === 'plan' ? 'plan_hours' : 'node_hours', 'slot', wanted, from, until)

/** Sums over all users of the days of a period as far as they were rolled up; `at` is a day. */
export const keptDays = (tx: Tx, wanted: Wanted, { from, until }: Period): Promise<TrafficRow[]> =>
  kept(tx, wanted.split === 'plan' ? 'plan_days' : 'node_days', 'day', wanted, from, until + 1)

/**
 * What to select from and where, to read the rows `l` of the ledger that are in no sum yet and begin in [from, until): at most what passed since the last
 * full hour that each node delivered. Each node's range is written out: joined with the meters, both engines read
 * every hour there is.
 */
export async function unrolledRows(
  tx: Tx,
  from: number,
  until: number,
  nodeId?: number | undefined,
): Promise<string> {
  const meters = rowsOf(await tx.query('SELECT nodeId, rolledUntil FROM meters ORDER BY nodeId'))
  const byStart = new Map<number, number[]>()
  for (const row of meters) {
    const start = Math.max(from, integerIn(row, 'rolledUntil'))
    const id = integerIn(row, 'nodeId')
    if (start < until && (nodeId ?? id) === id) byStart.set(start, [...(byStart.get(start) ?? []), id])
  }
  const ranges = [...byStart].map(
    ([start, ids]) => `(l.nodeId IN (${ids.join(', ')}) AND l.slot >= ${start} AND l.slot < ${until})`,
  )
  // Nothing is a condition too.
  return `ledger_hours l WHERE (${ranges.join(' OR ') || 'l.nodeId < 0'})`
}

/** Sums over all users of hours that are in no sum yet and begin in [from, until); `at` is a slot. */
export async function unrolledHours(
  tx: Tx,
  wanted: Wanted,
  from: number,
  until: number,
): Promise<TrafficRow[]> {
  const key = wanted.split === 'plan' ? planOfRow : keptKey[wanted.split]
  const fresh = await unrolledRows(tx, from, until, wanted.nodeId)
  const rows = rowsOf(
    await tx.query(
      `SELECT l.slot AS at, ${key} AS splitKey, ${sums} FROM ${fresh} GROUP BY l.slot, splitKey`,
    ),
  )
  return rows.map(parse)
}

/** A user's rows by day as far as they were rolled up, by node; `at` is a day. */
export async function userDays(tx: Tx, userId: number, period: Period): Promise<TrafficRow[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT day AS at, nodeId AS splitKey, upload, download, charged FROM ledger_days
       WHERE userId = ? AND day >= ? AND day <= ?`,
      [userId, period.from, period.until],
    ),
  )
  return rows.map(parse)
}

/** A user's sums by month as far as they were rolled up, by node; `at` is the month's first day. */
export async function userMonths(
  tx: Tx,
  userId: number,
  months: { readonly from: number; readonly until: number },
): Promise<TrafficRow[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT month * 100 + 1 AS at, nodeId AS splitKey, upload, download, charged FROM user_months
       WHERE month IN (${monthsBetween(months).join(', ')}) AND userId = ?`,
      [userId],
    ),
  )
  return rows.map(parse)
}

/** Every month from the one to the other, both included. Named, they make a user's rows single look-ups. */
export function monthsBetween({ from, until }: { readonly from: number; readonly until: number }): number[] {
  const months: number[] = []
  for (let month = from; month <= until; month += month % 100 === 12 ? 89 : 1) months.push(month)
  return months
}
