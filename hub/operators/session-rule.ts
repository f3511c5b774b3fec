import type { Role } from '../contract/rights.ts'

/** What is missing before a session may do more than finish its sign-in. */
export type SessionState = 'second-factor' | 'password-change' | 'full'

/** A session ends this long after its sign-in whatever happens. */
export const sessionLifeMs = 24 * 3_600_000
/** A session ends when it was not used for this long. */
export const sessionIdleMs = 8 * 3_600_000
/** The second factor and a forced change of password must follow the password soon. */
export const halfSessionLifeMs = 15 * 60_000
/** How precise `seenAt` is kept: a write per request would cost more than it tells. */
export const seenPrecisionMs = 60_000

/** The second factor comes first: who has not shown it may not change the password. */
export function sessionState(of: {
  readonly secondFactorAt: number | null
  readonly mustChangePassword: boolean
}): SessionState {
  if (of.secondFactorAt === null) return 'second-factor'
  return of.mustChangePassword ? 'password-change' : 'full'
}

/** Whether a stored session still counts. Both ends are instants in ms. */
export function sessionIsAlive(
  session: { readonly seenAt: number; readonly expiresAt: number },
  operator: { readonly disabledAt: number | null },
  now: number,
): boolean {
  return operator.disabledAt === null && now < session.expiresAt && now < session.seenAt + sessionIdleMs
}

/** An operator as his session shows him. */
export interface SignedInOperator {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly hasSecondFactor: boolean
}
