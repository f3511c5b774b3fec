import { recordAudit } from '../audit/record-audit.ts'
import { operatorEntity } from '../db/entities/operators.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { accountPolicy } from './attempt-limit-rule.ts'
import { forgetAttempts, takeAttempt } from './attempt-limits.ts'
import { confirmPassword } from './confirm-password.ts'
import type { OperatorDeps } from './operator-deps.ts'
import {
  type CurrentSession,
  createSession,
  endSessionsOf,
  type NewSession,
  type SessionOrigin,
} from './session-store.ts'
import { newRecoveryCodes, newTotpSecret, recoveryCodeHash, totpUri } from './totp.ts'
import { lockOperator, useSecondFactor } from './use-second-factor.ts'

/** Stores a new secret, which counts once a code of it is entered. Fails with `second_factor_on` where one counts. */
export function beginSecondFactor(
  deps: OperatorDeps,
  input: { readonly session: CurrentSession; readonly password: string },
): Promise<Outcome<{ readonly secret: string; readonly uri: string }>> {
  const { database, vault } = deps
  const { id, email } = input.session.operator
  return outcomeOf(async () => {
    await confirmPassword(deps, id, input.password)
    const secret = newTotpSecret()
    await database.inTransaction(async tx => {
      const operator = await lockOperator(tx, id)
      if (!operator || operator.totpConfirmedAt !== null) throw new RolledBack(fail('second_factor_on'))
      await tx.manager.update(operatorEntity, { id }, { totpSecret: vault.seal(secret), totpLastStep: 0 })
    })
    return { secret, uri: totpUri(secret, email) }
  })
}

/**
 * Turns the second factor on with a first code, ends every session of the operator and opens a new one for the
 * caller. The recovery codes are shown this once. Fails with `wrong_credentials`, `second_factor_on`,
 * `second_factor_off` (not begun) or `too_many_requests`.
 */
export function confirmSecondFactor(
  deps: Pick<OperatorDeps, 'database' | 'clock' | 'vault'>,
  input: { readonly session: CurrentSession; readonly code: string; readonly origin: SessionOrigin },
): Promise<Outcome<{ readonly recoveryCodes: readonly string[]; readonly session: NewSession }>> {
  const { database, clock, vault } = deps
  const { id, name, role } = input.session.operator
  const tries = `code:${id}`
  return outcomeOf(async () => {
    await database.inTransaction(tx => takeAttempt(tx, tries, accountPolicy, clock.now()))
    return database.inTransaction(async tx => {
      const at = clock.now()
      const operator = await lockOperator(tx, id)
      if (!operator || operator.totpSecret === null) throw new RolledBack(fail('second_factor_off'))
      if (operator.totpConfirmedAt !== null) throw new RolledBack(fail('second_factor_on'))
      const method = await useSecondFactor(tx, vault, operator, input.code, at)
      if (method !== 'totp') throw new RolledBack(fail('wrong_credentials'))
      const recoveryCodes = newRecoveryCodes()
      await tx.manager.update(
        operatorEntity,
        { id },
        { totpConfirmedAt: at, recoveryCodes: recoveryCodes.map(recoveryCodeHash) },
      )
      await forgetAttempts(tx, tries)
      await endSessionsOf(tx, id)
      const session = await createSession(tx, operator, { at, secondFactorAt: at, origin: input.origin })
      await recordAudit(tx, {
        at,
        actor: { kind: 'operator', id, name, role },
        action: 'session.confirmSecondFactor',
        subject: `operator:${id}`,
        before: { secondFactor: false },
        after: { secondFactor: true },
      })
      return { recoveryCodes, session }
    })
  })
}

/** Turns the second factor off with the password and a code. Fails as its siblings do. */
export function removeSecondFactor(
  deps: OperatorDeps,
  input: { readonly session: CurrentSession; readonly password: string; readonly code: string },
): Promise<Outcome<null>> {
  const { database, clock, vault } = deps
  const { id, name, role } = input.session.operator
  const tries = `code:${id}`
  return outcomeOf(async () => {
    await confirmPassword(deps, id, input.password)
    await database.inTransaction(tx => takeAttempt(tx, tries, accountPolicy, clock.now()))
    return database.inTransaction(async tx => {
      const at = clock.now()
      const operator = await lockOperator(tx, id)
      if (!operator || operator.totpConfirmedAt === null) throw new RolledBack(fail('second_factor_off'))
      if ((await useSecondFactor(tx, vault, operator, input.code, at)) === null) {
        throw new RolledBack(fail('wrong_credentials'))
      }
      const none = { totpSecret: null, totpConfirmedAt: null, totpLastStep: 0, recoveryCodes: [] }
      await tx.manager.update(operatorEntity, { id }, none)
      await forgetAttempts(tx, tries)
      await recordAudit(tx, {
        at,
        actor: { kind: 'operator', id, name, role },
        action: 'session.removeSecondFactor',
        subject: `operator:${id}`,
        before: { secondFactor: true },
        after: { secondFactor: false },
      })
      return null
    })
  })
}
