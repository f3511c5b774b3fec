import type { Instant } from '../../hub/contract/primitives.ts'
import { asInteger } from '../../hub/db/columns.ts'
import { nodeEntity } from '../../hub/db/entities/nodes.ts'
import { userEntity } from '../../hub/db/entities/users.ts'
import { type Database, rowsOf } from '../../hub/db/transaction.ts'
import type { ChangeGrantsDeps } from '../../hub/entitlements/change-grants.ts'
import { createSettleUsage } from '../../hub/entitlements/settle-usage.ts'
import { applyGateInTx } from '../../hub/gate/apply-gate.ts'
import { createVisit } from '../../hub/jobs/visit-node.ts'
import { neverCrash } from '../../hub/kernel/crash-points.ts'
import { silentLogger } from '../../hub/kernel/logger.ts'
import { createAssignmentCache } from '../../hub/metering/assigned-ports.ts'
import { meterEntry } from '../../hub/metering/meter-store.ts'
import type { AgentClient } from '../../hub/node-config/agent-client.ts'
import { assignNodes } from '../../hub/nodes/assign-nodes.ts'
import { createGatedNode, type GatedNode } from '../fakes/gated-node.ts'
import { manualClock } from '../fakes/manual-clock.ts'

export const operator = { kind: 'operator', id: 1, name: 'Li', role: 'owner' } as const
export const password = 'a-password-for-tests'

/** A hub without network: real database, use cases and visits; nodes that enforce to the byte. */
export async function createGatedWorld(
  database: Database,
  wanted: {
    readonly nodes: number
    readonly users: number
    readonly now: Instant
    readonly timeZone?: string
    readonly clock?: ReturnType<typeof manualClock>
    /** What answers for all nodes, instead of those in memory. */
    readonly client?: GatedNode['client']
    /** What all nodes say of themselves; by default they do not answer that. */
    readonly health?: AgentClient['health']
  },
) {
  const timeZone = wanted.timeZone ?? 'Asia/Shanghai'
  const clock = wanted.clock ?? manualClock(wanted.now)
  const nodes = new Map<number, GatedNode>()
  for (let id = 1; id <= wanted.nodes; id += 1) nodes.set(id, createGatedNode(id, clock))
  await database.inTransaction(async tx => {
    for (const id of nodes.keys()) await tx.manager.insert(nodeEntity, nodeRow(id, wanted.now))
    for (let id = 1; id <= wanted.users; id += 1) await tx.manager.insert(userEntity, userRow(id, wanted))
  })
  const gateDeps = { database, clock, timeZone }
  const grantDeps: ChangeGrantsDeps = {
    ...gateDeps,
    applyGate: (tx, userIds, now, cause, settle) =>
      applyGateInTx(tx, { now, timeZone }, userIds, cause, settle),
    assignNodes: (tx, userIds, at) =>
      assignNodes(tx, userIds, at, {
        chargedSoFar: async (inner, nodeId, port) => (await meterEntry(inner, nodeId, port)).charged,
      }),
  }
  const nodeOf = (id: number): GatedNode => {
    const node = nodes.get(id)
    if (!node) throw new Error(`there is no node ${id}`)
    return node
  }
  const unused = () => Promise.reject(new Error('nobody asks for this here'))
  const clientOf = (id: number) => wanted.client ?? nodeOf(id).client
  const agent: AgentClient = {
    counters: (target, query) => clientOf(target.nodeId).counters(target, query),
    putConfig: (target, config) => clientOf(target.nodeId).putConfig(target, config),
    health: wanted.health ?? (async () => ({ ok: false, kind: 'unreachable', message: 'it has none' })),
    getConfig: unused,
    fetchEnrolment: unused,
    putEnrolment: unused,
    fetchCertificateRequest: unused,
    putCertificate: unused,
  }
  const visitNode = createVisit({
    crash: neverCrash,
    clock,
    logger: silentLogger,
    timeZone,
    vault: { open: () => password },
    settle: createSettleUsage({ timeZone }),
    assignments: createAssignmentCache(),
    agent,
  })
  const visit = (nodeId: number) => visitNode({ nodeId, host: '192.0.2.1', port: 1 }, database, 1_000)

  const world = {
    clock,
    timeZone,
    gateDeps,
    grantDeps,
    agent,
    node: nodeOf,
    visit,
    /** Visits every node, as often as it takes for nothing to follow. */
    async visitAll(rounds = 2): Promise<void> {
      for (let round = 0; round < rounds; round += 1) for (const id of nodes.keys()) await visit(id)
    },
    passed: () => [...nodes.values()].reduce((sum, node) => sum + node.passed(), 0),
    /** Rows of a query, integers as numbers. */
    select: (sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
      database.inTransaction(async tx =>
        rowsOf(await tx.query(sql, values)).map(row =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === 'string' && /^-?\d+$/.test(value) ? asInteger(value) : value,
            ]),
          ),
        ),
      ),
    async gateOf(userId: number): Promise<unknown> {
      return (await world.select('SELECT gate FROM users WHERE id = ?', [userId]))[0]?.['gate']
    },
    async portOf(userId: number): Promise<number> {
      return asInteger((await world.select('SELECT port FROM users WHERE id = ?', [userId]))[0]?.['port'])
    },
  }
  return world
}

export type GatedWorld = Awaited<ReturnType<typeof createGatedWorld>>

function nodeRow(id: number, now: Instant) {
  return {
    id,
    name: `node ${id}`,
    state: 'active' as const,
    country: 'HK',
    region: 'asia',
    capacity: 60_000,
    managementHost: `192.0.2.${id}`,
    managementPort: 8443,
    ciphers: ['aes-256-gcm' as const],
    portFrom: 10_000,
    portUntil: 32_000,
    blockedPorts: [],
    note: '',
    revision: 1,
    assignmentsVersion: 1,
    budgetInstance: null,
    enrolmentHash: null,
    enrolmentExpiresAt: null,
    enrolledAt: now,
    createdAt: now,
    removedAt: null,
    version: 1,
  }
}

function userRow(id: number, wanted: { readonly nodes: number; readonly now: Instant }) {
  return {
    id,
    name: `user ${id}`,
    email: null,
    status: 'active' as const,
    statusReason: '',
    port: null,
    cipher: 'aes-256-gcm' as const,
    passwordSecret: 'v1:sealed',
    expiresAt: null,
    cyclePolicy: 'calendar' as const,
    anchorAt: null,
    nodeCount: wanted.nodes,
    regions: [],
    note: '',
    gate: 'no_plan',
    gateSince: wanted.now,
    createdAt: wanted.now,
    deletedAt: null,
    version: 1,
  }
}
