import { type Instant, type Slot, slotOf } from '../contract/primitives.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** A row of the ledger as queries see it. */
export interface LedgerRow {
  readonly nodeId: number
  readonly slot: Slot
  readonly upload: number
  readonly download: number
  readonly charged: number
}

const parse = (row: Readonly<Record<string, unknown>>): LedgerRow => ({
  nodeId: integerIn(row, 'nodeId'),
  slot: integerIn(row, 'slot') as Slot,
  upload: integerIn(row, 'upload'),
  download: integerIn(row, 'download'),
  charged: integerIn(row, 'charged'),
})

/** Longest list of slots that one statement looks up one by one. */
const mostSlots = 700
/** Somewhat more than hours are kept: beyond it the rows of all users are read. */
const mostLookedUp = 64 * 96

function inSlots(from: Slot, until: Slot): { readonly sql: string; readonly values: readonly number[] }[] {
  if (until - from > mostLookedUp) return [{ sql: 'slot >= ? AND slot < ?', values: [from, until] }]
  const slots = Array.from({ length: Math.max(1, until - from) }, (_, index) => from + index)
  // The key is (node, slot, user): named slots make a user's rows single look-ups.
  return inBatches(slots, mostSlots).map(values => ({ sql: `slot IN (${marks(values.length)})`, values }))
}

/** A user's hour rows on these nodes that begin in [from, until). */
export async function userRows(
  tx: Tx,
  user: { readonly userId: number; readonly nodeIds: readonly number[] },
  from: Slot,
  until: Slot,
): Promise<LedgerRow[]> {
  if (user.nodeIds.length === 0 || until <= from) return []
  const found: LedgerRow[] = []
  for (const slots of inSlots(from, until)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT nodeId, slot, upload, download, charged FROM ledger_hours
         WHERE nodeId IN (${marks(user.nodeIds.length)}) AND ${slots.sql} AND userId = ? ORDER BY slot, nodeId`,
        [...user.nodeIds, ...slots.values, user.userId],
      ),
    )
    found.push(...rows.map(parse))
  }
  return found
}

/** Sums over all users of a node's hour rows that begin in [from, until), by the row's start. */
export async function nodeRows(tx: Tx, nodeId: number, from: Slot, until: Slot): Promise<LedgerRow[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT nodeId, slot, SUM(upload) AS upload, SUM(download) AS download, SUM(charged) AS charged
       FROM ledger_hours WHERE nodeId = ? AND slot >= ? AND slot < ? GROUP BY nodeId, slot ORDER BY slot`,
      [nodeId, from, until],
    ),
  )
  return rows.map(parse)
}

/** Every node that has ever counted something of the user, or serves him now. */
export async function nodesOfUser(tx: Tx, userId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT nodeId FROM assignments WHERE userId = ? UNION SELECT nodeId FROM cycle_usage WHERE userId = ?
       ORDER BY nodeId`,
      [userId, userId],
    ),
  )
  return rows.map(row => integerIn(row, 'nodeId'))
}

/** Where a node's hours begin that are in no day row and no cycle total yet. */
export async function rolledUntil(tx: Tx, nodeId: number): Promise<Slot> {
  const [row] = rowsOf(await tx.query('SELECT rolledUntil FROM meters WHERE nodeId = ?', [nodeId]))
  return (row ? integerIn(row, 'rolledUntil') : 0) as Slot
}

/** One after the last slot that can hold anything: a node's clock may be a minute ahead. */
export function endOfLedger(now: Instant): Slot {
  return (slotOf(now) + 2) as Slot
}

/** A user's hour rows that are in no day row and no cycle total yet. */
export async function unrolledUserRows(tx: Tx, userId: number, now: Instant): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = []
  for (const nodeId of await nodesOfUser(tx, userId)) {
    const from = await rolledUntil(tx, nodeId)
    rows.push(...(await userRows(tx, { userId, nodeIds: [nodeId] }, from, endOfLedger(now))))
  }
  return rows
}
