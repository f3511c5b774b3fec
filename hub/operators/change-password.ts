import { recordAudit } from '../audit/record-audit.ts'
import { operatorEntity } from '../db/entities/operators.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { confirmPassword } from './confirm-password.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { passwordWeakness } from './password-rule.ts'
import {
  type CurrentSession,
  createSession,
  endSessionsOf,
  type NewSession,
  type SessionOrigin,
} from './session-store.ts'
import { lockOperator } from './use-second-factor.ts'

/**
 * Changes the own password, ends every session of the operator and opens a new one for the caller. Fails with
 * `wrong_credentials`, `weak_password` (facts: why), `too_many_requests`, and `second_factor_required` while the
 * second factor is outstanding.
 */
export function changePassword(
  deps: OperatorDeps,
  input: {
    readonly session: CurrentSession
    readonly currentPassword: string
    readonly newPassword: string
    readonly origin: SessionOrigin
  },
): Promise<Outcome<NewSession>> {
  const { database, clock, passwords } = deps
  const { session, currentPassword, newPassword, origin } = input
  const { id, name, role } = session.operator
  return outcomeOf(async () => {
    if (session.state === 'second-factor') throw new RolledBack(fail('second_factor_required'))
    const weakness = passwordWeakness(newPassword, session.operator)
    if (weakness !== null) throw new RolledBack(fail('weak_password', { why: weakness }))
    const knownHash = await confirmPassword(deps, id, currentPassword)
    if (newPassword === currentPassword) throw new RolledBack(fail('weak_password', { why: 'unchanged' }))
    const passwordHash = await passwords.hash(newPassword)
    return database.inTransaction(async tx => {
      const at = clock.now()
      const operator = await lockOperator(tx, id)
      if (!operator || operator.disabledAt !== null) throw new RolledBack(fail('not_signed_in'))
      if (operator.passwordHash !== knownHash) throw new RolledBack(fail('wrong_credentials'))
      const next = { ...operator, passwordHash, mustChangePassword: false }
      await tx.manager.update(operatorEntity, { id }, { passwordHash, mustChangePassword: false })
      await endSessionsOf(tx, id)
      const opened = await createSession(tx, next, { at, secondFactorAt: at, origin })
      await recordAudit(tx, {
        at,
        actor: { kind: 'operator', id, name, role },
        action: 'session.changePassword',
        subject: `operator:${id}`,
        before: { mustChangePassword: operator.mustChangePassword },
        after: { password: 'changed', mustChangePassword: false },
      })
      return opened
    })
  })
}
