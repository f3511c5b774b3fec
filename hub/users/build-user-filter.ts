import type { UserFilter } from '../contract/admin/user-filter.ts'
import type { SearchFinding } from './search-rule.ts'

interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What a filter asks of other tables, each as a SELECT of `userId`. */
export function buildUserLists(filter: UserFilter): Condition[] {
  const { nodeId, region, planId, leftBelowPercent } = filter
  const lists: Condition[] = []
  if (planId !== undefined) {
    lists.push({
      sql: "SELECT userId FROM orders WHERE entitlement = 'active' AND planId = ?",
      values: [planId],
    })
  }
  if (leftBelowPercent !== undefined) {
    const sql = 'SELECT userId FROM user_figures WHERE leftPermille < ?'
    lists.push({ sql, values: [leftBelowPercent * 10] })
  }
  if (nodeId !== undefined) {
    const sql = 'SELECT userId FROM assignments WHERE nodeId = ? AND releasedAt IS NULL'
    lists.push({ sql, values: [nodeId] })
  }
  if (region !== undefined) {
    lists.push({
      sql: 'SELECT a.userId FROM nodes n JOIN assignments a ON a.nodeId = n.id WHERE n.region = ? AND a.releasedAt IS NULL',
      values: [region],
    })
  }
  return lists
}

/** These users and no others. */
export function inList(ids: readonly number[]): Condition {
  if (ids.length === 0) return { sql: '1 = 0', values: [] }
  return { sql: `users.id IN (${ids.map(() => '?').join(', ')})`, values: ids }
}

/** The users of a list, which the engines look up once and not for each user. */
export function inSelect({ sql, values }: Condition): Condition {
  return { sql: `users.id IN (${sql})`, values }
}

/** What a filter asks of the users themselves. */
export function buildUserFilter(filter: UserFilter, found: SearchFinding | null): Condition[] {
  const conditions: Condition[] = []
  const where = (sql: string, ...values: readonly unknown[]) => conditions.push({ sql, values })
  const { status, gate, expiresAfter, expiresBefore, createdSince } = filter
  // The gate of a deleted user says so: who asks for another one finds none, and the index on gates tells it alone.
  const isLeftOut = gate !== undefined && gate !== 'closed' && gate !== 'deleted'
  if (status === undefined && !isLeftOut) where("users.status <> 'deleted'")
  if (status !== undefined) where('users.status = ?', status)
  if (gate === 'closed') where("users.gate <> 'open'")
  else if (gate !== undefined) where('users.gate = ?', gate)
  if (expiresAfter !== undefined) where('users.expiresAt >= ?', expiresAfter)
  if (expiresBefore !== undefined) where('users.expiresAt < ?', expiresBefore)
  if (createdSince !== undefined) where('users.createdAt >= ?', createdSince)
  if (found !== null) conditions.push(searchCondition(found))
  return conditions
}

function searchCondition(found: SearchFinding): Condition {
  if (found.kind === 'ids') return inList(found.ids)
  const { columns } = found
  return {
    sql: `(${columns.map(({ sql }) => sql).join(' OR ')})`,
    values: columns.flatMap(column => column.values),
  }
}
