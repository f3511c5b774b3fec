import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Clock } from '../kernel/clock.ts'
import { releasePorts } from './release-ports.ts'

export interface ReleaseIdleDeps {
  readonly database: Database
  readonly clock: Clock
}

/** From the end of the last grant to the release of the port (design section 1). */
export const idleMs = 30 * 86_400_000

const perRun = 500

/**
 * Releases the numbers of users whose last grant ended 30 days ago. A bucket that is valid until used has not ended
 * while something of it is left; once it is used up, it ended when the gate last closed. Returns the users.
 */
export async function releaseIdlePorts({ database, clock }: ReleaseIdleDeps): Promise<number[]> {
  const released: number[] = []
  for (const userId of await database.inTransaction(tx => findIdle(tx, clock.now()))) {
    const done = await database.inTransaction(async tx => {
      const at = clock.now()
      await tx.query(`SELECT id FROM users WHERE id = ?${tx.forUpdate}`, [userId])
      // Looked at again under the lock: a grant may have landed meanwhile.
      if (!(await findIdle(tx, at, userId)).includes(userId)) return false
      const nodes = await releasePorts(tx, userId, at)
      await announce(tx, { at, kind: 'user.port_released', subject: { userId, nodes } })
      await recordAudit(tx, {
        at,
        actor: { kind: 'system', name: 'release-idle-ports' },
        action: 'user.releasePort',
        subject: `user:${userId}`,
        before: null,
        after: { nodes },
      })
      return true
    })
    if (done) released.push(userId)
  }
  return released
}

async function findIdle(tx: Tx, now: Instant, userId?: number): Promise<number[]> {
  const ended =
    'COALESCE(grants.endedAt, grants.validUntil, ' +
    "CASE WHEN grants.bytes IS NOT NULL AND grants.used >= grants.bytes AND users.gate <> 'open' THEN users.gateSince END)"
  const rows = rowsOf(
    await tx.query(
      `SELECT users.id AS id FROM users JOIN grants ON grants.userId = users.id
       WHERE users.port IS NOT NULL ${userId === undefined ? '' : 'AND users.id = ?'}
       GROUP BY users.id
       HAVING MAX(CASE WHEN ${ended} IS NULL THEN 1 ELSE 0 END) = 0 AND MAX(${ended}) <= ?
       ORDER BY users.id LIMIT ?`,
      [...(userId === undefined ? [] : [userId]), now - idleMs, perRun],
    ),
  )
  return rows.map(row => integerIn(row, 'id'))
}
