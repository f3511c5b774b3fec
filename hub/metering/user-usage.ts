import type { UserCycle, UserDay, UserHour } from '../contract/admin/usage.ts'
import { type Bytes, type Instant, type Slot, slotOf, slotStart } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { dayFinder, hourOf } from './day-rule.ts'
import { nodesOfUser, unrolledUserRows, userRows } from './node-rows.ts'
import { type Amounts, addUp } from './sum-rule.ts'

export interface UsageDeps {
  readonly database: Database
  readonly clock: Clock
  readonly timeZone: string
}

/** What is rolled up between two look-ups would be seen twice, or not at all. */
export const ofOneMoment = { snapshot: true } as const

export const longestHoursMs = 7 * 86_400_000

async function ofUser<T>(
  deps: UsageDeps,
  userId: number,
  read: (tx: Tx) => Promise<T>,
): Promise<Outcome<{ items: T }>> {
  return deps.database.inTransaction(async tx => {
    const [user] = rowsOf(await tx.query('SELECT id FROM users WHERE id = ?', [userId]))
    return user ? succeed({ items: await read(tx) }) : fail('user_not_found', { userId })
  }, ofOneMoment)
}

/** A user's bytes by hour and node. Hours of the last 62 days are kept. */
export async function readUserHours(
  deps: UsageDeps,
  wanted: { readonly userId: number; readonly from: Instant; readonly until: Instant },
): Promise<Outcome<{ items: UserHour[] }>> {
  const { userId, from, until } = wanted
  if (until - from > longestHoursMs) return fail('bad_request', { until, longestMs: longestHoursMs })
  return ofUser(deps, userId, async tx => {
    const nodeIds = await nodesOfUser(tx, userId)
    const rows = await userRows(tx, { userId, nodeIds }, hourOf(slotOf(from)), slotOf(until))
    return addUp(
      rows,
      row => `${hourOf(row.slot)}:${row.nodeId}`,
      row => ({ hour: slotStart(hourOf(row.slot)), nodeId: row.nodeId }),
    )
  })
}

/** A user's bytes by day and node; `from` and `until` are yyyymmdd, both included. */
export function readUserDays(
  deps: UsageDeps,
  wanted: { readonly userId: number; readonly from: number; readonly until: number },
): Promise<Outcome<{ items: UserDay[] }>> {
  const { userId, from, until } = wanted
  return ofUser(deps, userId, async tx => {
    const dayOf = dayFinder(deps.timeZone)
    const stored = rowsOf(
      await tx.query(
        `SELECT day, nodeId, upload, download, charged FROM ledger_days
         WHERE userId = ? AND day >= ? AND day <= ? ORDER BY day, nodeId`,
        [userId, from, until],
      ),
    ).map(row => ({ day: integerIn(row, 'day'), nodeId: integerIn(row, 'nodeId'), ...amountsIn(row) }))
    const unrolled = (await unrolledUserRows(tx, userId, deps.clock.now()))
      .map(({ slot, ...row }) => ({ ...row, day: dayOf(slot).day }))
      .filter(({ day }) => day >= from && day <= until)
    const days = addUp(
      [...stored, ...unrolled],
      row => `${row.day}:${row.nodeId}`,
      ({ day, nodeId }) => ({ day, nodeId }),
    )
    return days.sort((a, b) => a.day - b.day || a.nodeId - b.nodeId)
  })
}

/** A user's totals by cycle, newest first. */
export function readUserCycles(
  deps: UsageDeps,
  wanted: { readonly userId: number },
): Promise<Outcome<{ items: UserCycle[] }>> {
  const { userId } = wanted
  return ofUser(deps, userId, async tx => {
    const cycles = rowsOf(
      await tx.query(
        'SELECT id, startsAt, endsAt, overrun FROM cycles WHERE userId = ? ORDER BY startsAt DESC',
        [userId],
      ),
    ).map(row => ({
      cycleId: integerIn(row, 'id'),
      startsAt: integerIn(row, 'startsAt') as Instant,
      endsAt: integerIn(row, 'endsAt') as Instant,
      overrun: integerIn(row, 'overrun') as Bytes,
    }))
    const stored = rowsOf(
      await tx.query('SELECT cycleId, nodeId, upload, download, charged FROM cycle_usage WHERE userId = ?', [
        userId,
      ]),
    ).map(row => ({
      cycleId: integerIn(row, 'cycleId'),
      nodeId: integerIn(row, 'nodeId'),
      ...amountsIn(row),
    }))
    const cycleOf = (slot: Slot) =>
      cycles.find(({ startsAt, endsAt }) => startsAt <= slotStart(slot) && slotStart(slot) < endsAt)?.cycleId
    // What lies in no cycle yet gets one with the roll-up of its hour.
    const unrolled = (await unrolledUserRows(tx, userId, deps.clock.now())).flatMap(({ slot, ...row }) => {
      const cycleId = cycleOf(slot)
      return cycleId === undefined ? [] : [{ ...row, cycleId }]
    })
    const perNode = addUp(
      [...stored, ...unrolled],
      row => `${row.cycleId}:${row.nodeId}`,
      ({ cycleId, nodeId }) => ({ cycleId, nodeId }),
    )
    return cycles.map(cycle => {
      const nodes = perNode
        .filter(row => row.cycleId === cycle.cycleId)
        .map(({ cycleId: _, ...row }) => row)
        .sort((a, b) => a.nodeId - b.nodeId)
      const [sum] = addUp(
        nodes,
        () => '',
        () => ({}),
      )
      return { ...cycle, ...(sum ?? nothingPassed), nodes }
    })
  })
}

const nothingPassed = { upload: 0 as Bytes, download: 0 as Bytes, charged: 0 as Bytes }

function amountsIn(row: Readonly<Record<string, unknown>>): Amounts {
  return {
    upload: integerIn(row, 'upload'),
    download: integerIn(row, 'download'),
    charged: integerIn(row, 'charged'),
  }
}
