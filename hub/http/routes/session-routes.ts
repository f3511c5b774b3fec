import type { sessionEndpoints } from '../../contract/admin/session.ts'
import type { Instant } from '../../contract/primitives.ts'
import { rightsOf } from '../../contract/rights.ts'
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts'
import { changePassword } from '../../operators/change-password.ts'
import type { OperatorDeps } from '../../operators/operator-deps.ts'
import { endSession, listSessions, type NewSession } from '../../operators/session-store.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
} from '../../operators/set-up-second-factor.ts'
import { signIn } from '../../operators/sign-in.ts'
import { verifySecondFactor } from '../../operators/verify-second-factor.ts'
import type { CallContext, HandlerTable } from '../handlers.ts'
import { requireSession } from '../require-session.ts'

/** The part of a token's hash that names a session among the own ones. */
const sessionIdOf = (tokenHash: string) => tokenHash.slice(0, 16)

/** A new session as it is answered: its token goes where the one before was kept. */
function opened(session: NewSession, keep: 'cookie' | 'token', context: CallContext) {
  if (keep === 'cookie') context.keepSession(session)
  const { state, csrfToken, expiresAt } = session
  return {
    state,
    csrfToken,
    expiresAt: expiresAt as Instant,
    token: keep === 'cookie' ? null : session.token,
  }
}

function openedAgain(outcome: Outcome<NewSession>, context: CallContext) {
  if (!outcome.ok) return outcome
  return succeed(opened(outcome.value, context.credential === 'cookie' ? 'cookie' : 'token', context))
}

const originOf = ({ address, userAgent }: CallContext) => ({ address, userAgent })

/** Answers sign-in and everything an operator does with his own account. */
export function sessionHandlers(deps: OperatorDeps): HandlerTable<typeof sessionEndpoints> {
  const { database, clock } = deps
  return {
    'session.signIn': async ({ body }, context) => {
      const { email, password, keep } = body
      const signedIn = await signIn(deps, { email, password, origin: originOf(context) })
      return signedIn.ok ? succeed(opened(signedIn.value, keep, context)) : signedIn
    },
    'session.read': async (_input, context) => {
      const { state, csrfToken, expiresAt, operator } = requireSession(context)
      const rights = state === 'full' ? [...rightsOf[operator.role]] : []
      return succeed({ state, csrfToken, expiresAt: expiresAt as Instant, operator, rights })
    },
    'session.signOut': async (_input, context) => {
      const { tokenHash } = requireSession(context)
      await database.inTransaction(tx => endSession(tx, tokenHash))
      if (context.credential === 'cookie') context.keepSession(null)
      return succeed({})
    },
    'session.verifySecondFactor': async ({ body }, context) => {
      const session = requireSession(context)
      const verified = await verifySecondFactor(deps, { session, code: body.code, origin: originOf(context) })
      return openedAgain(verified, context)
    },
    'session.changePassword': async ({ body }, context) => {
      const session = requireSession(context)
      return openedAgain(await changePassword(deps, { ...body, session, origin: originOf(context) }), context)
    },
    'session.beginSecondFactor': ({ body }, context) =>
      beginSecondFactor(deps, { session: requireSession(context), password: body.password }),
    'session.confirmSecondFactor': async ({ body }, context) => {
      const session = requireSession(context)
      const confirmed = await confirmSecondFactor(deps, {
        session,
        code: body.code,
        origin: originOf(context),
      })
      if (!confirmed.ok) return confirmed
      const keep = context.credential === 'cookie' ? 'cookie' : 'token'
      const { recoveryCodes } = confirmed.value
      const next = opened(confirmed.value.session, keep, context)
      return succeed({ recoveryCodes: [...recoveryCodes], session: next })
    },
    'session.removeSecondFactor': async ({ body }, context) => {
      const removed = await removeSecondFactor(deps, { ...body, session: requireSession(context) })
      return removed.ok ? succeed({}) : removed
    },
    'session.list': async (_input, context) => {
      const { operator, tokenHash } = requireSession(context)
      const rows = await database.inTransaction(tx => listSessions(tx, operator.id, clock.now()))
      return succeed({
        sessions: rows.map(row => ({
          sessionId: sessionIdOf(row.tokenHash),
          isThisOne: row.tokenHash === tokenHash,
          createdAt: row.createdAt as Instant,
          seenAt: row.seenAt as Instant,
          expiresAt: row.expiresAt as Instant,
          address: row.address,
          userAgent: row.userAgent,
        })),
      })
    },
    'session.end': ({ params }, context) => {
      const { operator } = requireSession(context)
      return database.inTransaction(async tx => {
        const own = await listSessions(tx, operator.id, clock.now())
        const found = own.find(row => sessionIdOf(row.tokenHash) === params.sessionId)
        if (!found) return fail('not_found', params)
        await endSession(tx, found.tokenHash)
        return succeed({})
      })
    },
  }
}
