import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { monthOf } from './kept-sums.ts'
import { daysIn, daysInMonths, type Period } from './period-rule.ts'
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

/** Of a period that is a smaller part of the months it lies in, these tell too little. */
const leastOfMonths = 0.4

/**
 * The users with the greatest sums over a period. A month's users come in order, those of many months, or of a part of
 * one, do not: the greatest of each month that the period lies in are taken, and added up over the period. Nobody has
 * more in a part of a month than in the whole; where one who is in front in no month could still be among the greatest,
 * everybody is added up. `fresh` is what is in no sum yet, and in none of the months.
 */
export async function rankUsers(
  tx: Tx,
  database: Database,
  period: Period,
  { parts, fresh }: { readonly parts: readonly Part[]; readonly fresh: Part },
  wanted: UsersWanted,
): Promise<number[]> {
  const months = monthsBetween({ from: monthOf(period.from), until: monthOf(period.until) })
  if (daysIn(period) >= leastOfMonths * daysInMonths(months)) {
    const counted = await countedIn(tx, months, wanted)
    for (const depth of depths) {
      const heads: Head[] = [await headOf(tx, [fresh], { ...wanted, limit: depth })]
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
  const partOf = (some: readonly number[]): Part => ({
    select: `SELECT l.userId AS id, l.upload, l.download, l.charged FROM user_months l
      WHERE l.month IN (${some.join(', ')})${node}`,
    id: 'l.userId',
    values: nodeId === undefined ? [] : [nodeId],
  })
  return { ...partOf(months), pieces: months.map(month => partOf([month])) }
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
