import type { UserListItem } from '../../../hub/contract/admin/user-views.ts'

/** The same columns as the hub's own export. */
const header = [
  ...['id', 'name', 'email', 'status', 'gate', 'port', 'plan', 'plan ends', 'used (bytes)', 'left (bytes)'],
  ...['granted (bytes)', 'nodes', 'regions', 'created', 'note'],
]

/** Rows of a table of these users. */
export function buildUserRows(users: Iterable<UserListItem>): (string | number)[][] {
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
  const rows = [...users].map(user => [
    ...[user.id, user.name, user.email ?? '', user.status, user.gate, user.port ?? ''],
    ...[user.plan?.title.en || user.plan?.title.zh || '', time(user.expiresAt)],
    ...[user.balance.used, user.balance.left ?? '', user.balance.granted ?? '', user.nodes],
    ...[user.regions.join(' '), time(user.createdAt), user.note],
  ])
  return [header, ...rows]
}

/** A part of a long export under the parts before it, without the users left out: the first cell is the id. */
export function joinCsv(parts: readonly string[], leftOut: ReadonlySet<number>): string {
  const kept = parts.map((part, index) => (index === 0 ? part : part.slice(part.indexOf('\n') + 1)))
  if (leftOut.size === 0) return kept.join('')
  return dropRecords(kept.join(''), leftOut)
}

/** Goes through records, not lines: a note may hold line breaks within its quotes. */
function dropRecords(csv: string, leftOut: ReadonlySet<number>): string {
  let result = ''
  let start = 0
  let isQuoted = false
  for (let at = 0; at < csv.length; at += 1) {
    if (csv[at] === '"') isQuoted = !isQuoted
    if (isQuoted || (csv[at] !== '\n' && at !== csv.length - 1)) continue
    const record = csv.slice(start, at + 1)
    if (!leftOut.has(Number.parseInt(record, 10))) result += record
    start = at + 1
  }
  return result
}
