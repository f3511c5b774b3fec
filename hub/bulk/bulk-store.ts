import type { Instant } from '../contract/primitives.ts'
import {
  type BulkActionRow,
  type BulkItemRow,
  bulkActionEntity,
  bulkPartEntity,
} from '../db/entities/bulk.ts'
import { lockRows } from '../db/lock-rows.ts'
import { inBatches, marks } from '../db/raw-row.ts'
import { insertRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { packUserIds, unpackUserIds, usersInPart } from './user-ids-rule.ts'

/** How many one bulk action may be about. */
export const mostUsers = 200_000

/** A bulk action, held until the commit. Throws `bulk_not_found` out of the transaction. */
export async function lockBulk(tx: Tx, bulkId: number): Promise<BulkActionRow> {
  const [row] = await lockRows(tx, bulkActionEntity, [bulkId])
  if (row === undefined) throw new RolledBack(fail('bulk_not_found', { bulkId }))
  return row
}

export function refuseBulk(why: string, facts: Readonly<Record<string, unknown>> = {}): RolledBack {
  return new RolledBack(fail('bulk_refused', { why, ...facts }))
}

export type NewBulk = Pick<
  BulkActionRow,
  'kind' | 'state' | 'action' | 'selection' | 'undoOf' | 'reason' | 'actor' | 'createdAt'
>

/** Adds a bulk action about these users, ascending; its number. */
export async function addBulk(tx: Tx, bulk: NewBulk, userIds: readonly number[]): Promise<number> {
  const bulkId = await insertRow(tx, bulkActionEntity, {
    ...bulk,
    ...{ users: userIds.length, done: 0, skipped: 0, undone: 0, doneUntil: 0 },
    ...{ startedAt: null, finishedAt: null, cancelAskedAt: null, problem: '' },
  })
  for (const [part, data] of packUserIds(userIds).entries()) {
    await tx.query('INSERT INTO bulk_parts (bulkId, part, data) VALUES (?, ?, ?)', [bulkId, part, data])
  }
  return bulkId
}

/** All whom a bulk action is about. */
export async function readUserIds(tx: Tx, bulkId: number): Promise<number[]> {
  const parts = await tx.manager.find(bulkPartEntity, { where: { bulkId }, order: { part: 'ASC' } })
  return parts.flatMap(part => unpackUserIds(part.data))
}

/** Those whose turn is next: users are passed in the order in which they are kept. */
export async function nextUserIds(
  tx: Tx,
  { id: bulkId, done, skipped }: Pick<BulkActionRow, 'id' | 'done' | 'skipped'>,
  most: number,
): Promise<number[]> {
  const passed = done + skipped
  const part = Math.floor(passed / usersInPart)
  const row = await tx.manager.findOneBy(bulkPartEntity, { bulkId, part })
  const from = passed - part * usersInPart
  return row === null ? [] : unpackUserIds(row.data).slice(from, from + most)
}

export type NewItem = Pick<BulkItemRow, 'userId' | 'why' | 'facts'>

/** Writes what was done for users, or why nothing. A user who has a row already is a fault: nobody is passed twice. */
export async function addItems(
  tx: Tx,
  bulkId: number,
  items: readonly NewItem[],
  at: Instant,
): Promise<void> {
  for (const batch of inBatches(items, 1_000)) {
    await tx.query(
      `INSERT INTO bulk_items (bulkId, userId, state, why, at, facts, undoneAt)
       VALUES ${batch.map(() => `(${marks(6)}, NULL)`).join(', ')}`,
      batch.flatMap(({ userId, why, facts }) => [
        ...[bulkId, userId, why === '' ? 'done' : 'skipped', why, at, JSON.stringify(facts)],
      ]),
    )
  }
}

/** Tells consoles how far it is. */
export function announceBulk(
  tx: Tx,
  { id, state, users, done, skipped }: Pick<BulkActionRow, 'id' | 'state' | 'users' | 'done' | 'skipped'>,
  at: Instant,
): Promise<void> {
  return announce(tx, { at, kind: 'bulk.changed', subject: { bulkId: id, state, users, done, skipped } })
}
