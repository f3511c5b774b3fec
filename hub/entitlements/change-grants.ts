import { recordAudits } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import type { GrantRow } from '../db/entities/grants.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { ApplyGate, AssignNodes } from '../users/ports.ts'
import { loadHolders } from './entitlement-store.ts'
import { loadStandings, type Standing } from './standing.ts'

export interface ChangeGrantsDeps {
  readonly database: Database
  readonly clock: Clock
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
  readonly applyGate: ApplyGate
  readonly assignNodes: AssignNodes
}

export interface ChangedUser {
  readonly userId: number
  readonly grantIds: number[]
  readonly expiresAt: Instant | null
  readonly gate: string
}

export interface GrantsChange {
  readonly userIds: readonly number[]
  readonly action: string
  readonly actor: Actor
  /** What was asked for, for the audit log. */
  readonly asked: Readonly<Record<string, unknown>>
  /** Where the caller settled these users in the same transaction (`loadStandings`, all periods), and when. */
  readonly settled?: { readonly at: Instant; readonly standings: readonly Standing[] }
  /** Makes the change: usage was taken from the grants as they were, and everything is locked. */
  readonly work: (tx: Tx, standings: readonly Standing[], at: Instant) => Promise<void>
}

/**
 * Changes what users may use, in one transaction. What they passed so far is taken from the grants they had; after
 * the change their periods turn, those without a node are given theirs, and the gate decides.
 * Fails with `user_not_found` (all or nothing), deleted users included, and with what `work` rolls back with.
 */
export function changeGrants(deps: ChangeGrantsDeps, change: GrantsChange): Promise<Outcome<ChangedUser[]>> {
  return outcomeOf(() => deps.database.inTransaction(tx => changeGrantsInTx(tx, deps, change)))
}

/** The same within a transaction of the caller's; throws `RolledBack` where it fails. Writes the audit log last. */
export async function changeGrantsInTx(
  tx: Tx,
  deps: Omit<ChangeGrantsDeps, 'database'>,
  change: GrantsChange,
): Promise<ChangedUser[]> {
  const { clock, timeZone } = deps
  const userIds = [...new Set(change.userIds)].sort((a, b) => a - b)
  const now = change.settled?.at ?? clock.now()
  const before =
    change.settled?.standings ?? (await loadStandings(tx, { userIds, now, timeZone, settle: 'all' }))
  const found = before.filter(({ holder }) => holder.status !== 'deleted').map(({ holder }) => holder.userId)
  const missing = userIds.filter(id => !found.includes(id))
  if (missing.length > 0) throw new RolledBack(fail('user_not_found', { userIds: missing.slice(0, 20) }))
  const newest = await newestGrant(tx)
  await change.work(tx, before, now)
  const homeless = await withoutNodes(tx, userIds, now)
  if (homeless.length > 0) await deps.assignNodes(tx, homeless, now)
  // Every period turns again, with nothing pending now: they are those of the grants as they are after the change.
  await deps.applyGate(tx, userIds, now, change.action, 'all')
  const changed = await readChanged(tx, userIds, newest)
  await announce(tx, { at: now, kind: 'grants.changed', subject: { userIds, action: change.action } })
  const holderOf = new Map(before.map(({ holder }) => [holder.userId, holder]))
  await recordAudits(
    tx,
    changed.map(user => {
      const was = holderOf.get(user.userId)
      return {
        at: now,
        actor: change.actor,
        action: change.action,
        subject: `user:${user.userId}`,
        before: { expiresAt: was?.expiresAt ?? null, gate: was?.gate ?? '' },
        after: { ...change.asked, ...user },
      }
    }),
  )
  return changed
}

export type NewGrant = Pick<
  GrantRow,
  'userId' | 'kind' | 'source' | 'sourceRef' | 'bytes' | 'validFrom' | 'validUntil' | 'reason'
>

/** Adds grants, unused, in the order given. */
export async function insertGrants(
  tx: Tx,
  grants: readonly NewGrant[],
  made: { readonly at: Instant; readonly actor: Actor },
): Promise<void> {
  const createdBy = actorText(made.actor).slice(0, 64)
  for (const batch of inBatches(grants, 1_000)) {
    const values = batch.flatMap(grant => [
      ...[grant.userId, grant.kind, grant.source, grant.sourceRef, grant.bytes, 0],
      ...[grant.validFrom, grant.validUntil, grant.reason, createdBy, made.at, null],
    ])
    await tx.query(
      `INSERT INTO grants (userId, kind, source, sourceRef, bytes, used, validFrom, validUntil, reason, createdBy,
         createdAt, endedAt) VALUES ${batch.map(() => `(${marks(12)})`).join(', ')}`,
      values,
    )
  }
}

async function newestGrant(tx: Tx): Promise<number> {
  const [row] = rowsOf(await tx.query('SELECT COALESCE(MAX(id), 0) AS newest FROM grants'))
  return row === undefined ? 0 : integerIn(row, 'newest')
}

/** Users whose plan runs and who have no port: the first grant gives them one. */
async function withoutNodes(tx: Tx, userIds: readonly number[], now: Instant): Promise<number[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT u.id FROM users u WHERE u.id IN (${marks(userIds.length)}) AND u.expiresAt > ? AND NOT EXISTS
       (SELECT 1 FROM assignments a WHERE a.userId = u.id AND a.releasedAt IS NULL) ORDER BY u.id`,
      [...userIds, now],
    ),
  )
  return rows.map(row => integerIn(row, 'id'))
}

async function readChanged(tx: Tx, userIds: readonly number[], newest: number): Promise<ChangedUser[]> {
  const made = rowsOf(
    await tx.query(
      `SELECT id, userId FROM grants WHERE userId IN (${marks(userIds.length)}) AND id > ? ORDER BY id`,
      [...userIds, newest],
    ),
  ).map(row => ({ id: integerIn(row, 'id'), userId: integerIn(row, 'userId') }))
  const idsOf = Map.groupBy(made, grant => grant.userId)
  const holders = await loadHolders(tx, userIds, true)
  return holders.map(({ userId, expiresAt, gate }) => ({
    userId,
    grantIds: (idsOf.get(userId) ?? []).map(grant => grant.id),
    expiresAt,
    gate,
  }))
}
