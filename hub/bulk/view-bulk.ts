import { In, LessThan, Not } from 'typeorm'
import type { BulkItemView, BulkView, BulkWhy } from '../contract/admin/bulk-views.ts'
import {
  type BulkActionRow,
  type BulkItemRow,
  bulkActionEntity,
  bulkItemEntity,
} from '../db/entities/bulk.ts'
import { userEntity } from '../db/entities/users.ts'
import { integerIn, marks, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { actorText } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { isOver, isUnderWay } from './bulk-state.ts'
import { mapFacts } from './map-facts.ts'

type Deps = { readonly database: Database }
type Page = { readonly limit: number; readonly after?: string | undefined }

/** A page of the bulk actions that were begun, newest first. */
export function listBulks(
  deps: Deps,
  query: Page & { readonly state?: BulkView['state'] | undefined },
): Promise<{ items: BulkView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const rows = await tx.manager.find(bulkActionEntity, {
      where: {
        state: query.state ?? Not('previewed'),
        ...(query.after === undefined ? {} : { id: LessThan(numberOf(query.after)) }),
      },
      order: { id: 'DESC' },
      take: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    return {
      items: await viewBulks(tx, page),
      next: rows.length > query.limit ? String(page.at(-1)?.id) : null,
    }
  })
}

/** Fails with `bulk_not_found`; one that is only previewed is none yet. */
export function readBulk(deps: Deps, { bulkId }: { readonly bulkId: number }): Promise<Outcome<BulkView>> {
  return deps.database.inTransaction(async tx => {
    const row = await findBegun(tx, bulkId)
    return row === null ? fail('bulk_not_found', { bulkId }) : succeed(await viewBulk(tx, row))
  })
}

/** A page of what was done for each user, in the order of their ids. Fails with `bulk_not_found`. */
export function listBulkItems(
  deps: Deps,
  query: Page & { readonly bulkId: number; readonly state?: BulkItemRow['state'] | undefined },
): Promise<Outcome<{ items: BulkItemView[]; next: string | null }>> {
  const { bulkId, limit, state } = query
  return deps.database.inTransaction(async tx => {
    if ((await findBegun(tx, bulkId)) === null) return fail('bulk_not_found', { bulkId })
    const find = tx.manager
      .createQueryBuilder(bulkItemEntity, 'item')
      .where('item.bulkId = :bulkId', { bulkId })
      .orderBy('item.userId', 'ASC')
      .limit(limit + 1)
    if (query.after !== undefined) find.andWhere('item.userId > :after', { after: numberOf(query.after) })
    if (state !== undefined) find.andWhere('item.state = :state', { state })
    const rows = await find.getMany()
    const page = rows.slice(0, limit)
    const users = await tx.manager.find(userEntity, {
      where: { id: In(page.map(({ userId }) => userId)) },
      select: { id: true, name: true, email: true },
    })
    const byId = new Map(users.map(user => [user.id, user]))
    const items = page.map(({ userId, state: became, why, at, facts, undoneAt }) => ({
      ...{ userId, name: byId.get(userId)?.name ?? '', email: byId.get(userId)?.email ?? null },
      ...{ state: became, why: why === '' ? null : (why as BulkWhy), at, undoneAt },
      facts: mapFacts(facts),
    }))
    return succeed({ items, next: rows.length > limit ? String(page.at(-1)?.userId) : null })
  })
}

/** `after` is a number; what is none finds nothing. */
const numberOf = (after: string): number => (/^\d{1,15}$/.test(after) ? Number(after) : 0)

const findBegun = (tx: Tx, id: number): Promise<BulkActionRow | null> =>
  tx.manager.findOneBy(bulkActionEntity, { id, state: Not('previewed') })

/** As operators see it. */
export async function viewBulk(tx: Tx, row: BulkActionRow): Promise<BulkView> {
  const [view] = await viewBulks(tx, [row])
  if (view === undefined) throw new Error('a bulk action has a view')
  return view
}

async function viewBulks(tx: Tx, rows: readonly BulkActionRow[]): Promise<BulkView[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const reasons = await readReasons(tx, ids)
  const undos = await tx.manager.find(bulkActionEntity, {
    where: { undoOf: In(ids) },
    select: { id: true, undoOf: true, state: true },
    order: { id: 'ASC' },
  })
  const undosOf = Map.groupBy(undos, ({ undoOf }) => undoOf ?? 0)
  const undone = await tx.manager.find(bulkActionEntity, {
    where: { id: In(rows.flatMap(({ undoOf }) => undoOf ?? [])) },
    select: { id: true, kind: true },
  })
  const kindOf = new Map(undone.map(({ id, kind }) => [id, kind]))
  return rows.map(row => {
    const { id, action, undoOf, reason, state, users, done, skipped } = row
    const itsUndos = undosOf.get(id) ?? []
    const isBeingUndone = itsUndos.some(undo => isUnderWay(undo.state))
    if (state === 'previewed') throw new Error('what is only previewed is not shown')
    return {
      ...{ id, action, state, users, done, skipped, undone: row.undone, problem: row.problem },
      undoes: undoOf === null ? null : { bulkId: undoOf, kind: kindOf.get(undoOf) ?? '', reason },
      reasons: reasons.get(id) ?? [],
      undoneBy: itsUndos.at(-1)?.id ?? null,
      canUndo: undoOf === null && isOver(state) && done > row.undone && !isBeingUndone,
      canCancel: isUnderWay(state) && row.cancelAskedAt === null,
      createdBy: actorText(row.actor),
      ...{ createdAt: row.createdAt, startedAt: row.startedAt, finishedAt: row.finishedAt },
    }
  })
}

async function readReasons(
  tx: Tx,
  ids: readonly number[],
): Promise<ReadonlyMap<number, BulkView['reasons']>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT bulkId, why, COUNT(*) AS users FROM bulk_items WHERE bulkId IN (${marks(ids.length)})
       AND state = 'skipped' GROUP BY bulkId, why ORDER BY bulkId, why`,
      ids,
    ),
  )
  const read = rows.map(row => ({
    bulkId: integerIn(row, 'bulkId'),
    reason: { why: textIn(row, 'why') as BulkWhy, users: integerIn(row, 'users') },
  }))
  const grouped = Map.groupBy(read, ({ bulkId }) => bulkId)
  return new Map([...grouped].map(([bulkId, some]) => [bulkId, some.map(({ reason }) => reason)]))
}
