import { createHash } from 'node:crypto'
import type { Instant } from '../../contract/primitives.ts'
import { customerSessionEntity } from '../../db/entities/customers.ts'
import { integerIn, textIn } from '../../db/raw-row.ts'
import { rowsOf, type Tx } from '../../db/transaction.ts'
import type { RandomBytes } from '../../users/ports.ts'
import type { NewSession, Origin, SignedIn } from '../ports.ts'

const day = 86_400_000
const lifeMs = 30 * day
/** A session is written as seen at most this often. */
const seenPrecisionMs = day / 2

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A new session under a new random token of 256 bits. */
export async function openSession(
  tx: Tx,
  random: RandomBytes,
  session: { readonly userId: number; readonly origin: Origin; readonly at: Instant },
): Promise<NewSession> {
  const { userId, origin, at } = session
  const token = random(32).toString('base64url')
  await tx.manager.insert(customerSessionEntity, {
    ...{ tokenHash: hashOf(token), userId, createdAt: at, seenAt: at, expiresAt: at + lifeMs },
    userAgent: origin.userAgent.slice(0, 255),
  })
  return { token, userId }
}

/** Who is signed in; null where the session ended or the account is closed. It lives on from its last use. */
export async function findSession(tx: Tx, token: string, at: Instant): Promise<SignedIn | null> {
  const tokenHash = hashOf(token)
  const [row] = rowsOf(
    await tx.query(
      `SELECT s.userId, s.seenAt, u.email FROM customer_sessions s JOIN users u ON u.id = s.userId
       WHERE s.tokenHash = ? AND s.expiresAt > ? AND u.status <> 'deleted' AND u.email IS NOT NULL`,
      [tokenHash, at],
    ),
  )
  if (row === undefined) return null
  if (at - integerIn(row, 'seenAt') > seenPrecisionMs) {
    await tx.query('UPDATE customer_sessions SET seenAt = ?, expiresAt = ? WHERE tokenHash = ?', [
      ...[at, at + lifeMs, tokenHash],
    ])
  }
  return { userId: integerIn(row, 'userId'), email: textIn(row, 'email') }
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.query('DELETE FROM customer_sessions WHERE tokenHash = ?', [hashOf(token)])
}

export async function endSessions(tx: Tx, userId: number): Promise<void> {
  await tx.query('DELETE FROM customer_sessions WHERE userId = ?', [userId])
}

/** Removes sessions and codes whose time is over; for a job. */
export async function pruneCustomers(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM customer_sessions WHERE expiresAt <= ?', [now])
  await tx.query('DELETE FROM email_codes WHERE expiresAt <= ?', [now])
}
