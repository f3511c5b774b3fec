import type { UserRow } from '../db/entities/users.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Failure, fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { changeUser } from '../users/change-user.ts'
import { candidatesFor, holdNodes, learnNumber, loadFacts, lookUpNumber } from './candidate-facts.ts'
import type { MoveDeps } from './node-ports.ts'
import { type PortRefusal, refusePort } from './port-rule.ts'
import { createChanges, portsOf } from './write-assignments.ts'

/**
 * Moves a user to another number on all his nodes; the old one waits for its handover. A user without nodes keeps
 * the number for his first ones, provided some node could serve it.
 * Fails with `user_not_found`, `port_taken`, `port_out_of_range` (facts: `reason`, `nodeId`).
 */
export function movePort(
  deps: MoveDeps,
  input: { readonly userId: number; readonly port: number },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  const { userId, port } = input
  return changeUser(deps, {
    userId,
    action: 'user.setPort',
    actor,
    patch: async (tx, user) => {
      if (user.port === port) return {}
      const refusal = await refuse(tx, userId, port)
      if (refusal) throw new RolledBack(refusal)
      return { port }
    },
    follow: async (tx, user, before, at) => {
      if (user.port === before.port) return
      const changes = createChanges()
      for (const held of await portsOf(tx, userId)) {
        changes.release(userId, held)
        changes.give(userId, { nodeId: held.nodeId, port })
      }
      await changes.write(tx, at, deps)
      await deps.applyGate(tx, [userId], at, 'user.setPort')
    },
  })
}

async function refuse(tx: Tx, userId: number, port: number): Promise<Failure | null> {
  const facts = await loadFacts(tx)
  const held = (await portsOf(tx, userId)).map(one => one.nodeId)
  await lookUpNumber(tx, facts, port)
  await holdNodes(tx, facts, held)
  await learnNumber(tx, facts, held, port, 0)
  const nodes = candidatesFor(facts, userId)
  const judged = nodes.map(node => ({ nodeId: node.nodeId, reason: refusePort(port, node) }))
  if (held.length === 0) {
    // No node yet: refused only where no node there is could serve it.
    if (judged.some(one => one.reason === null)) return null
    const reason = judged[0]?.reason ?? refusePort(port, anywhere) ?? 'outside_node_range'
    return failureOf(port, reason, null)
  }
  const bad = judged.find(one => held.includes(one.nodeId) && one.reason !== null)
  return bad?.reason ? failureOf(port, bad.reason, bad.nodeId) : null
}

const anywhere = { nodeId: 0, portFrom: 1, portUntil: 65_535, ephemeral: null, taken: new Set<number>() }

function failureOf(port: number, reason: PortRefusal, nodeId: number | null): Failure {
  const facts = { port, reason, ...(nodeId === null ? {} : { nodeId }) }
  return reason === 'taken' ? fail('port_taken', facts) : fail('port_out_of_range', facts)
}
