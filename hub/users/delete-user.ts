import type { UserRow } from '../db/entities/users.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { changeUser } from './change-user.ts'
import { generatePassword } from './generate-password.ts'
import type { ApplyGate, ReleasePorts } from './ports.ts'
import type { RotatePasswordDeps } from './rotate-password.ts'

export interface DeleteUserDeps extends RotatePasswordDeps {
  readonly applyGate: ApplyGate
  readonly releasePorts: ReleasePorts
}

/**
 * Clears what identifies a user, closes his gate and releases his number. His id stays, and with it every total:
 * ledger, cycles and grants are not touched. Fails with `user_not_found`, also where he is deleted already.
 */
export function deleteUser(
  deps: DeleteUserDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: input.userId,
    action: 'user.delete',
    actor,
    patch: (_tx, user, at) => ({
      name: `deleted-${user.id}`,
      email: null,
      status: 'deleted',
      statusReason: '',
      note: '',
      regions: [],
      // Not even encrypted does the old one stay.
      passwordSecret: deps.vault.seal(generatePassword(user.cipher, deps.random)),
      deletedAt: at,
    }),
    follow: async (tx, user, _before, at) => {
      await deps.applyGate(tx, [user.id], at, 'user.delete')
      await deps.releasePorts(tx, user.id, at)
    },
  })
}
