import { agentHealth } from '../contract/agent/health.ts'
import type { Cipher } from '../contract/ciphers.ts'
import { type NodeContactRow, type NodeRow, nodeContactEntity, nodeEntity } from '../db/entities/nodes.ts'
import { lockRows } from '../db/lock-rows.ts'
import { integerIn, integerOrNullIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Candidate } from './assign-rule.ts'

/** What is known of a node while users are being placed. */
export interface NodeFacts {
  node: NodeRow
  /** Users who hold a port on it. */
  users: number
  /** Port -> holder, released ports included; of nodes not held yet only the numbers that were asked for. */
  readonly holders: Map<number, number>
  /** Held until the commit, and exact. */
  held: boolean
  readonly failing: boolean
  readonly ephemeral: readonly [number, number] | null
}

/** The range of outgoing ports that a node's agent last reported; null where it has not said. */
export function ephemeralPortsOf(health: unknown): readonly [number, number] | null {
  const parsed = agentHealth.shape.ephemeralPorts.safeParse(
    typeof health === 'object' && health !== null && 'ephemeralPorts' in health
      ? health.ephemeralPorts
      : null,
  )
  return parsed.success ? parsed.data : null
}

/** Every node that is not removed, as the transaction sees it; good enough to choose, not to decide. */
export async function loadFacts(tx: Tx): Promise<Map<number, NodeFacts>> {
  const nodes = await tx.manager.find(nodeEntity, { order: { id: 'ASC' } })
  const contacts = new Map((await tx.manager.find(nodeContactEntity)).map(row => [row.nodeId, row]))
  const counts = rowsOf(
    await tx.query(
      'SELECT nodeId, COUNT(*) AS users FROM assignments WHERE releasedAt IS NULL GROUP BY nodeId',
    ),
  )
  const users = new Map(counts.map(row => [integerIn(row, 'nodeId'), integerIn(row, 'users')]))
  const facts = new Map<number, NodeFacts>()
  for (const node of nodes) {
    if (node.state !== 'removed')
      facts.set(node.id, factsOf(node, users.get(node.id) ?? 0, contacts.get(node.id)))
  }
  return facts
}

function factsOf(node: NodeRow, users: number, contact: NodeContactRow | undefined): NodeFacts {
  return {
    node,
    users,
    holders: new Map(),
    held: false,
    failing: contact !== undefined && contact.failingSince !== null,
    ephemeral: ephemeralPortsOf(contact?.health),
  }
}

/** Learns who holds this number on the nodes that are not held yet. */
export async function lookUpNumber(
  tx: Tx,
  facts: ReadonlyMap<number, NodeFacts>,
  port: number,
): Promise<void> {
  const open = [...facts.values()].filter(fact => !fact.held).map(fact => fact.node.id)
  if (open.length === 0) return
  const rows = rowsOf(
    await tx.query(
      `SELECT nodeId, userId FROM assignments WHERE nodeId IN (${marks(open.length)}) AND port = ?`,
      [...open, port],
    ),
  )
  for (const row of rows) facts.get(integerIn(row, 'nodeId'))?.holders.set(port, integerIn(row, 'userId'))
}

/**
 * Holds these nodes until the commit and makes what is known of them exact. Everybody who gives or takes a port does
 * this first, so two users are never given one number, nor one place, at the same time. In ascending order; the
 * meters before, since whoever decides about budgets holds those.
 */
export async function holdNodes(
  tx: Tx,
  facts: ReadonlyMap<number, NodeFacts>,
  nodeIds: readonly number[],
): Promise<void> {
  const ids = nodeIds.filter(id => facts.get(id)?.held === false).sort((a, b) => a - b)
  if (ids.length === 0) return
  await holdMeters(tx, ids)
  for (const node of await lockRows(tx, nodeEntity, ids)) {
    const fact = facts.get(node.id)
    if (!fact) continue
    // A read that shares the rows sees what was committed last; a plain one might be older than the lock.
    const rows = rowsOf(
      await tx.query(
        `SELECT port, userId, releasedAt FROM assignments WHERE nodeId = ?${tx.engine === 'sqlite' ? '' : ' LOCK IN SHARE MODE'}`,
        [node.id],
      ),
    )
    fact.node = node
    fact.holders.clear()
    fact.users = 0
    for (const row of rows) {
      fact.holders.set(integerIn(row, 'port'), integerIn(row, 'userId'))
      if (integerOrNullIn(row, 'releasedAt') === null) fact.users += 1
    }
    fact.held = true
  }
}

/** Holds the meters of these nodes, as far as there are any, until the commit. */
export async function holdMeters(tx: Tx, nodeIds: readonly number[]): Promise<void> {
  if (nodeIds.length === 0) return
  const ids = [...new Set(nodeIds)].sort((a, b) => a - b)
  await tx.query(
    `SELECT nodeId FROM meters WHERE nodeId IN (${marks(ids.length)}) ORDER BY nodeId${tx.forUpdate}`,
    ids,
  )
}

/** The facts as the rule wants them, for one user: what he holds himself is free to him. */
export function candidatesFor(
  facts: ReadonlyMap<number, NodeFacts>,
  userId: number,
  preferred: readonly number[] = [],
): Candidate[] {
  return [...facts.values()].map(({ node, users, holders, failing, ephemeral }) => ({
    nodeId: node.id,
    active: node.state === 'active',
    region: node.region,
    capacity: node.capacity,
    users,
    ciphers: node.ciphers satisfies Cipher[],
    preferred: preferred.includes(node.id),
    failing,
    portFrom: node.portFrom,
    portUntil: node.portUntil,
    ephemeral,
    taken: {
      has: port => {
        const holder = holders.get(port)
        return holder !== undefined && holder !== userId
      },
    },
  }))
}
