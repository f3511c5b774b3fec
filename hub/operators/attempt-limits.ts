import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { type AttemptPolicy, forgetTriesAfterMs, takeTry } from './attempt-limit-rule.ts'

/** Counts a try of `name`, or throws `too_many_requests` with the seconds to wait. */
export async function takeAttempt(tx: Tx, name: string, policy: AttemptPolicy, now: Instant): Promise<void> {
  // Made first, so that there is a row to hold: many tries of a new name may come at once.
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  await tx.query(
    `INSERT ${ignore} INTO attempt_limits (name, tries, triedAt, lockedUntil) VALUES (?, 0, ?, 0)`,
    [name, now],
  )
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
  await tx.query('UPDATE attempt_limits SET tries = ?, triedAt = ?, lockedUntil = ? WHERE name = ?', [
    tries,
    triedAt,
    lockedUntil,
    name,
  ])
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
