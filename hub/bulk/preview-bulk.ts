import type {
  BulkAction,
  BulkPreview,
  BulkSelection,
  BulkTarget,
  BulkWhy,
} from '../contract/admin/bulk-views.ts'
import type { Instant } from '../contract/primitives.ts'
import { inBatches, integerIn, integerOrNullIn, marks, textIn, textOrNullIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { endAfterDays } from '../entitlements/extend-time.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Outcome, outcomeOf } from '../kernel/outcome.ts'
import { reasonOf, sumsOf } from './bulk-rule.ts'
import { addBulk } from './bulk-store.ts'
import { chooseUsers } from './choose-users.ts'

export interface BulkDeps {
  readonly database: Database
  readonly clock: Clock
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
}

const goodMs = 86_400_000
const mostShown = 50

export const goodUntil = (createdAt: number): number => createdAt + goodMs

/**
 * Says whom an action would be about, and keeps who they are, so that exactly this can be run. Nothing is done yet.
 * Fails with `bulk_refused` (`why`: too_many).
 */
export function previewBulk(
  deps: BulkDeps,
  input: { readonly action: BulkAction; readonly selection: BulkSelection },
  actor: Actor,
): Promise<Outcome<BulkPreview>> {
  const { action, selection } = input
  const { database, timeZone } = deps
  return outcomeOf(async () => {
    const now = deps.clock.now()
    const { userIds, open, skipped, firstSkipped } = await chooseUsers(database, input, now)
    const first = userIds.slice(0, mostShown).map(userId => ({ userId, why: null }))
    return database.inTransaction(async tx => ({
      bulkId: await addBulk(
        tx,
        {
          ...{ kind: action.kind, state: 'previewed', action, selection, undoOf: null },
          ...{ reason: reasonOf(action), actor, createdAt: now },
        },
        userIds,
      ),
      users: userIds.length,
      open,
      sums: sumsOf(action, userIds.length),
      skipped: [...skipped].map(([why, users]) => ({ why, users })),
      first: await describe(tx, first, at =>
        action.kind === 'days' ? endAfterDays(at, action.days, now, timeZone) : at,
      ),
      firstSkipped: await describe(tx, firstSkipped, at => at),
      goodUntil: goodUntil(now),
    }))
  })
}

/** Forgets previews that could not be run for a day; for a job. */
export async function prunePreviews(tx: Tx, now: Instant): Promise<void> {
  const old = rowsOf(
    await tx.query("SELECT id FROM bulk_actions WHERE state = 'previewed' AND createdAt <= ?", [
      now - 2 * goodMs,
    ]),
  ).map(row => integerIn(row, 'id'))
  for (const batch of inBatches(old, 1_000)) {
    await tx.query(`DELETE FROM bulk_parts WHERE bulkId IN (${marks(batch.length)})`, batch)
    await tx.query(
      `DELETE FROM bulk_actions WHERE id IN (${marks(batch.length)}) AND state = 'previewed'`,
      batch,
    )
  }
}

async function describe(
  tx: Tx,
  targets: readonly { readonly userId: number; readonly why: BulkWhy | null }[],
  then: (expiresAt: Instant | null) => number | null,
): Promise<BulkTarget[]> {
  if (targets.length === 0) return []
  const ids = targets.map(({ userId }) => userId)
  const rows = rowsOf(
    await tx.query(
      `SELECT id, name, email, port, gate, expiresAt FROM users WHERE id IN (${marks(ids.length)})`,
      ids,
    ),
  )
  const byId = new Map(rows.map(row => [integerIn(row, 'id'), row]))
  return targets.map(({ userId, why }) => {
    const row = byId.get(userId)
    if (row === undefined) return { ...nobody, userId, why }
    const expiresAt = integerOrNullIn(row, 'expiresAt') as Instant | null
    return {
      ...{ userId, name: textIn(row, 'name'), email: textOrNullIn(row, 'email') },
      ...{ port: integerOrNullIn(row, 'port'), gate: textIn(row, 'gate') },
      ...{ expiresAt, expiresAtThen: then(expiresAt), why },
    }
  })
}

const nobody = { name: '', email: null, port: null, gate: '', expiresAt: null, expiresAtThen: null }
