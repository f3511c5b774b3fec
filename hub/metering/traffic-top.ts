import type { TrafficTop } from '../contract/admin/traffic.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { firstSlotOf } from './day-rule.ts'
import { planOfRow } from './kept-sums.ts'
import { type Period, periodsOf, realPeriod, refusePeriod, splitPeriod } from './period-rule.ts'
import { rankUsers, userMonthsPart } from './rank-users.ts'
import { headOf, type Part, type Sort, sumOf, sumsOf } from './ranked-parts.ts'
import { namesOf } from './traffic-names.ts'
import { monthsBetween, unrolledRows } from './traffic-rows.ts'
import { ofOneMoment, type UsageDeps } from './user-usage.ts'

export interface TopWanted extends Period {
  readonly by: 'user' | 'node' | 'plan'
  readonly sort: Sort
  readonly limit: number
  readonly nodeId?: number | undefined
}

/** Longest period that users are ranked in. */
export const mostRankedDays = 400

/**
 * The users, nodes or plans with most traffic in a period, and the sum of all. Users of whole months come from sums
 * by month, other days from the ledger's.
 * Fails with `node_not_found`, `bad_request` (`reason`: `ends_before_it_begins`, `too_long`).
 */
export function readTrafficTop(deps: UsageDeps, asked: TopWanted): Promise<Outcome<TrafficTop>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const reason = refusePeriod(asked, mostRankedDays)
      if (reason) throw new RolledBack(fail('bad_request', { reason, mostDays: mostRankedDays }))
      const wanted = { ...asked, ...realPeriod(asked) }
      await refuseUnknown(tx, wanted)
      const { by } = wanted
      const { parts, ids } = await (by === 'user' ? rankAllUsers : rankFew)(tx, deps, wanted)
      const sums = await sumsOf(tx, parts, ids)
      const names = await namesOf(tx, by, ids)
      const items = ids.flatMap(id => {
        const sum = sums.get(id)
        const shown = by === 'plan' && id === 0 ? null : id
        return sum === undefined ? [] : [{ ...sum, id: shown, name: names.get(id) ?? '' }]
      })
      // Nodes are few: their sums tell the total without a look at the users.
      const ofNodes = [dayPart('node', wanted), await freshPart(tx, deps, { ...wanted, by: 'node' })]
      return { items, total: await sumOf(tx, ofNodes) }
    }, ofOneMoment),
  )
}

async function refuseUnknown(tx: Tx, { nodeId }: TopWanted): Promise<void> {
  if (nodeId === undefined) return
  const [node] = rowsOf(await tx.query('SELECT id FROM nodes WHERE id = ?', [nodeId]))
  if (!node) throw new RolledBack(fail('node_not_found', { nodeId }))
}

interface Ranking {
  /** What is added up. */
  readonly parts: readonly Part[]
  /** Greatest first. */
  readonly ids: readonly number[]
}

async function rankFew(tx: Tx, deps: UsageDeps, wanted: TopWanted): Promise<Ranking> {
  const parts = [dayPart(wanted.by, wanted), await freshPart(tx, deps, wanted)]
  const { entries } = await headOf(tx, parts, wanted)
  return { parts, ids: entries.map(entry => entry.id) }
}

/** The users with most traffic in a period of real days, greatest first. */
export async function greatestUsers(
  tx: Tx,
  deps: UsageDeps,
  wanted: Omit<TopWanted, 'by'>,
): Promise<readonly number[]> {
  const { ids } = await rankAllUsers(tx, deps, wanted)
  return ids
}

/** The same with what their sums are made of. */
export async function rankAllUsers(tx: Tx, deps: UsageDeps, wanted: Omit<TopWanted, 'by'>): Promise<Ranking> {
  const { months, days } = splitPeriod(wanted)
  const fresh = await freshPart(tx, deps, { ...wanted, by: 'user' })
  const parts = [
    ...(months === null ? [] : [userMonthsPart(monthsBetween(months), wanted)]),
    ...days.map(part => userDaysPart({ ...wanted, ...part })),
    fresh,
  ]
  return { parts, ids: await rankUsers(tx, deps.database, wanted, { parts, fresh }, wanted) }
}

/** Days of users that are added up in one statement. */
const daysAtOnce = 2

function userDaysPart(wanted: Omit<TopWanted, 'by'>): Part {
  return {
    ...dayPart('user', wanted),
    pieces: periodsOf(wanted, daysAtOnce).map(piece => dayPart('user', { ...wanted, ...piece })),
  }
}

const ofNode = (wanted: Pick<TopWanted, 'nodeId'>) =>
  wanted.nodeId === undefined
    ? { sql: '', values: [] }
    : { sql: ' AND l.nodeId = ?', values: [wanted.nodeId] }

const amounts = 'l.upload, l.download, l.charged'

function dayPart(by: TopWanted['by'], wanted: Omit<TopWanted, 'by'>): Part {
  const table = by === 'user' ? 'ledger_days' : `${by}_days`
  const node = ofNode(wanted)
  return {
    select: `SELECT l.${by}Id AS id, ${amounts} FROM ${table} l WHERE l.day >= ? AND l.day <= ?${node.sql}`,
    id: `l.${by}Id`,
    values: [wanted.from, wanted.until, ...node.values],
  }
}

/** What is in no sum yet. */
async function freshPart(tx: Tx, { timeZone }: UsageDeps, wanted: TopWanted): Promise<Part> {
  const id = wanted.by === 'plan' ? planOfRow : `l.${wanted.by}Id`
  const slots = [firstSlotOf(wanted.from, timeZone), firstSlotOf(wanted.until, timeZone, 1)] as const
  const rows = await unrolledRows(tx, ...slots, wanted.nodeId)
  return { select: `SELECT ${id} AS id, ${amounts} FROM ${rows}`, id, values: [] }
}
