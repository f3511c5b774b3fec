import { integerIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { type ChangedUser, type ChangeGrantsDeps, changeGrants } from './change-grants.ts'

/**
 * Takes back what is unused of a grant; what was used stays used. The plan's end does not move.
 * Fails with `grant_not_found`, and `grant_ended` where it was taken back before.
 */
export async function endGrant(
  deps: ChangeGrantsDeps,
  input: { readonly grantId: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<ChangedUser[]>> {
  const { grantId, reason } = input
  const owner = await deps.database.inTransaction(async tx => {
    const [row] = rowsOf(await tx.query('SELECT userId FROM grants WHERE id = ?', [grantId]))
    return row === undefined ? null : integerIn(row, 'userId')
  })
  if (owner === null) return fail('grant_not_found', { grantId })
  return changeGrants(deps, {
    userIds: [owner],
    action: 'grant.end',
    actor,
    asked: { grantId, reason },
    async work(tx, _standings, at) {
      const [row] = rowsOf(
        await tx.query(`SELECT endedAt FROM grants WHERE id = ?${tx.forUpdate}`, [grantId]),
      )
      if (row?.['endedAt'] !== null) throw new RolledBack(fail('grant_ended', { grantId }))
      await tx.query('UPDATE grants SET endedAt = ? WHERE id = ?', [at, grantId])
    },
  })
}
