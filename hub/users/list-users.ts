import { In } from 'typeorm'
import type { UserFilter } from '../contract/admin/user-filter.ts'
import type { UserListItem } from '../contract/admin/user-views.ts'
import { userEntity } from '../db/entities/users.ts'
import { integerIn, marks } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { findUserPage, type UserOrder } from './find-users.ts'
import type { Balance, ReadBalances, ReadPlans } from './ports.ts'
import { mapUser } from './user-view.ts'

export interface ListUsersDeps {
  readonly database: Database
  readonly clock: Clock
  readonly readBalances: ReadBalances
  readonly readPlans: ReadPlans
}

export const noBalance: Balance = { left: 0, granted: 0, used: 0 }

export type UserQuery = UserFilter &
  Partial<UserOrder> & {
    readonly limit: number
    /** `next` of the page before. */
    readonly after?: string | undefined
  }

/** A page of users with what is left to each, newest first unless asked otherwise. Deleted ones only by status. */
export function listUsers(
  deps: ListUsersDeps,
  query: UserQuery,
): Promise<{ items: UserListItem[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const { ids, next } = await findUserPage(tx, { sort: 'created', direction: 'desc', ...query })
    return { items: await describeUsers(tx, deps, ids), next }
  })
}

/** Users in the order of the ids, as lists show them. */
export async function describeUsers(
  tx: Tx,
  deps: Omit<ListUsersDeps, 'database'>,
  ids: readonly number[],
): Promise<UserListItem[]> {
  if (ids.length === 0) return []
  const now = deps.clock.now()
  const rows = await tx.manager.find(userEntity, { where: { id: In([...ids]) } })
  const byId = new Map(rows.map(row => [row.id, row]))
  const balances = await deps.readBalances(tx, ids, now)
  const plans = await deps.readPlans(tx, ids, now)
  const nodes = await countNodes(tx, ids)
  return ids.flatMap(id => {
    const row = byId.get(id)
    if (row === undefined) return []
    const balance = balances.get(id) ?? noBalance
    return [{ ...mapUser(row), balance, plan: plans.get(id) ?? null, nodes: nodes.get(id) ?? 0 }]
  })
}

async function countNodes(tx: Tx, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT userId, COUNT(*) AS nodes FROM assignments WHERE userId IN (${marks(ids.length)})
       AND releasedAt IS NULL GROUP BY userId`,
      ids,
    ),
  )
  return new Map(rows.map(row => [integerIn(row, 'userId'), integerIn(row, 'nodes')]))
}
