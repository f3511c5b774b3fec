import { type Instant, slotOf } from '../contract/primitives.ts'
import { addById } from '../db/bulk-write.ts'
import type { AssignmentRow } from '../db/entities/assignments.ts'
import type { Tx } from '../db/transaction.ts'
import { lockMeters, type MeterEntry, readMeterEntriesOf } from '../metering/meter-store.ts'
import { loadAssignments, loadNodesOf, saveAssignments } from './assignment-store.ts'
import { ensureCycles } from './ensure-cycles.ts'
import { type Holder, loadGrants, loadHolders } from './entitlement-store.ts'
import { openGrantBook } from './grant-book.ts'
import { type Bucket, periodAround } from './grant-rule.ts'

/** A port of a user with what its meter says: cumulative, of the node's present instance. */
export interface MeteredAssignment extends AssignmentRow {
  readonly reading: number
  /** Charged bytes over all instances. */
  readonly charged: number
}

/** Where a user stands: everything that decides about his access. */
export interface Standing {
  readonly holder: Holder
  /** Valid now or later, or still needed for usage not taken from them. */
  readonly grants: readonly Bucket[]
  /** Charged bytes counted and not yet taken from a grant. */
  readonly pending: number
  readonly assignments: readonly MeteredAssignment[]
}

/**
 * `read`: as they stand, nothing written. `ended`: usage of periods that are over is taken from the grants and the
 * periods turn. `all`: the same for every period, as must be done before a set of grants changes.
 * The last two lock the users, the meters of their nodes, their ports and grants, in this order, each ascending.
 */
export type SettleMode = 'read' | 'ended' | 'all'

/** Loads users' standings at `now`, ascending by id; ids that do not exist are left out. */
export async function loadStandings(
  tx: Tx,
  wanted: {
    readonly userIds: readonly number[]
    readonly now: Instant
    readonly timeZone: string
    readonly settle: SettleMode
  },
): Promise<Standing[]> {
  const { now, timeZone, settle } = wanted
  const lock = settle !== 'read'
  const userIds = [...new Set(wanted.userIds)].sort((a, b) => a - b)
  if (userIds.length === 0) return []
  const holders = await loadHolders(tx, userIds, lock)
  // The meters before the ports: a collection holds its node's meter while it writes ports. Nobody gives a user whose
  // row is held a port on yet another node.
  if (lock) await lockMeters(tx, await loadNodesOf(tx, userIds))
  const rows = await loadAssignments(tx, userIds, lock)
  const entries = await readMeterEntriesOf(tx, rows, lock)
  const metered = rows.map((row, i) => withMeter(row, entries[i]))

  const due = metered.filter(row => (settle === 'all' ? true : row.periodUntil <= now))
  const since = due.reduce((least, row) => Math.min(least, row.periodFrom), now as number)
  const book = openGrantBook(await loadGrants(tx, userIds, since, lock))
  const settled = new Map<MeteredAssignment, MeteredAssignment>()
  if (due.length > 0) {
    const byId = new Map(holders.map(holder => [holder.userId, holder]))
    const turned = lock
      ? await turn(tx, { due, holders: byId, book, now, timeZone })
      : due.map(row => chargePending(row, book).row)
    for (const [i, row] of due.entries()) settled.set(row, turned[i] ?? row)
  }
  const byUser = Map.groupBy(
    metered.map(row => settled.get(row) ?? row),
    row => row.userId,
  )
  return holders.map(holder => {
    const assignments = byUser.get(holder.userId) ?? []
    return {
      holder,
      grants: book.bucketsOf(holder.userId),
      pending: assignments.reduce((sum, row) => sum + row.charged - row.settledCharged, 0),
      assignments,
    }
  })
}

function withMeter(row: AssignmentRow, entry: MeterEntry | undefined): MeteredAssignment {
  if (entry === undefined) return { ...row, reading: 0, charged: row.settledCharged }
  return { ...row, reading: entry.upload + entry.download, charged: entry.charged }
}

type Book = ReturnType<typeof openGrantBook>

function chargePending(row: MeteredAssignment, book: Book): { row: MeteredAssignment; overrun: number } {
  const pending = row.charged - row.settledCharged
  // A port never in a period has nothing pending: what it counted before belongs to whoever held it.
  const slot = slotOf(row.periodFrom as Instant)
  return {
    row: { ...row, settledCharged: row.charged },
    overrun: pending > 0 ? book.charge(row.userId, slot, pending) : 0,
  }
}

async function turn(
  tx: Tx,
  work: {
    readonly due: readonly MeteredAssignment[]
    readonly holders: ReadonlyMap<number, Holder>
    readonly book: Book
    readonly now: Instant
    readonly timeZone: string
  },
): Promise<MeteredAssignment[]> {
  const { due, holders, book, now } = work
  const hasPending = (row: MeteredAssignment) => row.charged > row.settledCharged
  const cycles = await ensureCycles(
    tx,
    work.timeZone,
    due.flatMap(row => {
      const holder = holders.get(row.userId)
      if (holder === undefined) return []
      const at = row.periodFrom as Instant
      return [{ holder, at: now }, ...(hasPending(row) ? [{ holder, at }] : [])]
    }),
  )
  const overruns = new Map<number, number>()
  const turned = due.map(row => {
    const { row: settled, overrun } = chargePending(row, book)
    if (overrun > 0) {
      const { id } = cycles.cycleAt(row.userId, row.periodFrom as Instant)
      overruns.set(id, (overruns.get(id) ?? 0) + overrun)
    }
    const period = periodAround(now, book.bucketsOf(row.userId), cycles.cycleAt(row.userId, now))
    return { ...settled, periodFrom: period.from as number, periodUntil: period.until as number }
  })
  await addById(tx, 'grants', 'used', book.taken())
  await addById(tx, 'cycles', 'overrun', overruns)
  const changed = turned.filter((row, i) => {
    const before = due[i]
    return (
      before === undefined ||
      before.settledCharged !== row.settledCharged ||
      before.periodFrom !== row.periodFrom ||
      before.periodUntil !== row.periodUntil
    )
  })
  await saveAssignments(tx, changed, ['settledCharged', 'periodFrom', 'periodUntil'])
  return turned
}
