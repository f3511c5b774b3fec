import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { type ChangedUser, type ChangeGrantsDeps, changeGrants } from './change-grants.ts'
import { addDays, midnightFrom, type Span } from './cycle.ts'
import { type Holder, loadHolders } from './entitlement-store.ts'

/**
 * Moves the end of users' plans by local days, and with it every grant that ends with the plan: what is left can be
 * used as long. A user without a plan that runs gets the days from now on, to the next local midnight, and no bytes.
 * Fails with `user_not_found`.
 */
export function extendTime(
  deps: ChangeGrantsDeps,
  input: { readonly userIds: readonly number[]; readonly days: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<ChangedUser[]>> {
  const { days, reason } = input
  const { timeZone } = deps
  return changeGrants(deps, {
    userIds: input.userIds,
    action: 'grant.time',
    actor,
    asked: { days, reason },
    async work(tx, standings, at) {
      for (const { holder } of standings) await moveEnd(tx, holder, days, at, timeZone)
    },
  })
}

/** Where `extendTime` would move the end of a user's plan to now. Fails with `user_not_found`. */
export function previewTime(
  deps: Pick<ChangeGrantsDeps, 'clock' | 'timeZone' | 'database'>,
  { userId, days }: { readonly userId: number; readonly days: number },
): Promise<Outcome<{ expiresAt: Instant }>> {
  return deps.database.inTransaction(async tx => {
    const [holder] = await loadHolders(tx, [userId], false)
    if (holder === undefined || holder.status === 'deleted') return fail('user_not_found', { userId })
    return succeed({ expiresAt: endAfterDays(holder.expiresAt, days, deps.clock.now(), deps.timeZone) })
  })
}

/**
 * Moves the end of one user's plan by local days, and what ends with it; never before `at`. A user without a plan that
 * runs gets the days from then on; there is nothing of his to shorten. Answers the time that was added or taken.
 */
export async function moveEnd(
  tx: Tx,
  { userId, expiresAt }: Pick<Holder, 'userId' | 'expiresAt'>,
  days: number,
  at: Instant,
  timeZone: string,
): Promise<Span> {
  const runs = expiresAt !== null && expiresAt > at
  const before = runs ? expiresAt : at
  if (!runs && days < 0) return { from: at, until: at }
  const end = endAfterDays(expiresAt, days, at, timeZone)
  await setEnd(tx, { userId, expiresAt }, end, at)
  return end < before ? { from: end, until: before } : { from: before, until: end }
}

/** Where the end of a plan comes to by so many local days; of none that runs, reckoned from `at`. */
export function endAfterDays(
  expiresAt: Instant | null,
  days: number,
  at: Instant,
  timeZone: string,
): Instant {
  const before = expiresAt !== null && expiresAt > at ? expiresAt : at
  return Math.max(at, midnightFrom(addDays(before, days, timeZone), timeZone)) as Instant
}

/** Sets the end of one user's plan, and of every grant that ends with it where the plan runs. */
export async function setEnd(
  tx: Tx,
  { userId, expiresAt }: Pick<Holder, 'userId' | 'expiresAt'>,
  end: Instant,
  at: Instant,
): Promise<void> {
  await tx.query('UPDATE users SET expiresAt = ?, version = version + 1 WHERE id = ?', [end, userId])
  if (expiresAt === null || expiresAt <= at) return
  await tx.query('UPDATE grants SET validUntil = ? WHERE userId = ? AND validUntil = ? AND endedAt IS NULL', [
    end,
    userId,
    expiresAt,
  ])
}
