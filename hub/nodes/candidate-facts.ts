import { agentHealth } from '../contract/agent/health.ts'
import type { Cipher } from '../contract/ciphers.ts'
import { type NodeContactRow, type NodeRow, nodeContactEntity, nodeEntity } from '../db/entities/nodes.ts'
import { lockRows } from '../db/lock-rows.ts'
import { integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Candidate } from './assign-rule.ts'

/** What is known of a node while users are being placed. */
export interface NodeFacts {
  node: NodeRow
  /** Users who hold a port on it. */
  users: number
  /** Port -> holder, released ports included, of the numbers that were looked up. */
  readonly holders: Map<number, number>
  /** Held until the commit, and what is known is exact. */
  held: boolean
  /** Numbers that were looked up since it is held, as ranges with both ends included. */
  known: readonly (readonly [from: number, until: number])[]
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
  const facts = new Map<number, NodeFacts>()
  for (const node of nodes) {
    if (node.state !== 'removed') facts.set(node.id, factsOf(node, contacts.get(node.id)))
  }
  return facts
}

function factsOf(node: NodeRow, contact: NodeContactRow | undefined): NodeFacts {
  return {
    node,
    users: node.users,
    holders: new Map(),
    held: false,
    known: [],
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
 * Holds these nodes until the commit: what is learnt of them from now on is exact. Everybody who gives or takes a port
 * does this first, so two users are never given one number, nor one place, at the same time. In ascending order; the
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
    fact.node = node
    fact.users = node.users
    fact.holders.clear()
    fact.held = true
  }
}

/** What is looked up at first: most of the time the first number that comes to mind is free. */
const fewNumbers = 64

/** Learns who holds these numbers on nodes that are held: many users who have one come to be placed. */
export async function learnTheirNumbers(
  tx: Tx,
  facts: ReadonlyMap<number, NodeFacts>,
  nodeIds: readonly number[],
  ports: readonly number[],
): Promise<void> {
  if (ports.length === 0) return
  const ranges = ports.map(port => [port, port] as const)
  await learn(tx, facts, nodeIds, { sql: `port IN (${marks(ports.length)})`, values: ports, ranges })
}

/**
 * Learns who holds this number on nodes that are held, and the numbers after it, twice as many with each try. False
 * where all that was known.
 */
export async function learnNumber(
  tx: Tx,
  facts: ReadonlyMap<number, NodeFacts>,
  nodeIds: readonly number[],
  port: number,
  tries: number,
): Promise<boolean> {
  const isKnown = (id: number) =>
    facts.get(id)?.known.some(([from, until]) => from <= port && port <= until) ?? true
  const unknown = nodeIds.filter(id => !isKnown(id))
  if (unknown.length === 0) return false
  const range = [port, Math.min(65_535, port + fewNumbers * 2 ** tries - 1)] as const
  await learn(tx, facts, unknown, { sql: 'port BETWEEN ? AND ?', values: range, ranges: [range] })
  return true
}

async function learn(
  tx: Tx,
  facts: ReadonlyMap<number, NodeFacts>,
  nodeIds: readonly number[],
  numbers: {
    readonly sql: string
    readonly values: readonly number[]
    readonly ranges: NodeFacts['known']
  },
): Promise<void> {
  if (nodeIds.length === 0) return
  // A read that shares the rows sees what was committed last; a plain one might be older than the lock.
  const rows = rowsOf(
    await tx.query(
      `SELECT nodeId, port, userId FROM assignments WHERE nodeId IN (${marks(nodeIds.length)})
       AND ${numbers.sql}${tx.engine === 'sqlite' ? '' : ' LOCK IN SHARE MODE'}`,
      [...nodeIds, ...numbers.values],
    ),
  )
  for (const row of rows)
    facts.get(integerIn(row, 'nodeId'))?.holders.set(integerIn(row, 'port'), integerIn(row, 'userId'))
  for (const id of nodeIds) {
    const fact = facts.get(id)
    if (fact) fact.known = [...fact.known, ...numbers.ranges]
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
