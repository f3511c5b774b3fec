import { recordAudit } from '../audit/record-audit.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { lockUser } from '../users/change-user.ts'
import { type Assigned, assignNodes } from './assign-nodes.ts'
import type { MoveDeps } from './node-ports.ts'

type Given = Omit<Extract<Assigned, { kind: 'assigned' }>, 'kind' | 'userId' | 'added' | 'released'> & {
  added: number[]
  released: number[]
}

/**
 * Fills up a user's nodes, e.g. once there is room again. Does nothing where he has what he is to have.
 * Fails with `user_not_found`, `no_node_available`, `no_port_available`.
 */
export function assignUser(
  deps: MoveDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<Given>> {
  const { userId } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await lockUser(tx, userId)
      const [assigned] = await assignNodes(tx, [userId], at, deps)
      if (assigned?.kind !== 'assigned') {
        const code = assigned?.kind === 'no_port' ? 'no_port_available' : 'no_node_available'
        throw new RolledBack(fail(code, { userId }))
      }
      const { port, missing } = assigned
      const given: Given = { port, missing, added: [...assigned.added], released: [...assigned.released] }
      if (given.added.length + given.released.length > 0) {
        await deps.applyGate(tx, [userId], at, 'user.assign')
        await recordAudit(tx, {
          at,
          actor,
          action: 'user.assign',
          subject: `user:${userId}`,
          before: null,
          after: given,
        })
      }
      return given
    }),
  )
}
