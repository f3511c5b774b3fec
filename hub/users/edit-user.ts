import type { UserRow } from '../db/entities/users.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { type ChangeUserDeps, changeUser } from './change-user.ts'
import type { ApplyGate, AssignNodes } from './ports.ts'

export interface EditUserDeps extends ChangeUserDeps {
  readonly assignNodes: AssignNodes
  readonly applyGate: ApplyGate
}

export interface UserEdit {
  readonly userId: number
  /** The version that was read. */
  readonly version: number
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly nodeCount?: number | undefined
  readonly regions?: readonly string[] | undefined
  readonly note?: string | undefined
}

/**
 * Changes what is given. Another number of nodes fills up or gives back nodes at once where he has a port; other
 * regions count for nodes he is given from now on.
 * Fails with `user_not_found`, `changed_meanwhile` (facts: `current`) and `email_taken`.
 */
export function editUser(deps: EditUserDeps, edit: UserEdit, actor: Actor): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: edit.userId,
    version: edit.version,
    action: 'user.edit',
    actor,
    patch: () => ({
      ...(edit.name === undefined ? {} : { name: edit.name }),
      ...(edit.email === undefined ? {} : { email: edit.email }),
      ...(edit.nodeCount === undefined ? {} : { nodeCount: edit.nodeCount }),
      ...(edit.regions === undefined ? {} : { regions: [...new Set(edit.regions)] }),
      ...(edit.note === undefined ? {} : { note: edit.note }),
    }),
    follow: async (tx, user, before, at) => {
      if (user.port === null || user.nodeCount === before.nodeCount) return
      await deps.assignNodes(tx, [user.id], at)
      await deps.applyGate(tx, [user.id], at, 'user.edit')
    },
  })
}
