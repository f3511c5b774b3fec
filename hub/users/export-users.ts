import { renderCsv } from '../kernel/render-csv.ts'
import { findUserPage } from './find-users.ts'
import { describeUsers, type ListUsersDeps, type UserQuery } from './list-users.ts'

const mostExported = 10_000
/** Read in one transaction: others have their turn between two. */
const usersAtOnce = 500

const header = ['id', 'name', 'email', 'status', 'gate', 'port', 'plan', 'plan ends', 'used (bytes)']

/** Users as CSV, in the order asked for; `next` where there are more than fit. */
export async function exportUsers(
  deps: ListUsersDeps,
  query: Omit<UserQuery, 'limit'>,
): Promise<{ name: string; csv: string; isWhole: boolean; next: string | null }> {
  const lines: (readonly (string | number | null)[])[] = []
  let after = query.after
  let next: string | null = null
  while (lines.length < mostExported) {
    const from = after
    const page = await deps.database.inTransaction(async tx => {
      const wanted = {
        sort: 'created',
        direction: 'desc',
        ...query,
        after: from,
        limit: usersAtOnce,
      } as const
      const found = await findUserPage(tx, wanted)
      return { next: found.next, items: await describeUsers(tx, deps, found.ids) }
    })
    for (const { balance, plan, ...user } of page.items) {
      lines.push([
        ...[user.id, user.name, user.email, user.status, user.gate, user.port],
        ...[plan?.title.en || plan?.title.zh || null, time(user.expiresAt)],
        ...[balance.used, balance.left, balance.granted, user.nodes, user.regions.join(' ')],
        ...[time(user.createdAt), user.note],
      ])
    }
    next = page.next
    if (next === null) break
    after = next
  }
  return {
    name: 'users.csv',
    csv: renderCsv(
      [...header, 'left (bytes)', 'granted (bytes)', 'nodes', 'regions', 'created', 'note'],
      lines,
    ),
    isWhole: next === null,
    next,
  }
}

const time = (value: number | null): string | null => (value === null ? null : new Date(value).toISOString())
