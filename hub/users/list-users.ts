import { In } from 'typeorm'
import type { UserListItem } from '../contract/admin/users.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Balance, ReadBalances } from './ports.ts'
import { mapUser } from './user-view.ts'

export interface ListUsersDeps {
  readonly database: Database
  readonly clock: Clock
  readonly readBalances: ReadBalances
}

export interface UserQuery {
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
  /** Part of the name or e-mail address; a number also finds the id and the port. */
  readonly search?: string | undefined
  readonly status?: UserRow['status'] | undefined
  readonly gate?: string | undefined
  readonly nodeId?: number | undefined
  readonly expiresBefore?: number | undefined
}

export const noBalance: Balance = { left: 0, granted: 0 }

/** A page of users, newest first, with what is left to each. Deleted users only where asked for by status. */
export function listUsers(
  deps: ListUsersDeps,
  query: UserQuery,
): Promise<{ items: UserListItem[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const ids = await findIds(tx, query)
    const page = ids.slice(0, query.limit)
    const rows = page.length === 0 ? [] : await tx.manager.find(userEntity, { where: { id: In(page) } })
    const byId = new Map(rows.map(row => [row.id, row]))
    const balances = await deps.readBalances(tx, page, deps.clock.now())
    const items = page.flatMap(id => {
      const row = byId.get(id)
      return row ? [{ ...mapUser(row), balance: balances.get(id) ?? noBalance }] : []
    })
    return { items, next: ids.length > query.limit ? String(page.at(-1)) : null }
  })
}

async function findIds(tx: Tx, query: UserQuery): Promise<number[]> {
  const conditions: string[] = []
  const values: unknown[] = []
  const where = (condition: string, ...given: unknown[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  const after = Number(query.after)
  if (query.after !== undefined && Number.isSafeInteger(after)) where('users.id < ?', after)
  if (query.status === undefined) where("users.status <> 'deleted'")
  else where('users.status = ?', query.status)
  if (query.gate !== undefined) where('users.gate = ?', query.gate)
  if (query.expiresBefore !== undefined) where('users.expiresAt < ?', query.expiresBefore)
  if (query.nodeId !== undefined) {
    where(
      'EXISTS (SELECT 1 FROM assignments WHERE assignments.userId = users.id AND assignments.nodeId = ? AND assignments.releasedAt IS NULL)',
      query.nodeId,
    )
  }
  if (query.search) {
    // `!` escapes: the engines do not agree on what a backslash in a literal means.
    const part = `%${query.search.toLowerCase().replace(/[!%_]/g, '!$&')}%`
    const number = /^\d{1,9}$/.test(query.search) ? Number(query.search) : -1
    where(
      "(LOWER(users.name) LIKE ? ESCAPE '!' OR users.email LIKE ? ESCAPE '!' OR users.id = ? OR users.port = ?)",
      ...[part, part, number, number],
    )
  }
  const rows = rowsOf(
    await tx.query(
      `SELECT users.id AS id FROM users WHERE ${conditions.join(' AND ')} ORDER BY users.id DESC LIMIT ?`,
      [...values, query.limit + 1],
    ),
  )
  return rows.map(row => integerIn(row, 'id'))
}
