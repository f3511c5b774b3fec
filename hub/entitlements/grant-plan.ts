import type { Instant } from '../contract/primitives.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { type ChangedUser, type ChangeGrantsDeps, changeGrants, insertGrants } from './change-grants.ts'
import { type Cut, midnightFrom } from './cycle.ts'
import { ensureCycles } from './ensure-cycles.ts'
import { loadHolders } from './entitlement-store.ts'
import { type PlanTerms, type PlanWish, termsOf } from './plan-purchase-rule.ts'

/**
 * Gives users a plan: so many months with bytes per cycle, from now or from the end of the plan that runs. Every cut
 * is a grant of its own, and its cycle is materialised, so that a later change of the time zone moves neither.
 * Fails with `user_not_found`.
 */
export function grantPlan(
  deps: ChangeGrantsDeps,
  input: PlanWish & { readonly userIds: readonly number[]; readonly reason: string },
  actor: Actor,
): Promise<Outcome<ChangedUser[]>> {
  const { months, bytesPerCycle, policy, reason, userIds } = input
  const { timeZone } = deps
  return changeGrants(deps, {
    userIds,
    action: 'grant.plan',
    actor,
    asked: { months, bytesPerCycle, policy: policy ?? 'unchanged', reason },
    async work(tx, standings, at) {
      const plans = standings.map(({ holder }) => ({ holder, terms: termsOf(holder, input, at, timeZone) }))
      for (const { holder, terms } of plans) {
        await storeTerms(tx, holder.userId, terms, timeZone)
      }
      await ensureCycles(
        tx,
        timeZone,
        plans.flatMap(({ holder, terms }) =>
          terms.cuts.map(cut => ({
            holder: { ...holder, cyclePolicy: terms.rule.policy, anchorAt: terms.rule.anchorAt },
            at: cut.from,
          })),
        ),
      )
      const grants = plans.flatMap(({ holder, terms }) =>
        terms.cuts.map(cut => ({
          userId: holder.userId,
          kind: 'cycle' as const,
          source: 'operator' as const,
          sourceRef: `plan:${at}`,
          bytes: cut.bytes,
          validFrom: cut.from,
          validUntil: cut.until,
          reason,
        })),
      )
      await insertGrants(tx, grants, { at, actor })
    },
  })
}

/** The cuts that `grantPlan` would make now. Fails with `user_not_found`. */
export function previewPlan(
  deps: Pick<ChangeGrantsDeps, 'clock' | 'timeZone'> & { readonly database: Database },
  input: PlanWish & { readonly userId: number },
): Promise<Outcome<readonly Cut[]>> {
  return deps.database.inTransaction(async tx => {
    const [holder] = await loadHolders(tx, [input.userId], false)
    if (holder === undefined || holder.status === 'deleted') {
      return fail('user_not_found', { userId: input.userId })
    }
    return succeed(termsOf(holder, input, deps.clock.now(), deps.timeZone).cuts)
  })
}

/** Writes the end and the cycle rule of a plan to its user. */
export async function storeTerms(
  tx: Tx,
  userId: number,
  terms: Pick<PlanTerms, 'start' | 'end' | 'rule' | 'ruleChanges'>,
  timeZone: string,
): Promise<void> {
  const { policy, anchorAt } = terms.rule
  await tx.query(
    'UPDATE users SET expiresAt = ?, cyclePolicy = ?, anchorAt = ?, version = version + 1 WHERE id = ?',
    [terms.end, policy, anchorAt, userId],
  )
  if (terms.ruleChanges) await cutCycles(tx, userId, midnightFrom(terms.start, timeZone))
}

/** Ends the cycle that runs at `at`, a midnight that is still to come, and drops those after it: they are empty. */
async function cutCycles(tx: Tx, userId: number, at: Instant): Promise<void> {
  const [used] = rowsOf(
    await tx.query(
      `SELECT c.id FROM cycles c WHERE c.userId = ? AND c.startsAt >= ? AND (c.overrun > 0 OR EXISTS
       (SELECT 1 FROM cycle_usage g WHERE g.userId = c.userId AND g.cycleId = c.id))`,
      [userId, at],
    ),
  )
  if (used !== undefined) throw new Error(`a cycle of user ${userId} that has not begun was used`)
  await tx.query('DELETE FROM cycles WHERE userId = ? AND startsAt >= ?', [userId, at])
  await tx.query('UPDATE cycles SET endsAt = ? WHERE userId = ? AND startsAt < ? AND endsAt > ?', [
    at,
    userId,
    at,
    at,
  ])
}
