import type { NodeDay, NodeHour, NodeUser } from '../contract/admin/usage.ts'
import { type Instant, slotOf, slotStart } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { dayFinder, hourOf } from './day-rule.ts'
import { endOfLedger, nodeRows, rolledUntil } from './node-rows.ts'
import { realPeriod } from './period-rule.ts'
import { sumsOf } from './ranked-parts.ts'
import { addUp } from './sum-rule.ts'
import { rankAllUsers } from './traffic-top.ts'
import { longestHoursMs, ofOneMoment, type UsageDeps } from './user-usage.ts'

async function ofNode<T>(
  deps: UsageDeps,
  nodeId: number,
  read: (tx: Tx) => Promise<T>,
): Promise<Outcome<{ items: T }>> {
  return deps.database.inTransaction(async tx => {
    const [node] = rowsOf(await tx.query('SELECT id FROM nodes WHERE id = ?', [nodeId]))
    return node ? succeed({ items: await read(tx) }) : fail('node_not_found', { nodeId })
  }, ofOneMoment)
}

/** A node's bytes by hour. Hours of the last 62 days are kept. */
export async function readNodeHours(
  deps: UsageDeps,
  wanted: { readonly nodeId: number; readonly from: Instant; readonly until: Instant },
): Promise<Outcome<{ items: NodeHour[] }>> {
  const { nodeId, from, until } = wanted
  if (until - from > longestHoursMs) return fail('bad_request', { until, longestMs: longestHoursMs })
  return ofNode(deps, nodeId, async tx =>
    addUp(
      await nodeRows(tx, nodeId, hourOf(slotOf(from)), slotOf(until)),
      row => String(hourOf(row.slot)),
      row => ({ hour: slotStart(hourOf(row.slot)) }),
    ),
  )
}

interface NodeDays {
  readonly nodeId: number
  /** yyyymmdd, both included. */
  readonly from: number
  readonly until: number
}

/** A node's bytes by day. */
export function readNodeDays(deps: UsageDeps, wanted: NodeDays): Promise<Outcome<{ items: NodeDay[] }>> {
  const { nodeId, from, until } = wanted
  return ofNode(deps, nodeId, async tx => {
    const stored = rowsOf(
      await tx.query(
        'SELECT day, upload, download, charged FROM node_days WHERE nodeId = ? AND day >= ? AND day <= ?',
        [nodeId, from, until],
      ),
    ).map(row => ({
      day: integerIn(row, 'day'),
      upload: integerIn(row, 'upload'),
      download: integerIn(row, 'download'),
      charged: integerIn(row, 'charged'),
    }))
    const dayOf = dayFinder(deps.timeZone)
    const rolled = await rolledUntil(tx, nodeId)
    const unrolled = (await nodeRows(tx, nodeId, rolled, endOfLedger(deps.clock.now())))
      .map(({ slot, ...row }) => ({ ...row, day: dayOf(slot).day }))
      .filter(({ day }) => day >= from && day <= until)
    const days = addUp(
      [...stored, ...unrolled],
      row => String(row.day),
      ({ day }) => ({ day }),
    )
    return days.sort((a, b) => a.day - b.day)
  })
}

/** The users who were charged most for what they passed through a node. */
export function readNodeUsers(
  deps: UsageDeps,
  wanted: NodeDays & { readonly limit: number },
): Promise<Outcome<{ items: NodeUser[] }>> {
  const { nodeId, from, until, limit } = wanted
  return ofNode(deps, nodeId, async tx => {
    const period = realPeriod({ from, until })
    const { parts, ids } = await rankAllUsers(tx, deps, { ...period, nodeId, sort: 'charged', limit })
    const sums = await sumsOf(tx, parts, ids)
    return ids.flatMap(userId => {
      const sum = sums.get(userId)
      return sum === undefined ? [] : [{ userId, ...sum }]
    })
  })
}
