import { In } from 'typeorm'
import type { Instant } from '../contract/primitives.ts'
import { type BulkActionRow, bulkActionEntity, bulkItemEntity } from '../db/entities/bulk.ts'
import { inBatches, marks } from '../db/raw-row.ts'
import { updateRow } from '../db/single-row.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { giveWay } from '../kernel/give-way.ts'
import type { Logger } from '../kernel/logger.ts'
import { isUnderWay } from './bulk-state.ts'
import { addItems, announceBulk, lockBulk, type NewItem, nextUserIds } from './bulk-store.ts'
import { doBytes, undoBytes } from './deeds/bytes.ts'
import { doDays, undoDays } from './deeds/days.ts'
import type { Chunk, DeedDeps, UndoChunk } from './deeds/deed.ts'
import { doMessage, undoMessage } from './deeds/message.ts'
import { doStatus, undoStatus } from './deeds/status.ts'

export interface StepDeps extends DeedDeps {
  readonly database: Database
}

/** Users passed in one transaction: whoever waits for the database waits for no more. */
const usersAtOnce = 100
/** A run ends after that and is begun again at once: in between a lease may change hands. */
const runMs = 3_000
/** A fault that comes so often at the same users is none of the database’s moods. */
const mostFailures = 5

/** Does what bulk actions have to do, oldest first, for a few seconds; for a job. Remembers what failed how often. */
export function createBulkWork(logger: Pick<Logger, 'error'>): (deps: StepDeps) => Promise<string> {
  const failures = new Map<number, number>()

  async function guarded(deps: StepDeps, bulkId: number): Promise<number> {
    try {
      const passed = await stepBulk(deps, bulkId)
      failures.delete(bulkId)
      return passed
    } catch (error) {
      const times = (failures.get(bulkId) ?? 0) + 1
      failures.set(bulkId, times)
      if (times < mostFailures) throw error
      logger.error({ bulkId, err: error }, 'a bulk action broke off')
      await failBulk(deps, bulkId, error instanceof Error ? error.message : String(error))
      failures.delete(bulkId)
      return 0
    }
  }

  return async deps => {
    const began = performance.now()
    let passed = 0
    do {
      const bulkId = await oldestUnderWay(deps.database)
      if (bulkId === null) break
      passed += await guarded(deps, bulkId)
      await giveWay()
    } while (performance.now() - began < runMs)
    return `${passed} users passed`
  }
}

async function oldestUnderWay(database: Database): Promise<number | null> {
  const row = await database.inTransaction(tx =>
    tx.manager.findOne(bulkActionEntity, {
      where: { state: In(['queued', 'running']) },
      order: { id: 'ASC' },
      select: { id: true },
    }),
  )
  return row?.id ?? null
}

/**
 * Passes the next users of a bulk action: what is done for them, that it was, and how far it is, in one transaction.
 * How many they were.
 */
export function stepBulk(deps: StepDeps, bulkId: number): Promise<number> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    // An undo holds what it undoes first: both are always held in the order of their numbers.
    const { undoOf = null } = (await tx.manager.findOneBy(bulkActionEntity, { id: bulkId })) ?? {}
    const undone = undoOf === null ? null : await lockBulk(tx, undoOf)
    const bulk = await lockBulk(tx, bulkId)
    if (!isUnderWay(bulk.state)) return 0
    if (bulk.cancelAskedAt !== null) {
      await move(tx, bulk, { state: 'cancelled', finishedAt: at }, at)
      return 0
    }
    const userIds = await nextUserIds(tx, bulk, usersAtOnce)
    const items = userIds.length === 0 ? [] : await passUsers(tx, deps, { bulk, userIds, at }, undone)
    const skipped = items.filter(({ why }) => why !== '').length
    await addItems(tx, bulk.id, items, at)
    const counted = {
      done: bulk.done + items.length - skipped,
      skipped: bulk.skipped + skipped,
      doneUntil: userIds.at(-1) ?? bulk.doneUntil,
      startedAt: bulk.startedAt ?? at,
    }
    const isDone = counted.done + counted.skipped >= bulk.users || userIds.length === 0
    await move(
      tx,
      bulk,
      { ...counted, state: isDone ? 'done' : 'running', finishedAt: isDone ? at : null },
      at,
    )
    return items.length
  })
}

async function move(tx: Tx, bulk: BulkActionRow, patch: Partial<BulkActionRow>, at: Instant): Promise<void> {
  await updateRow(tx, bulkActionEntity, bulk.id, patch)
  await announceBulk(tx, { ...bulk, ...patch }, at)
}

async function failBulk({ database, clock }: StepDeps, bulkId: number, problem: string): Promise<void> {
  await database.inTransaction(async tx => {
    const bulk = await lockBulk(tx, bulkId)
    if (!isUnderWay(bulk.state)) return
    const at = clock.now()
    await move(tx, bulk, { state: 'failed', finishedAt: at, problem: problem.slice(0, 300) }, at)
  })
}

async function passUsers(
  tx: Tx,
  deps: DeedDeps,
  chunk: Chunk,
  undone: BulkActionRow | null,
): Promise<NewItem[]> {
  const deed = await (undone === null ? act(tx, deps, chunk) : undo(tx, deps, chunk, undone))
  return chunk.userIds.map(userId => {
    const { why, facts } = deed.get(userId) ?? { why: 'unknown', facts: {} }
    return { userId, why: why ?? '', facts }
  })
}

function act(tx: Tx, deps: DeedDeps, chunk: Chunk) {
  const { action } = chunk.bulk
  switch (action?.kind) {
    case 'days':
      return doDays(tx, deps, chunk, action)
    case 'bytes':
      return doBytes(tx, deps, chunk, action)
    case 'suspend':
    case 'resume':
      return doStatus(tx, deps, chunk, action)
    case 'message':
      return doMessage(tx, deps, chunk, action)
    default:
      throw new Error('a bulk action that is no undo has an action')
  }
}

async function undo(tx: Tx, deps: DeedDeps, chunk: Chunk, undone: BulkActionRow) {
  const { userIds, at } = chunk
  const items = await tx.manager.findBy(bulkItemEntity, { bulkId: undone.id, userId: In([...userIds]) })
  const itemOf = new Map(items.map(item => [item.userId, item]))
  const fresh = userIds.filter(userId => itemOf.get(userId)?.undoneAt === null)
  const deed = new Map(
    fresh.length === 0 ? [] : await undoFresh(tx, deps, { ...chunk, userIds: fresh, itemOf, undone }),
  )
  const back = fresh.filter(userId => deed.get(userId)?.why === null)
  for (const userId of userIds) {
    if (!fresh.includes(userId)) deed.set(userId, { why: 'undone_already', facts: {} })
  }
  for (const batch of inBatches(back, 1_000)) {
    await tx.query(
      `UPDATE bulk_items SET undoneAt = ? WHERE bulkId = ? AND userId IN (${marks(batch.length)})`,
      [at, undone.id, ...batch],
    )
  }
  await updateRow(tx, bulkActionEntity, undone.id, { undone: undone.undone + back.length })
  return deed
}

function undoFresh(tx: Tx, deps: DeedDeps, chunk: UndoChunk) {
  switch (chunk.undone.kind) {
    case 'days':
      return undoDays(tx, deps, chunk)
    case 'bytes':
      return undoBytes(tx, deps, chunk)
    case 'suspend':
    case 'resume':
      return undoStatus(tx, deps, chunk)
    case 'message':
      return undoMessage(tx, deps, chunk)
    default:
      throw new Error('an undo is not undone')
  }
}
