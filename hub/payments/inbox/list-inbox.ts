import type { InboxCandidate, InboxView, ListedInboxItem } from '../../contract/admin/inbox.ts'
import type { Instant } from '../../contract/primitives.ts'
import { type InboxItemRow, inboxItemEntity } from '../../db/entities/refunds.ts'
import { integerIn, marks, textIn, textOrNullIn } from '../../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../../db/transaction.ts'
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts'

type Deps = { readonly database: Database }
type Facts = Record<string, unknown>

/** A matter as operators see it. */
export function viewInboxItem({ itemKey: _, ...row }: InboxItemRow): InboxView {
  return {
    ...row,
    // Written by the payments alone: an object each.
    facts: row.facts as Facts,
    resolution: row.resolution as Facts | null,
    openedAt: row.openedAt as Instant,
    resolvedAt: row.resolvedAt as Instant | null,
  }
}

/** A page of matters, newest first. */
export function listInbox(
  deps: Deps,
  query: {
    readonly limit: number
    readonly after?: string | undefined
    readonly state: InboxItemRow['state'] | 'all'
  },
): Promise<{ items: ListedInboxItem[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const before = /^\d{1,15}$/.test(query.after ?? '') ? Number(query.after) : Number.MAX_SAFE_INTEGER
    const find = tx.manager
      .createQueryBuilder(inboxItemEntity, 'item')
      .where('item.id < :before', { before })
      .orderBy('item.id', 'DESC')
      .take(query.limit + 1)
    if (query.state !== 'all') find.andWhere('item.state = :state', { state: query.state })
    const rows = await find.getMany()
    const page = rows.slice(0, query.limit)
    return {
      items: await nameItems(tx, page),
      next: rows.length > query.limit ? String(page.at(-1)?.id) : null,
    }
  })
}

/** One matter with what its money could be applied to: the same user's orders first. Fails with `inbox_not_found`. */
export function readInboxItem(
  deps: Deps,
  { inboxId }: { readonly inboxId: number },
): Promise<Outcome<{ item: ListedInboxItem; candidates: InboxCandidate[] }>> {
  return deps.database.inTransaction(async tx => {
    const item = await tx.manager.findOneBy(inboxItemEntity, { id: inboxId })
    if (item === null) return fail('inbox_not_found', { inboxId })
    const isMoney = item.refundId === null && item.state === 'open'
    const [named] = await nameItems(tx, [item])
    if (named === undefined) return fail('inbox_not_found', { inboxId })
    return succeed({ item: named, candidates: isMoney ? await candidatesOf(tx, item) : [] })
  })
}

async function nameItems(tx: Tx, items: readonly InboxItemRow[]): Promise<ListedInboxItem[]> {
  const emails = await textsOf(tx, 'SELECT id, email AS said FROM users', items, 'userId')
  const numbers = await textsOf(tx, 'SELECT id, number AS said FROM orders', items, 'orderId')
  return items.map(item => ({
    ...viewInboxItem(item),
    email: emails.get(item.userId) ?? null,
    orderNumber: numbers.get(item.orderId) ?? null,
  }))
}

async function textsOf(
  tx: Tx,
  select: string,
  items: readonly InboxItemRow[],
  field: 'userId' | 'orderId',
): Promise<ReadonlyMap<number | null, string | null>> {
  const ids = [...new Set(items.map(item => item[field]).filter(id => id !== null))]
  if (ids.length === 0) return new Map()
  const rows = rowsOf(await tx.query(`${select} WHERE id IN (${marks(ids.length)})`, ids))
  return new Map(rows.map(row => [integerIn(row, 'id'), textOrNullIn(row, 'said')]))
}

async function candidatesOf(tx: Tx, item: InboxItemRow): Promise<InboxCandidate[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT o.id, o.number, o.userId, o.state, o.total, o.createdAt, u.email FROM orders o
       JOIN users u ON u.id = o.userId
       WHERE o.state IN ('pending', 'held', 'closed') AND o.total = ? AND u.status <> 'deleted'
       AND (o.userId = ? OR o.createdAt > ?)
       ORDER BY CASE WHEN o.id = ? THEN 0 WHEN o.userId = ? THEN 1 ELSE 2 END, o.id DESC LIMIT 20`,
      [item.amount, item.userId, item.openedAt - 7 * 86_400_000, item.orderId, item.userId],
    ),
  )
  return rows.map(row => ({
    orderId: integerIn(row, 'id'),
    number: textIn(row, 'number'),
    userId: integerIn(row, 'userId'),
    email: textOrNullIn(row, 'email'),
    state: textIn(row, 'state'),
    total: integerIn(row, 'total'),
    createdAt: integerIn(row, 'createdAt') as Instant,
  }))
}
