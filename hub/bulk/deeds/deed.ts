import type { BulkWhy } from '../../contract/admin/bulk-views.ts'
import type { Instant } from '../../contract/primitives.ts'
import type { BulkActionRow, BulkItemRow } from '../../db/entities/bulk.ts'
import { integerIn, marks } from '../../db/raw-row.ts'
import { rowsOf, type Tx } from '../../db/transaction.ts'
import {
  type ChangedUser,
  type ChangeGrantsDeps,
  changeGrantsInTx,
} from '../../entitlements/change-grants.ts'
import { loadStandings, type Standing } from '../../entitlements/standing.ts'
import type { QueueMails } from '../../mail/queue-mail.ts'
import type { ItemFacts } from '../map-facts.ts'

export interface DeedDeps extends Omit<ChangeGrantsDeps, 'database'> {
  readonly queueMails: QueueMails
}

/** Users of a bulk action whose turn it is, in one transaction. */
export interface Chunk {
  readonly bulk: BulkActionRow
  readonly userIds: readonly number[]
  readonly at: Instant
}

/** The same of an undo: those of its users for whom nothing was undone yet, with what had been done for each. */
export interface UndoChunk extends Chunk {
  readonly undone: BulkActionRow
  readonly itemOf: ReadonlyMap<number, BulkItemRow>
}

/** What was done for a user; `why` null: it was. */
export interface Done {
  readonly why: BulkWhy | null
  readonly facts: ItemFacts
}
export type Deed = ReadonlyMap<number, Done>

export const notDone = (why: BulkWhy): Done => ({ why, facts: {} })

/**
 * Changes what users may use, of those for whom `judge` finds nothing against it: settled before, decided after, each
 * with an entry in the audit log. `done` says what became of each.
 */
export async function changeGrantsOf(
  tx: Tx,
  deps: DeedDeps,
  chunk: Chunk,
  change: {
    readonly action: string
    readonly asked: Readonly<Record<string, unknown>>
    /** Called with everything settled and held; `undefined`: there is no such user. */
    readonly judge: (userId: number, standing: Standing | undefined) => BulkWhy | null
    /** Reads once what `judge` needs, with everything settled and held. */
    readonly prepare?: (tx: Tx) => Promise<void>
    readonly work: (tx: Tx, standings: readonly Standing[]) => Promise<void>
    readonly done: (user: ChangedUser, before: Standing) => ItemFacts
  },
): Promise<Deed> {
  const { userIds, at, bulk } = chunk
  const standings = await loadStandings(tx, { userIds, now: at, timeZone: deps.timeZone, settle: 'all' })
  await change.prepare?.(tx)
  const standingOf = new Map(standings.map(standing => [standing.holder.userId, standing]))
  const deed = new Map<number, Done>()
  const wanted: Standing[] = []
  for (const userId of userIds) {
    const standing = standingOf.get(userId)
    const why = change.judge(userId, standing)
    if (why !== null) deed.set(userId, notDone(why))
    else if (standing !== undefined) wanted.push(standing)
  }
  if (wanted.length === 0) return deed
  const changed = await changeGrantsInTx(tx, deps, {
    userIds: wanted.map(({ holder }) => holder.userId),
    action: change.action,
    actor: bulk.actor,
    asked: { ...change.asked, bulkId: bulk.id },
    settled: { at, standings: wanted },
    work: change.work,
  })
  for (const user of changed) {
    const before = standingOf.get(user.userId)
    if (before !== undefined) deed.set(user.userId, { why: null, facts: change.done(user, before) })
  }
  return deed
}

/** Rows by a list of ids, read as of now and held. */
export async function heldRows(
  tx: Tx,
  select: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Record<string, unknown>>>> {
  if (ids.length === 0) return new Map()
  const rows = rowsOf(
    await tx.query(`${select} WHERE id IN (${marks(ids.length)}) ORDER BY id${tx.forUpdate}`, ids),
  )
  return new Map(rows.map(row => [integerIn(row, 'id'), row]))
}
