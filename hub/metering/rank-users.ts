import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { SplitPeriod } from './period-rule.ts'
import { candidatesOf, greatestOf, type Head } from './rank-rule.ts'
import { headOf, type Part, rankOf, type Sort, sumsOf } from './ranked-parts.ts'
import { monthsBetween } from './traffic-rows.ts'

export interface UsersWanted {
  readonly sort: Sort
  readonly limit: number
  readonly nodeId?: number | undefined
}

/** How many of each month are looked at, at first and where that does not suffice. */
const depths = [800, 6_400]

interface MonthHead extends Head {
  /** Everything that was counted of the month when it was made: a byte more, and it is made anew. */
  readonly counted: number
}

/** The heads of months that were asked for lately, by database: those that are over change no more. */
const knownHeads = new WeakMap<Database, Map<string, MonthHead>>()
const mostKnown = 200

/**
 * The users with the greatest sums over a period that has whole months. A month's users come in order, those of many
 * months do not: each month's greatest are taken, and added up over all of them. Where a user who is in front in no
 * month could still be among the greatest of all, everybody is added up. `others` are what is not in whole months.
 */
export async function rankUsers(
  tx: Tx,
  database: Database,
  split: SplitPeriod & { readonly others: readonly Part[] },
  wanted: UsersWanted,
): Promise<number[]> {
  const months = split.months === null ? [] : monthsBetween(split.months)
  const parts = months.length === 0 ? split.others : [userMonthsPart(months, wanted), ...split.others]
  if (months.length > 1) {
    const counted = await countedIn(tx, months, wanted)
    for (const depth of depths) {
      const heads: Head[] = [await headOf(tx, split.others, { ...wanted, limit: depth })]
      for (const month of months) {
        heads.push(
          await monthHead(tx, database, { ...wanted, month, depth, counted: counted.get(month) ?? 0 }),
        )
      }
      const sums = await sumsOf(tx, parts, candidatesOf(heads))
      const ranks = new Map([...sums].map(([id, sum]) => [id, rankOf(sum, wanted.sort)]))
      const greatest = greatestOf(heads, ranks, wanted.limit)
      if (greatest !== null) return greatest
    }
  }
  const { entries } = await headOf(tx, parts, wanted)
  return entries.map(entry => entry.id)
}

/** Sums of users over whole months. Named months make the rows of a few users single look-ups. */
export function userMonthsPart(months: readonly number[], { nodeId }: Pick<UsersWanted, 'nodeId'>): Part {
  const node = nodeId === undefined ? '' : ' AND l.nodeId = ?'
  return {
    select: `SELECT l.userId AS id, l.upload, l.download, l.charged FROM user_months l
      WHERE l.month IN (${months.join(', ')})${node}`,
    id: 'l.userId',
    values: nodeId === undefined ? [] : [nodeId],
  }
}

async function monthHead(
  tx: Tx,
  database: Database,
  asked: UsersWanted & { readonly month: number; readonly depth: number; readonly counted: number },
): Promise<Head> {
  const { month, depth, counted, sort, nodeId } = asked
  const known = knownHeads.get(database) ?? new Map<string, MonthHead>()
  knownHeads.set(database, known)
  const key = `${month}:${depth}:${sort}:${nodeId ?? ''}`
  const held = known.get(key)
  if (held?.counted === counted) return held
  const head = await headOf(tx, [userMonthsPart([month], asked)], { sort, limit: depth })
  known.delete(key)
  known.set(key, { ...head, counted })
  const [oldest] = known.keys()
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  return head
}

/** Everything that was counted of each month. */
async function countedIn(
  tx: Tx,
  months: readonly number[],
  { nodeId }: Pick<UsersWanted, 'nodeId'>,
): Promise<ReadonlyMap<number, number>> {
  const month = tx.engine === 'sqlite' ? 'day / 100' : 'day DIV 100'
  const rows = rowsOf(
    await tx.query(
      `SELECT ${month} AS month, SUM(upload + download + charged) AS counted FROM node_days
       WHERE day >= ? AND day < ?${nodeId === undefined ? '' : ' AND nodeId = ?'} GROUP BY month`,
      [(months[0] ?? 0) * 100, ((months.at(-1) ?? 0) + 1) * 100, ...(nodeId === undefined ? [] : [nodeId])],
    ),
  )
  return new Map(rows.map(row => [integerIn(row, 'month'), integerIn(row, 'counted')]))
}
