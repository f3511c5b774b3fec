import { recordAudit } from '../audit/record-audit.ts'
import { type OperatorRow, operatorEntity } from '../db/entities/operators.ts'
import type { Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { accountPolicy, addressGroup, addressPolicy } from './attempt-limit-rule.ts'
import { forgetAttempts, returnAttempt, takeAttempt } from './attempt-limits.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { createSession, type NewSession, type SessionOrigin } from './session-store.ts'

/** As addresses of operators are stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

/**
 * Checks address and password and opens a session, which may be half of one (see `sessionState`).
 * Fails with `wrong_credentials`, in words and time the same whether the account exists, is disabled or the password
 * is wrong, or with `too_many_requests`.
 */
export function signIn(
  deps: OperatorDeps,
  input: { readonly email: string; readonly password: string; readonly origin: SessionOrigin },
): Promise<Outcome<NewSession>> {
  const { database, clock, vault, passwords } = deps
  const email = normalEmail(input.email)
  const account = `password:${vault.hash(email)}`
  const address = `address:${addressGroup(input.origin.address)}`
  return outcomeOf(async () => {
    const found = await database.inTransaction(async tx => {
      const now = clock.now()
      await takeAttempt(tx, account, accountPolicy, now)
      await takeAttempt(tx, address, addressPolicy, now)
      return tx.manager.findOneBy(operatorEntity, { email })
    })
    // Outside a transaction: it takes a while, on purpose.
    const matches = await passwords.verify(found?.passwordHash ?? null, input.password)
    if (!found || !matches || found.disabledAt !== null) throw new RolledBack(fail('wrong_credentials'))
    return database.inTransaction(async tx => {
      const operator = await unchangedSince(tx, found)
      await forgetAttempts(tx, account)
      await returnAttempt(tx, address)
      const at = clock.now()
      const secondFactorAt = operator.totpConfirmedAt === null ? at : null
      const session = await createSession(tx, operator, { at, secondFactorAt, origin: input.origin })
      const { id, name, role } = operator
      await recordAudit(tx, {
        at,
        actor: { kind: 'operator', id, name, role },
        action: 'session.signIn',
        subject: `operator:${id}`,
        before: null,
        after: { state: session.state, address: input.origin.address },
      })
      return session
    })
  })
}

/** The operator as he is now, unless his password or state changed while it was checked. */
async function unchangedSince(tx: Tx, seen: OperatorRow): Promise<OperatorRow> {
  const operator = await tx.manager.findOneBy(operatorEntity, { id: seen.id })
  if (!operator || operator.passwordHash !== seen.passwordHash || operator.disabledAt !== null) {
    throw new RolledBack(fail('wrong_credentials'))
  }
  return operator
}
