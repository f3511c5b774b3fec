import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { lockRows } from '../db/lock-rows.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { mapAuditedUser, mapUser } from './user-view.ts'

export interface ChangeUserDeps {
  readonly database: Database
  readonly clock: Clock
}

export interface UserChange {
  readonly userId: number
  /** The version the caller saw; a later one refuses the change. Left out: last one wins. */
  readonly version?: number
  /** As it stands in the audit log. */
  readonly action: string
  readonly actor: Actor
  /** The columns to set. An empty patch leaves row, version and audit log as they are. */
  readonly patch: (tx: Tx, user: UserRow, at: Instant) => Promise<Partial<UserRow>> | Partial<UserRow>
  /** What follows from it, in the same transaction; may change the row again. */
  readonly follow?: (tx: Tx, user: UserRow, before: UserRow, at: Instant) => Promise<unknown>
}

/**
 * Changes one user in one transaction: locked, checked against the version seen, audited, announced.
 * A deleted user is not found. Fails with `user_not_found`, `changed_meanwhile` (with the present user), `email_taken`.
 */
export function changeUser(deps: ChangeUserDeps, change: UserChange): Promise<Outcome<UserRow>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const before = await lockUser(tx, change.userId)
      if (change.version !== undefined && change.version !== before.version) {
        throw new RolledBack(fail('changed_meanwhile', { current: mapUser(before) }))
      }
      const patch = await change.patch(tx, before, at)
      if (Object.keys(patch).length === 0) return before
      const changed = { ...before, ...patch, version: before.version + 1 }
      await saveUser(tx, changed)
      await change.follow?.(tx, changed, before, at)
      const after = change.follow ? await lockUser(tx, change.userId, true) : changed
      await announce(tx, { at, kind: 'user.changed', subject: { userId: after.id, action: change.action } })
      await recordAudit(tx, {
        at,
        actor: change.actor,
        action: change.action,
        subject: `user:${after.id}`,
        before: mapAuditedUser(before),
        after: mapAuditedUser(after),
      })
      return after
    }),
  )
}

/** The user as he is now, held until the commit. Throws `user_not_found` out of the transaction. */
export async function lockUser(tx: Tx, userId: number, evenDeleted = false): Promise<UserRow> {
  const [user] = await lockRows(tx, userEntity, [userId])
  if (user === undefined || (user.status === 'deleted' && !evenDeleted)) {
    throw new RolledBack(fail('user_not_found', { userId }))
  }
  return user
}

async function saveUser(tx: Tx, user: UserRow): Promise<void> {
  try {
    await tx.manager.update(userEntity, { id: user.id }, user)
  } catch (error) {
    if (isDuplicate(error)) throw new RolledBack(fail('email_taken', { email: user.email }))
    throw error
  }
}
