import type { UserRow } from '../db/entities/users.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { Vault } from '../secrets/vault.ts'
import { type ChangeUserDeps, changeUser } from './change-user.ts'
import { generatePassword } from './generate-password.ts'
import type { RandomBytes } from './ports.ts'
import { nodesOfUser, touchNodes } from './touch-nodes.ts'

export interface RotatePasswordDeps extends ChangeUserDeps {
  readonly vault: Pick<Vault, 'seal'>
  readonly random: RandomBytes
}

/** Gives a user a new password that fits his cipher, on all his nodes. Fails with `user_not_found`. */
export function rotatePassword(
  deps: RotatePasswordDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: input.userId,
    action: 'user.rotatePassword',
    actor,
    patch: (_tx, user) => ({ passwordSecret: deps.vault.seal(generatePassword(user.cipher, deps.random)) }),
    follow: async (tx, user) => touchNodes(tx, await nodesOfUser(tx, user.id)),
  })
}
