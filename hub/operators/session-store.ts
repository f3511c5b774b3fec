import { createHash, randomBytes } from 'node:crypto'
import type { Instant } from '../contract/primitives.ts'
import { type OperatorRow, operatorEntity, type SessionRow, sessionEntity } from '../db/entities/operators.ts'
import type { Tx } from '../db/transaction.ts'
import {
  halfSessionLifeMs,
  type SessionState,
  type SignedInOperator,
  seenPrecisionMs,
  sessionIsAlive,
  sessionLifeMs,
  sessionState,
} from './session-rule.ts'

/** A session that was found by its token and still counts. */
export interface CurrentSession {
  readonly tokenHash: string
  readonly operator: SignedInOperator
  readonly state: SessionState
  /** Demanded as a header of every change that a cookie authorises. */
  readonly csrfToken: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** A session as it was just made: the only moment at which its token is known. */
export interface NewSession {
  readonly token: string
  readonly csrfToken: string
  readonly state: SessionState
  readonly expiresAt: number
}

/** Where a session was opened from. */
export interface SessionOrigin {
  readonly address: string
  readonly userAgent: string
}

/** Only this is stored of a token: 64 hex digits. */
export function sessionTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Stores a new session under a new random token (256 bits, base64url). */
export async function createSession(
  tx: Tx,
  operator: OperatorRow,
  options: { readonly at: Instant; readonly secondFactorAt: number | null; readonly origin: SessionOrigin },
): Promise<NewSession> {
  const token = randomBytes(32).toString('base64url')
  const csrfToken = randomBytes(32).toString('base64url')
  const state = sessionState({ ...operator, secondFactorAt: options.secondFactorAt })
  const expiresAt = options.at + (state === 'full' ? sessionLifeMs : halfSessionLifeMs)
  await tx.manager.insert(sessionEntity, {
    tokenHash: sessionTokenHash(token),
    operatorId: operator.id,
    csrfToken,
    secondFactorAt: options.secondFactorAt,
    createdAt: options.at,
    seenAt: options.at,
    expiresAt,
    address: options.origin.address.slice(0, 64),
    userAgent: options.origin.userAgent.slice(0, 255),
  })
  return { token, csrfToken, state, expiresAt }
}

/** The living session of a token hash, or null; marks it as seen. */
export async function findSession(tx: Tx, tokenHash: string, now: Instant): Promise<CurrentSession | null> {
  const session = await tx.manager.findOneBy(sessionEntity, { tokenHash })
  if (!session) return null
  const operator = await tx.manager.findOneBy(operatorEntity, { id: session.operatorId })
  if (!operator || !sessionIsAlive(session, operator, now)) return null
  if (now - session.seenAt >= seenPrecisionMs) {
    await tx.manager.update(sessionEntity, { tokenHash }, { seenAt: now })
  }
  return {
    tokenHash,
    operator: shown(operator),
    state: sessionState({ ...operator, secondFactorAt: session.secondFactorAt }),
    csrfToken: session.csrfToken,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
  }
}

function shown(operator: OperatorRow): SignedInOperator {
  const { id, name, email, role } = operator
  return { id, name, email, role, hasSecondFactor: operator.totpConfirmedAt !== null }
}

/** Sessions of an operator that may still count, newest first. */
export async function listSessions(tx: Tx, operatorId: number, now: Instant): Promise<SessionRow[]> {
  const rows = await tx.manager.find(sessionEntity, { where: { operatorId }, order: { createdAt: 'DESC' } })
  return rows.filter(row => sessionIsAlive(row, { disabledAt: null }, now))
}

export async function endSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.manager.delete(sessionEntity, { tokenHash })
}

/** Ends every session of an operator: after a change of password, role or second factor. */
export async function endSessionsOf(tx: Tx, operatorId: number): Promise<void> {
  await tx.manager.delete(sessionEntity, { operatorId })
}

/** Removes sessions that ran out; for a job. */
export async function pruneSessions(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM sessions WHERE expiresAt < ?', [now])
}
