import type { UserFilter, UserSort } from '../contract/admin/user-filter.ts'
import { type Condition, type SortedPage, sortedIds } from '../db/keyset-page.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { buildUserFilter, buildUserLists, inList, inSelect } from './build-user-filter.ts'
import { numberIn, type SearchFinding, textConditions } from './search-rule.ts'

/** So many users are looked up by their ids; of more, some stand at the beginning of any order. */
const fewUsers = 1_000

/**
 * The users whose name or address has this part, or whose id or port is this number. Reads the indexes of these columns
 * and no row: a tenth of the work of going through the users, which would be done whole where few are found.
 */
export async function findBySearch(tx: Tx, search: string): Promise<SearchFinding> {
  const columns = textConditions(search, tx.engine)
  const number = numberIn(search)
  const queries = [
    ...columns,
    ...(number === null ? [] : [{ sql: '(users.id = ? OR users.port = ?)', values: [number, number] }]),
  ]
  const ids = new Set<number>()
  for (const { sql, values } of queries) {
    const rows = rowsOf(
      await tx.query(`SELECT users.id AS id FROM users WHERE ${sql} LIMIT ?`, [...values, fewUsers + 1]),
    )
    for (const row of rows) ids.add(integerIn(row, 'id'))
    if (ids.size > fewUsers) return { kind: 'many', columns }
  }
  return { kind: 'ids', ids: [...ids].sort((a, b) => a - b) }
}

/** A filter as conditions, what it asks of other tables looked up; `few`: it leads to few users by their ids. */
export async function conditionsOf(
  tx: Tx,
  filter: UserFilter,
): Promise<{ readonly where: Condition[]; readonly few: boolean }> {
  const found = filter.search ? await findBySearch(tx, filter.search) : null
  const where = buildUserFilter(filter, found)
  const lists = buildUserLists(filter)
  if (found?.kind === 'ids') return { where: [...where, ...lists.map(inSelect)], few: true }
  for (const list of lists) {
    const rows = rowsOf(await tx.query(`${list.sql} LIMIT ?`, [...list.values, fewUsers + 1]))
    if (rows.length > fewUsers) continue
    const these = inList(rows.map(row => integerIn(row, 'userId')))
    const others = lists.filter(one => one !== list).map(inSelect)
    return { where: [...where, these, ...others], few: true }
  }
  return { where: [...where, ...lists.map(inSelect)], few: false }
}

export interface UserOrder {
  readonly sort: UserSort
  readonly direction: 'asc' | 'desc'
}

type Sorted = Pick<SortedPage, 'column' | 'holds' | 'nullable'> & { readonly ofFigures?: true }

const sorts: Readonly<Record<UserSort, Sorted>> = {
  created: { column: 'users.createdAt', holds: 'integer', nullable: false },
  name: { column: 'users.name', holds: 'text', nullable: false },
  expires: { column: 'users.expiresAt', holds: 'integer', nullable: true },
  port: { column: 'users.port', holds: 'integer', nullable: true },
  left: { column: 'f.leftBytes', holds: 'integer', nullable: true, ofFigures: true },
  used: { column: 'f.used', holds: 'integer', nullable: false, ofFigures: true },
}

/** A page of ids of the users that a filter finds, in an order. */
export async function findUserPage(
  tx: Tx,
  query: UserFilter & UserOrder & { readonly limit: number; readonly after?: string | undefined },
): Promise<{ ids: number[]; next: string | null }> {
  const { where, few } = await conditionsOf(tx, query)
  const { ofFigures, ...sorted } = sorts[query.sort]
  return sortedIds(tx, {
    ...sorted,
    from: ofFigures ? withFigures(tx, few) : 'users',
    id: 'users.id',
    direction: query.direction,
    where,
    limit: query.limit,
    after: query.after,
  })
}

/** The figures first, in the order of their index; where few users are in question, those first. */
function withFigures(tx: Tx, few: boolean): string {
  if (few) return 'users JOIN user_figures f ON f.userId = users.id'
  const inOrder = tx.engine === 'sqlite' ? 'CROSS JOIN' : 'STRAIGHT_JOIN'
  return `user_figures f ${inOrder} users ON users.id = f.userId`
}

/** Counted no further: a console says "more than" from there. */
const mostCounted = 500_000

/** How many users a filter finds. */
export async function countUsers(tx: Tx, filter: UserFilter): Promise<{ users: number; isExact: boolean }> {
  const { where } = await conditionsOf(tx, filter)
  const [row] = rowsOf(
    await tx.query(
      `SELECT COUNT(*) AS users FROM (SELECT 1 AS one FROM users WHERE ${where.map(({ sql }) => sql).join(' AND ')} LIMIT ?) AS counted`,
      [...where.flatMap(({ values }) => values), mostCounted + 1],
    ),
  )
  const users = integerIn(row ?? {}, 'users')
  return { users: Math.min(users, mostCounted), isExact: users <= mostCounted }
}
