import type { TrafficTop } from '../contract/admin/traffic.ts'
import type { Bytes } from '../contract/primitives.ts'
import { integerIn, type RawRow } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { firstSlotOf } from './day-rule.ts'
import { planOfRow } from './kept-sums.ts'
import { type Period, realPeriod, refusePeriod, splitPeriod } from './period-rule.ts'
import { unrolled } from './traffic-rows.ts'
import { namesOf } from './traffic-series.ts'
import { ofOneMoment, type UsageDeps } from './user-usage.ts'

export interface TopWanted extends Period {
  readonly by: 'user' | 'node' | 'plan'
  readonly sort: 'charged' | 'passed'
  readonly limit: number
  readonly nodeId?: number | undefined
}

const mostDays = 400

interface Part {
  readonly sql: string
  readonly values: readonly number[]
}

/**
 * The users, nodes or plans with most traffic in a period, and the sum of all. Users of whole months come from sums
 * by month, other days from the ledger's.
 * Fails with `node_not_found`, `bad_request` (`reason`: `ends_before_it_begins`, `too_long`).
 */
export function readTrafficTop(deps: UsageDeps, asked: TopWanted): Promise<Outcome<TrafficTop>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const reason = refusePeriod(asked, mostDays)
      if (reason) throw new RolledBack(fail('bad_request', { reason, mostDays }))
      const wanted = { ...asked, ...realPeriod(asked) }
      const { nodeId } = wanted
      if (nodeId !== undefined) {
        const [node] = rowsOf(await tx.query('SELECT id FROM nodes WHERE id = ?', [nodeId]))
        if (!node) throw new RolledBack(fail('node_not_found', { nodeId }))
      }
      const items = await rank(tx, partsOf(wanted.by, wanted, deps.timeZone), wanted)
      // Nodes are few: their sums tell the total without a look at the users.
      const all = await rank(tx, partsOf('node', wanted, deps.timeZone), { sort: 'charged', limit: 100_000 })
      const names = await namesOf(
        tx,
        wanted.by,
        items.map(item => item.id),
      )
      return {
        items: items.map(({ id, ...sums }) => ({
          ...sums,
          id: wanted.by === 'plan' && id === 0 ? null : id,
          name: names.get(id) ?? '',
        })),
        total: all.reduce(plus, { upload: 0 as Bytes, download: 0 as Bytes, charged: 0 as Bytes }),
      }
    }, ofOneMoment),
  )
}

/** What is to be added up: SELECTs of `id, upload, download, charged`. */
function partsOf(by: TopWanted['by'], wanted: TopWanted, timeZone: string): Part[] {
  const amounts = 'upload, download, charged'
  const node = wanted.nodeId === undefined ? '' : ' AND nodeId = ?'
  const nodeValues = wanted.nodeId === undefined ? [] : [wanted.nodeId]
  const key = `${by}Id`
  const from = (table: string, column: string, period: Period): Part => ({
    sql: `SELECT ${key} AS id, ${amounts} FROM ${table} WHERE ${column} >= ? AND ${column} <= ?${node}`,
    values: [period.from, period.until, ...nodeValues],
  })
  const fresh: Part = {
    sql: `SELECT ${by === 'plan' ? planOfRow : `l.${key}`} AS id, l.upload, l.download, l.charged FROM ${unrolled}
          WHERE l.slot >= ? AND l.slot < ?${node.replace('nodeId', 'l.nodeId')}`,
    values: [firstSlotOf(wanted.from, timeZone), firstSlotOf(wanted.until, timeZone, 1), ...nodeValues],
  }
  if (by !== 'user') return [from(`${by}_days`, 'day', wanted), fresh]
  const { months, days } = splitPeriod(wanted)
  return [
    ...(months === null ? [] : [from('user_months', 'month', months)]),
    ...days.map(part => from('ledger_days', 'day', part)),
    fresh,
  ]
}

type Ranked = {
  readonly id: number
  readonly upload: Bytes
  readonly download: Bytes
  readonly charged: Bytes
}

async function rank(
  tx: Tx,
  parts: readonly Part[],
  { sort, limit }: Pick<TopWanted, 'sort' | 'limit'>,
): Promise<Ranked[]> {
  const order = sort === 'charged' ? 'charged' : 'passed'
  const rows = rowsOf(
    await tx.query(
      `SELECT id, SUM(upload) AS upload, SUM(download) AS download, SUM(charged) AS charged,
         SUM(upload) + SUM(download) AS passed
       FROM (${parts.map(part => part.sql).join(' UNION ALL ')}) AS parts
       GROUP BY id ORDER BY ${order} DESC, id LIMIT ?`,
      [...parts.flatMap(part => part.values), limit],
    ),
  )
  return rows.map(row => ({ id: integerIn(row, 'id'), ...amountsIn(row) }))
}

const amountsIn = (row: RawRow) => ({
  upload: integerIn(row, 'upload') as Bytes,
  download: integerIn(row, 'download') as Bytes,
  charged: integerIn(row, 'charged') as Bytes,
})

const plus = (a: Omit<Ranked, 'id'>, b: Omit<Ranked, 'id'>) => ({
  upload: (a.upload + b.upload) as Bytes,
  download: (a.download + b.download) as Bytes,
  charged: (a.charged + b.charged) as Bytes,
})
