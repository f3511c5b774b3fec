import type { UserRow } from '../db/entities/users.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { type ChangeUserDeps, changeUser } from './change-user.ts'
import type { ApplyGate } from './ports.ts'

export interface SuspendUserDeps extends ChangeUserDeps {
  readonly applyGate: ApplyGate
}

/** Closes a user's gate until he is resumed. Suspending again changes the reason. Fails with `user_not_found`. */
export function suspendUser(
  deps: SuspendUserDeps,
  input: { readonly userId: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: input.userId,
    action: 'user.suspend',
    actor,
    patch: (_tx, user) =>
      user.status === 'suspended' && user.statusReason === input.reason
        ? {}
        : { status: 'suspended', statusReason: input.reason },
    follow: (tx, user, _before, at) => deps.applyGate(tx, [user.id], at, 'user.suspend'),
  })
}

/** Ends a suspension; the gate decides anew. Nothing where he is not suspended. Fails with `user_not_found`. */
export function resumeUser(
  deps: SuspendUserDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return changeUser(deps, {
    userId: input.userId,
    action: 'user.resume',
    actor,
    patch: (_tx, user) => (user.status === 'suspended' ? { status: 'active', statusReason: '' } : {}),
    follow: (tx, user, _before, at) => deps.applyGate(tx, [user.id], at, 'user.resume'),
  })
}
