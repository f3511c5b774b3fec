import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { type CurrentSession, findSession, sessionTokenHash } from '../operators/session-store.ts'

export const csrfHeader = 'x-csrf-token'

/** Who sent a request. */
export interface Caller {
  readonly session: CurrentSession | null
  readonly credential: 'cookie' | 'bearer' | 'none'
}

export interface AuthenticateDeps {
  readonly database: Database
  readonly clock: Clock
  /** `__Host-sluice` over TLS; a name without the prefix on loopback, where browsers would refuse it. */
  readonly cookieName: string
}

/** The session whose token a request shows, in `Authorization: Bearer` or the cookie. */
export async function authenticate(deps: AuthenticateDeps, request: FastifyRequest): Promise<Caller> {
  const [scheme, bearer] = (request.headers.authorization ?? '').split(' ', 2)
  const isBearer = scheme?.toLowerCase() === 'bearer' && bearer !== undefined && bearer !== ''
  const token = isBearer ? bearer : request.cookies[deps.cookieName]
  if (token === undefined || token.length > 256) return { session: null, credential: 'none' }
  const hash = sessionTokenHash(token)
  const session = await deps.database.inTransaction(tx => findSession(tx, hash, deps.clock.now()))
  return { session, credential: isBearer ? 'bearer' : 'cookie' }
}

/**
 * Whether a change must be refused because only a cookie vouches for it: another site can make a browser send the
 * cookie, but cannot read the session's CSRF token.
 */
export function lacksCsrfToken(request: FastifyRequest, caller: Caller): boolean {
  if (caller.credential !== 'cookie' || caller.session === null) return false
  if (request.method === 'GET' || request.method === 'HEAD') return false
  const shown = Buffer.from(String(request.headers[csrfHeader] ?? ''))
  const wanted = Buffer.from(caller.session.csrfToken)
  return shown.length !== wanted.length || !timingSafeEqual(shown, wanted)
}
