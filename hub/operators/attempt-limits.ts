import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { type AttemptPolicy, forgetTriesAfterMs, takeTry } from './attempt-limit-rule.ts'

/** Counts a try of `name`, or throws `too_many_requests` with the seconds to wait. */
export async function takeAttempt(tx: Tx, name: string, policy: AttemptPolicy, now: Instant): Promise<void> {
  const [row] = rowsOf(
    await tx.query(`SELECT tries, triedAt, lockedUntil FROM attempt_limits WHERE name = ?${tx.forUpdate}`, [
      name,
    ]),
  )
  const state = row
    ? {
        tries: asInteger(row['tries']),
        triedAt: asInteger(row['triedAt']),
        lockedUntil: asInteger(row['lockedUntil']),
      }
    : null
  const taken = takeTry(state, policy, now)
  if (!taken.ok) {
    throw new RolledBack(fail('too_many_requests', { retryAfterSeconds: Math.ceil(taken.waitMs / 1000) }))
  }
  const { tries, triedAt, lockedUntil } = taken.next
  const onConflict =
    tx.engine === 'sqlite'
      ? 'ON CONFLICT (name) DO UPDATE SET tries = excluded.tries, triedAt = excluded.triedAt, lockedUntil = excluded.lockedUntil'
      : 'ON DUPLICATE KEY UPDATE tries = VALUES(tries), triedAt = VALUES(triedAt), lockedUntil = VALUES(lockedUntil)'
  await tx.query(
    `INSERT INTO attempt_limits (name, tries, triedAt, lockedUntil) VALUES (?, ?, ?, ?) ${onConflict}`,
    [name, tries, triedAt, lockedUntil],
  )
}

/** The secret was right: its tries are forgotten. */
export async function forgetAttempts(tx: Tx, name: string): Promise<void> {
  await tx.query('DELETE FROM attempt_limits WHERE name = ?', [name])
}

/** Takes one try back: an address may hold other, wrong tries. */
export async function returnAttempt(tx: Tx, name: string): Promise<void> {
  await tx.query(
    'UPDATE attempt_limits SET tries = tries - 1, lockedUntil = 0 WHERE name = ? AND tries > 0',
    [name],
  )
}

/** Removes tries that no longer count; for a job. */
export async function pruneAttempts(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM attempt_limits WHERE triedAt < ? AND lockedUntil < ?', [
    now - forgetTriesAfterMs,
    now,
  ])
}
