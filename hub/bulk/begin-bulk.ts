import { In } from 'typeorm'
import { recordAudit } from '../audit/record-audit.ts'
import type { BulkView } from '../contract/admin/bulk-views.ts'
import type { Instant } from '../contract/primitives.ts'
import { type BulkActionRow, bulkActionEntity } from '../db/entities/bulk.ts'
import { userEntity } from '../db/entities/users.ts'
import { integerIn } from '../db/raw-row.ts'
import { updateRow } from '../db/single-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { isOver, isUnderWay } from './bulk-state.ts'
import { addBulk, announceBulk, lockBulk, readUserIds, refuseBulk } from './bulk-store.ts'
import { chooseUsers } from './choose-users.ts'
import { type BulkDeps, goodUntil } from './preview-bulk.ts'
import { differenceOf } from './user-ids-rule.ts'
import { viewBulk } from './view-bulk.ts'

/**
 * Begins what was previewed; the job `bulk.run` does it. Unless those previewed are wanted whatever happened since,
 * the selection is made anew and must find exactly them. Fails with `bulk_not_found`, `bulk_refused` (`why`: begun,
 * too_old, other_number), `bulk_changed` with who came and who went.
 */
export function runBulk(
  deps: BulkDeps,
  input: { readonly bulkId: number; readonly users: number; readonly onChange: 'refuse' | 'previewed' },
  actor: Actor,
): Promise<Outcome<BulkView>> {
  const { database } = deps
  return outcomeOf(async () => {
    const held = (tx: Tx) => lockPreview(tx, deps, input)
    if (input.onChange === 'refuse') {
      const { previewed, userIds } = await database.inTransaction(async tx => ({
        previewed: await held(tx),
        userIds: await readUserIds(tx, input.bulkId),
      }))
      await refuseChanged(deps, previewed, userIds)
    }
    return database.inTransaction(async tx => {
      const row = await held(tx)
      const at = deps.clock.now()
      const changed = { ...row, state: 'queued' as const, actor, createdAt: at }
      await updateRow(tx, bulkActionEntity, row.id, { state: 'queued', actor, createdAt: at })
      await announceBulk(tx, changed, at)
      const view = await viewBulk(tx, changed)
      await audit(tx, {
        ...{ at, actor, action: 'bulk.run', bulkId: row.id },
        after: { action: row.action, users: row.users, onChange: input.onChange },
      })
      return view
    })
  })
}

async function lockPreview(
  tx: Tx,
  deps: BulkDeps,
  { bulkId, users }: { readonly bulkId: number; readonly users: number },
): Promise<BulkActionRow> {
  const row = await lockBulk(tx, bulkId)
  if (row.state !== 'previewed') throw refuseBulk('begun', { state: row.state })
  if (deps.clock.now() >= goodUntil(row.createdAt)) throw refuseBulk('too_old')
  if (row.users !== users) throw refuseBulk('other_number', { users: row.users })
  return row
}

const mostNamed = 50

async function refuseChanged(
  deps: BulkDeps,
  { action, selection }: BulkActionRow,
  previewed: readonly number[],
): Promise<void> {
  if (action === null || selection === null) throw new Error('a preview has an action and a selection')
  const { userIds } = await chooseUsers(deps.database, { action, selection }, deps.clock.now())
  const { added, gone } = differenceOf(previewed, userIds)
  if (added.length === 0 && gone.length === 0) return
  const facts = await deps.database.inTransaction(async tx => ({
    users: userIds.length,
    added: { users: added.length, first: await nameUsers(tx, added) },
    gone: { users: gone.length, first: await nameUsers(tx, gone) },
  }))
  throw new RolledBack(fail('bulk_changed', facts))
}

async function nameUsers(
  tx: Tx,
  ids: readonly number[],
): Promise<readonly { readonly userId: number; readonly name: string }[]> {
  const users = await tx.manager.find(userEntity, {
    where: { id: In(ids.slice(0, mostNamed)) },
    select: { id: true, name: true },
    order: { id: 'ASC' },
  })
  return users.map(({ id, name }) => ({ userId: id, name }))
}

/** Stops a bulk action after those it is at. Fails with `bulk_not_found`, `bulk_refused` (`why`: over). */
export function cancelBulk(
  deps: BulkDeps,
  { bulkId }: { readonly bulkId: number },
  actor: Actor,
): Promise<Outcome<BulkView>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const row = await lockBulk(tx, bulkId)
      if (!isUnderWay(row.state)) throw refuseBulk('over', { state: row.state })
      const at = deps.clock.now()
      // One that runs sees it before its next users.
      const patch =
        row.state === 'queued'
          ? { state: 'cancelled' as const, cancelAskedAt: at, finishedAt: at }
          : { cancelAskedAt: at }
      await updateRow(tx, bulkActionEntity, bulkId, patch)
      const changed = { ...row, ...patch }
      await announceBulk(tx, changed, at)
      const view = await viewBulk(tx, changed)
      await audit(tx, { at, actor, action: 'bulk.cancel', bulkId, after: { state: changed.state } })
      return view
    }),
  )
}

/**
 * Begins to take back what is unused of a bulk action, as one of its own, about all for whom it did something and
 * who were not undone before. Fails with `bulk_not_found`, `bulk_refused` (`why`: is_undo, under_way,
 * undo_under_way, nothing_to_undo).
 */
export function undoBulk(
  deps: BulkDeps,
  { bulkId, reason }: { readonly bulkId: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<BulkView>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const undone = await lockBulk(tx, bulkId)
      if (undone.undoOf !== null) throw refuseBulk('is_undo')
      if (!isOver(undone.state)) throw refuseBulk('under_way', { state: undone.state })
      const undos = await tx.manager.findBy(bulkActionEntity, { undoOf: bulkId })
      if (undos.some(({ state }) => isUnderWay(state))) throw refuseBulk('undo_under_way')
      const userIds = await readDone(tx, bulkId)
      if (userIds.length === 0) throw refuseBulk('nothing_to_undo')
      const at = deps.clock.now()
      const undo = {
        ...({ kind: 'undo', state: 'queued', action: null, selection: null } as const),
        ...{ undoOf: bulkId, reason, actor, createdAt: at },
      }
      const id = await addBulk(tx, undo, userIds)
      const row = await lockBulk(tx, id)
      await announceBulk(tx, row, at)
      const view = await viewBulk(tx, row)
      await audit(tx, {
        ...{ at, actor, action: 'bulk.undo', bulkId: id },
        after: { undoes: bulkId, kind: undone.kind, users: row.users, reason },
      })
      return view
    }),
  )
}

async function readDone(tx: Tx, bulkId: number): Promise<number[]> {
  const rows = await tx.query(
    "SELECT userId FROM bulk_items WHERE bulkId = ? AND state = 'done' AND undoneAt IS NULL ORDER BY userId",
    [bulkId],
  )
  return rowsOf(rows).map(row => integerIn(row, 'userId'))
}

function audit(
  tx: Tx,
  entry: {
    readonly at: Instant
    readonly actor: Actor
    readonly action: string
    readonly bulkId: number
    readonly after: unknown
  },
): Promise<void> {
  const { bulkId, ...rest } = entry
  return recordAudit(tx, { ...rest, subject: `bulk:${bulkId}`, before: null })
}
