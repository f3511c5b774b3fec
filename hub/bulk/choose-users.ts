import type { BulkAction, BulkSelection, BulkWhy } from '../contract/admin/bulk-views.ts'
import type { Condition } from '../db/keyset-page.ts'
import { inBatches, integerIn, integerOrNullIn, marks, textIn, textOrNullIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { conditionsOf } from '../users/find-users.ts'
import { type Candidate, whyNot } from './bulk-rule.ts'
import { mostUsers, refuseBulk } from './bulk-store.ts'

interface Row extends Candidate {
  readonly id: number
  readonly gate: string
}

export interface Choice {
  /** It would be about these, ascending. */
  readonly userIds: readonly number[]
  /** Of them, with an open gate. */
  readonly open: number
  readonly skipped: ReadonlyMap<BulkWhy, number>
  /** The first whom it would not be about. */
  readonly firstSkipped: readonly { readonly userId: number; readonly why: BulkWhy }[]
}

/** Read in one transaction: others have their turn between two. */
const usersAtOnce = 2_000
const mostShown = 50

/**
 * Whom an action would be about now, of those that were selected. Throws `bulk_refused` (`why`: too_many) for a
 * selection of more users than one bulk action may be about.
 */
export async function chooseUsers(
  database: Database,
  { action, selection }: { readonly action: BulkAction; readonly selection: BulkSelection },
  now: number,
): Promise<Choice> {
  const userIds: number[] = []
  const skipped = new Map<BulkWhy, number>()
  const firstSkipped: { userId: number; why: BulkWhy }[] = []
  let open = 0
  const judge = (userId: number, row: Row | undefined) => {
    const why = whyNot(action, row, now)
    if (why === null) {
      userIds.push(userId)
      if (row?.gate === 'open') open += 1
      return
    }
    skipped.set(why, (skipped.get(why) ?? 0) + 1)
    if (firstSkipped.length < mostShown) firstSkipped.push({ userId, why })
  }
  if (selection.by === 'ids') {
    const ids = [...new Set(selection.userIds)].sort((a, b) => a - b)
    for (const batch of inBatches(ids, 1_000)) {
      const rows = await database.inTransaction(tx => readRows(tx, batch))
      const byId = new Map(rows.map(row => [row.id, row]))
      for (const id of batch) judge(id, byId.get(id))
    }
    return { userIds, open, skipped, firstSkipped }
  }
  const except = new Set(selection.except)
  let seen = 0
  for await (const row of findRows(database, selection.filter)) {
    if (except.has(row.id)) continue
    seen += 1
    if (seen > mostUsers) throw refuseBulk('too_many', { most: mostUsers })
    judge(row.id, row)
  }
  return { userIds, open, skipped, firstSkipped }
}

const columns =
  'users.id AS id, users.status AS status, users.email AS email, users.expiresAt AS expiresAt, users.gate AS gate'

const rowFrom = (row: Readonly<Record<string, unknown>>): Row => ({
  id: integerIn(row, 'id'),
  status: textIn(row, 'status') as Row['status'],
  email: textOrNullIn(row, 'email'),
  expiresAt: integerOrNullIn(row, 'expiresAt'),
  gate: textIn(row, 'gate'),
})

async function readRows(tx: Tx, ids: readonly number[]): Promise<Row[]> {
  const rows = await tx.query(`SELECT ${columns} FROM users WHERE id IN (${marks(ids.length)})`, ids)
  return rowsOf(rows).map(rowFrom)
}

/** All that a filter finds, by their ids: of many the table itself is gone through, once, whatever indexes there are. */
async function* findRows(
  database: Database,
  filter: Parameters<typeof conditionsOf>[1],
): AsyncGenerator<Row> {
  const { where, few } = await database.inTransaction(tx => conditionsOf(tx, filter))
  const inOrder = database.engine === 'sqlite' ? 'NOT INDEXED' : 'FORCE INDEX (PRIMARY)'
  const from = few ? 'users' : `users ${inOrder}`
  for (let after = 0; ; ) {
    const conditions: Condition[] = [...where, { sql: 'users.id > ?', values: [after] }]
    const sql = `SELECT ${columns} FROM ${from} WHERE ${conditions.map(one => one.sql).join(' AND ')}
      ORDER BY users.id LIMIT ?`
    const values = [...conditions.flatMap(one => one.values), usersAtOnce]
    const rows = rowsOf(await database.inTransaction(tx => tx.query(sql, values))).map(rowFrom)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < usersAtOnce) return
    after = last.id
  }
}
