import { recordAudit } from '../audit/record-audit.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { accountPolicy } from './attempt-limit-rule.ts'
import { forgetAttempts, takeAttempt } from './attempt-limits.ts'
import type { OperatorDeps } from './operator-deps.ts'
import {
  type CurrentSession,
  createSession,
  endSession,
  type NewSession,
  type SessionOrigin,
} from './session-store.ts'
import { lockOperator, useSecondFactor } from './use-second-factor.ts'

/**
 * Completes a sign-in with a TOTP or recovery code and replaces the session by a new one. Fails with
 * `wrong_credentials`, `too_many_requests`, or `second_factor_off` where the session has no factor outstanding.
 */
export function verifySecondFactor(
  deps: Pick<OperatorDeps, 'database' | 'clock' | 'vault'>,
  input: { readonly session: CurrentSession; readonly code: string; readonly origin: SessionOrigin },
): Promise<Outcome<NewSession>> {
  const { database, clock, vault } = deps
  const { session, code, origin } = input
  const { id, name, role } = session.operator
  const tries = `code:${id}`
  return outcomeOf(async () => {
    if (session.state !== 'second-factor') throw new RolledBack(fail('second_factor_off'))
    // Counted in a transaction of its own: a wrong code rolls the next one back.
    await database.inTransaction(tx => takeAttempt(tx, tries, accountPolicy, clock.now()))
    return database.inTransaction(async tx => {
      const at = clock.now()
      const operator = await lockOperator(tx, id)
      if (!operator || operator.disabledAt !== null) throw new RolledBack(fail('not_signed_in'))
      const method = await useSecondFactor(tx, vault, operator, code, at)
      if (method === null) throw new RolledBack(fail('wrong_credentials'))
      await forgetAttempts(tx, tries)
      await endSession(tx, session.tokenHash)
      const next = await createSession(tx, operator, { at, secondFactorAt: at, origin })
      await recordAudit(tx, {
        at,
        actor: { kind: 'operator', id, name, role },
        action: 'session.verifySecondFactor',
        subject: `operator:${id}`,
        before: null,
        after: { method, address: origin.address },
      })
      return next
    })
  })
}
