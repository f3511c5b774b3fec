import type { Instant } from '../contract/primitives.ts'
import type { UserRow } from '../db/entities/users.ts'
import type { Tx } from '../db/transaction.ts'
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

export interface PasswordRotation {
  readonly userId: number
  /** What changes with it, in the same transaction. */
  readonly also?: (tx: Tx, at: Instant) => Promise<unknown>
}

/** Gives a user a new password that fits his cipher, on all his nodes. Fails with `user_not_found`. */
export function rotatePassword(
  deps: RotatePasswordDeps,
  input: PasswordRotation,
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: input.userId,
    action: 'user.rotatePassword',
    actor,
    patch: (_tx, user) => ({ passwordSecret: deps.vault.seal(generatePassword(user.cipher, deps.random)) }),
    follow: async (tx, user, _before, at) => {
      await touchNodes(tx, await nodesOfUser(tx, user.id))
      await input.also?.(tx, at)
    },
  })
}
