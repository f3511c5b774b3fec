import type { OperatorView } from '../contract/admin/operators.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Outcome, succeed } from '../kernel/outcome.ts'
import { changeOperator } from './change-operator.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { generateOperatorPassword } from './passwords.ts'

/** Gives an account a generated password, to be changed at the next sign-in, and ends its sessions. */
export async function resetOperatorPassword(
  deps: Pick<OperatorDeps, 'database' | 'clock' | 'passwords'>,
  input: { readonly operatorId: number },
  actor: Actor,
): Promise<Outcome<{ readonly operator: OperatorView; readonly password: string }>> {
  const password = generateOperatorPassword()
  const passwordHash = await deps.passwords.hash(password)
  const changed = await changeOperator(
    deps,
    {
      operatorId: input.operatorId,
      action: 'operators.resetPassword',
      endsSessions: true,
      decide: () => ({ passwordHash, mustChangePassword: true }),
    },
    actor,
  )
  return changed.ok ? succeed({ operator: changed.value, password }) : changed
}

/** Removes the second factor and the recovery codes of an account, and ends its sessions. */
export function resetOperatorTotp(
  deps: Pick<OperatorDeps, 'database' | 'clock'>,
  input: { readonly operatorId: number },
  actor: Actor,
): Promise<Outcome<OperatorView>> {
  return changeOperator(
    deps,
    {
      operatorId: input.operatorId,
      action: 'operators.resetTotp',
      endsSessions: true,
      decide: () => ({ totpSecret: null, totpConfirmedAt: null, totpLastStep: 0, recoveryCodes: [] }),
    },
    actor,
  )
}
