import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { lockRows } from '../db/lock-rows.ts'
import { updateRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import { choosePlacement, loadOf, type Placement } from './assign-rule.ts'
import {
  candidatesFor,
  holdNodes,
  learnNumber,
  learnTheirNumbers,
  loadFacts,
  lookUpNumber,
  type NodeFacts,
} from './candidate-facts.ts'
import { type AssignPorts, type Changes, createChanges, type Held, portsOf } from './write-assignments.ts'

/** What became of a user's wish for nodes. `released` are nodes he had and gives up, or keeps under a new number. */
export type Assigned =
  | {
      readonly kind: 'assigned'
      readonly userId: number
      readonly port: number
      readonly added: readonly number[]
      readonly released: readonly number[]
      /** Nodes he is to have and for which there is no room. */
      readonly missing: number
    }
  | { readonly kind: 'no_node' | 'no_port'; readonly userId: number }

/** The kind of the alert that a user has fewer nodes than he is to have. */
export const shortOfNodes = 'user.short_of_nodes'

/**
 * Gives users their number and their nodes: as many as they are to have, by load, capacity and region, preferring
 * nodes where their number is free (`choosePlacement`). Nodes being drained do not count as theirs, but keep serving
 * them. Surplus nodes are given back. Rows are written closed: the gate, which runs after it, opens them.
 * Where nodes are lacking he gets what there is, and an alert is opened.
 */
export async function assignNodes(
  tx: Tx,
  userIds: readonly number[],
  at: Instant,
  ports: AssignPorts,
): Promise<Assigned[]> {
  const users = await lockRows(tx, userEntity, userIds)
  if (users.length === 0) return []
  const facts = await loadFacts(tx)
  // Many users want many nodes: all are held at once, since one after the other they would be held in any order.
  if (users.length > 1) {
    await holdNodes(tx, facts, [...facts.keys()])
    const numbers = users.flatMap(({ port }) => port ?? [])
    await learnTheirNumbers(tx, facts, [...facts.keys()], numbers)
  }
  const changes = createChanges()
  const results: Assigned[] = []
  for (const user of users) {
    const assigned = user.status === 'deleted' ? nothingFor(user.id) : await place(tx, user, facts, changes)
    results.push(assigned)
    await tellShortage(tx, user, assigned, at)
  }
  await changes.write(tx, at, ports)
  return results
}

const nothingFor = (userId: number): Assigned => ({ kind: 'no_node', userId })

async function place(
  tx: Tx,
  user: UserRow,
  facts: Map<number, NodeFacts>,
  changes: Changes,
): Promise<Assigned> {
  const held = await portsOf(tx, user.id)
  const onActive = held.filter(({ nodeId }) => facts.get(nodeId)?.node.state === 'active')
  const kept = leastLoaded(onActive, facts).slice(0, user.nodeCount)
  const surplus = onActive.filter(one => !kept.includes(one))
  if (user.port !== null) await lookUpNumber(tx, facts, user.port)
  let chosen: readonly number[] = []
  for (let tries = 0; ; tries += 1) {
    const placement = choosePlacement(candidatesFor(facts, user.id, chosen), {
      userId: user.id,
      cipher: user.cipher,
      regions: user.regions,
      wanted: user.nodeCount,
      port: user.port,
      has: kept.map(one => one.nodeId),
    })
    const involved = [
      ...held.map(one => one.nodeId),
      ...(placement.kind === 'placed'
        ? placement.added
        : placement.kind === 'no_port'
          ? placement.nodes
          : []),
    ]
    // What was chosen from a view that may be old is chosen again once the nodes are held: at most each node once.
    if (involved.some(id => facts.get(id)?.held === false)) {
      await holdNodes(tx, facts, involved)
      chosen = involved
      continue
    }
    // A number that was not looked up is taken for free: so it is looked up once it is chosen.
    const isNews =
      placement.kind === 'placed' && (await learnNumber(tx, facts, involved, placement.port, tries))
    if (!isNews) return carryOut(tx, user, { placement, held, surplus }, facts, changes)
  }
}

async function carryOut(
  tx: Tx,
  user: UserRow,
  plan: { readonly placement: Placement; readonly held: readonly Held[]; readonly surplus: readonly Held[] },
  facts: ReadonlyMap<number, NodeFacts>,
  changes: Changes,
): Promise<Assigned> {
  const { placement, held, surplus } = plan
  if (placement.kind !== 'placed') return { kind: placement.kind, userId: user.id }
  const { port, added, moved, missing } = placement
  // Under a new number every port of his changes, those on nodes being drained included.
  const released = moved ? held : surplus
  const leaving = new Set(surplus.map(one => one.nodeId))
  const stays = moved ? held.filter(one => !leaving.has(one.nodeId)).map(one => one.nodeId) : []
  const renumbered = stays.filter(id => facts.get(id)?.node.state === 'active')
  for (const one of released) {
    changes.release(user.id, one)
    const fact = facts.get(one.nodeId)
    if (fact) fact.users -= 1
  }
  for (const nodeId of [...added, ...renumbered]) {
    changes.give(user.id, { nodeId, port })
    const fact = facts.get(nodeId)
    if (!fact) continue
    fact.users += 1
    fact.holders.set(port, user.id)
  }
  if (user.port !== port) await updateRow(tx, userEntity, user.id, { port })
  return {
    kind: 'assigned',
    userId: user.id,
    port,
    added,
    released: released.map(one => one.nodeId),
    missing,
  }
}

function leastLoaded(held: readonly Held[], facts: ReadonlyMap<number, NodeFacts>): Held[] {
  const load = ({ nodeId }: Held) => {
    const fact = facts.get(nodeId)
    return fact ? loadOf({ users: fact.users, capacity: fact.node.capacity }) : Number.POSITIVE_INFINITY
  }
  return [...held].sort((a, b) => load(a) - load(b) || a.nodeId - b.nodeId)
}

async function tellShortage(tx: Tx, user: UserRow, assigned: Assigned, at: Instant): Promise<void> {
  const key = { at, kind: shortOfNodes, subject: `user:${user.id}` }
  if (user.status === 'deleted') return closeAlert(tx, key)
  if (assigned.kind === 'assigned') {
    const { added, released } = assigned
    if (added.length + released.length > 0) {
      await announce(tx, { at, kind: 'user.assigned', subject: { userId: user.id, added, released } })
    }
    if (assigned.missing === 0) return closeAlert(tx, key)
  }
  const message =
    assigned.kind === 'no_port'
      ? 'no port number is free on all of his nodes'
      : `${assigned.kind === 'assigned' ? assigned.missing : user.nodeCount} of ${user.nodeCount} nodes could not be given: no node of his regions has room and serves his cipher`
  await openAlert(tx, { ...key, severity: assigned.kind === 'assigned' ? 'warning' : 'critical', message })
}
