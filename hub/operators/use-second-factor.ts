import type { Instant } from '../contract/primitives.ts'
import { type OperatorRow, operatorEntity } from '../db/entities/operators.ts'
import { affectedOf, type Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import { recoveryCodeHash, totpStep } from './totp.ts'

/**
 * Whether the code proves the second factor, and uses it up: a TOTP code by its time step, a recovery code by
 * taking it off the list. Both are conditional writes, so the same code twice at once passes once.
 */
export async function useSecondFactor(
  tx: Tx,
  vault: Vault,
  operator: OperatorRow,
  code: string,
  now: Instant,
): Promise<'totp' | 'recovery' | null> {
  if (operator.totpSecret === null) return null
  const step = totpStep(vault.open(operator.totpSecret), code.replace(/\s/g, ''), now)
  if (step !== null) {
    const used = await tx.query('UPDATE operators SET totpLastStep = ? WHERE id = ? AND totpLastStep < ?', [
      step,
      operator.id,
      step,
    ])
    return affectedOf(used) === 1 ? 'totp' : null
  }
  if (operator.totpConfirmedAt === null) return null
  const hash = recoveryCodeHash(code)
  const before = JSON.stringify(operator.recoveryCodes)
  const rest = operator.recoveryCodes.filter(known => known !== hash)
  if (rest.length === operator.recoveryCodes.length) return null
  const used = await tx.query('UPDATE operators SET recoveryCodes = ? WHERE id = ? AND recoveryCodes = ?', [
    JSON.stringify(rest),
    operator.id,
    before,
  ])
  return affectedOf(used) === 1 ? 'recovery' : null
}

/** The operator of a session, locked until the commit. */
export async function lockOperator(tx: Tx, id: number): Promise<OperatorRow | null> {
  await tx.query(`SELECT id FROM operators WHERE id = ?${tx.forUpdate}`, [id])
  return tx.manager.findOneBy(operatorEntity, { id })
}
