import type { OperatorView } from '../contract/admin/operators.ts'
import type { Role } from '../contract/rights.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { changeOperator } from './change-operator.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { operatorView } from './operator-view.ts'
import { normalEmail } from './sign-in.ts'

export interface OperatorEdit {
  readonly operatorId: number
  /** The version the editor saw. */
  readonly version: number
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly role?: Role | undefined
}

/** Edits an account; another role ends its sessions. Fails as `changeOperator`, and with `changed_meanwhile`. */
export function editOperator(
  deps: Pick<OperatorDeps, 'database' | 'clock'>,
  input: OperatorEdit,
  actor: Actor,
): Promise<Outcome<OperatorView>> {
  return changeOperator(
    deps,
    {
      operatorId: input.operatorId,
      action: 'operators.edit',
      endsSessions: false,
      decide(before) {
        if (before.version !== input.version) {
          throw new RolledBack(fail('changed_meanwhile', { current: operatorView(before) }))
        }
        return {
          email: input.email === undefined ? before.email : normalEmail(input.email),
          name: input.name ?? before.name,
          role: input.role ?? before.role,
        }
      },
    },
    actor,
  )
}

/** Ends all sessions and refuses further ones. */
export function disableOperator(
  deps: Pick<OperatorDeps, 'database' | 'clock'>,
  input: { readonly operatorId: number },
  actor: Actor,
): Promise<Outcome<OperatorView>> {
  return changeOperator(
    deps,
    {
      operatorId: input.operatorId,
      action: 'operators.disable',
      endsSessions: true,
      decide: (before, at) => ({ disabledAt: before.disabledAt ?? at }),
    },
    actor,
  )
}

export function enableOperator(
  deps: Pick<OperatorDeps, 'database' | 'clock'>,
  input: { readonly operatorId: number },
  actor: Actor,
): Promise<Outcome<OperatorView>> {
  return changeOperator(
    deps,
    {
      operatorId: input.operatorId,
      action: 'operators.enable',
      endsSessions: false,
      decide: () => ({ disabledAt: null }),
    },
    actor,
  )
}
