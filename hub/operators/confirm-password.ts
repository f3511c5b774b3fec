import { operatorEntity } from '../db/entities/operators.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { accountPolicy } from './attempt-limit-rule.ts'
import { forgetAttempts, takeAttempt } from './attempt-limits.ts'
import type { OperatorDeps } from './operator-deps.ts'

/**
 * A signed-in operator shows his password again; the hash that it matched, so that the caller can see whether it
 * changed meanwhile. Throws `wrong_credentials` or `too_many_requests`: a stolen session is no way to guess.
 */
export async function confirmPassword(
  deps: OperatorDeps,
  operatorId: number,
  password: string,
): Promise<string> {
  const { database, clock, passwords } = deps
  const tries = `confirm:${operatorId}`
  const operator = await database.inTransaction(async tx => {
    await takeAttempt(tx, tries, accountPolicy, clock.now())
    return tx.manager.findOneBy(operatorEntity, { id: operatorId })
  })
  if (!operator || !(await passwords.verify(operator.passwordHash, password))) {
    throw new RolledBack(fail('wrong_credentials'))
  }
  await database.inTransaction(tx => forgetAttempts(tx, tries))
  return operator.passwordHash
}
