import type { Instant } from '../../hub/contract/primitives.ts'
import { assignmentEntity } from '../../hub/db/entities/assignments.ts'
import { grantEntity } from '../../hub/db/entities/grants.ts'
import { nodeEntity } from '../../hub/db/entities/nodes.ts'
import { userEntity } from '../../hub/db/entities/users.ts'
import type { Database, Tx } from '../../hub/db/transaction.ts'

export interface Fleet {
  readonly nodeIds: readonly number[]
  readonly users: readonly { readonly userId: number; readonly port: number }[]
}

/** Rows of a node and of users, as the use cases leave them, without doing everything the use cases do. */
export interface FleetWanted {
  readonly nodes: number
  readonly users: number
  readonly now: Instant
  readonly firstPort?: number
  /** Charged bytes each user is granted until used; null: unlimited. */
  readonly bytes?: number | null
  /** Cumulative reading at which each port is closed on each node; null: no limit. */
  readonly closeAt?: number | null
  readonly share?: number
}

async function addUsers(tx: Tx, wanted: FleetWanted, firstPort: number) {
  const rows = Array.from({ length: wanted.users }, (_, index) => ({
    id: index + 1,
    name: `user ${index + 1}`,
    email: null,
    status: 'active' as const,
    statusReason: '',
    port: firstPort + index,
    cipher: 'aes-256-gcm' as const,
    passwordSecret: 'v1:sealed',
    expiresAt: wanted.now + 400 * 86_400_000,
    cyclePolicy: 'calendar' as const,
    anchorAt: null,
    nodeCount: 2,
    regions: [],
    note: '',
    gate: 'open',
    gateSince: wanted.now,
    createdAt: wanted.now,
    deletedAt: null,
    version: 1,
  }))
  const grants = rows.map(({ id }) => ({
    userId: id,
    kind: 'bucket' as const,
    source: 'operator' as const,
    sourceRef: '',
    bytes: wanted.bytes ?? null,
    used: 0,
    validFrom: wanted.now - 40 * 86_400_000,
    validUntil: null,
    reason: 'test',
    createdBy: 'test',
    createdAt: wanted.now,
    endedAt: null,
  }))
  for (let from = 0; from < rows.length; from += 500) {
    await tx.manager.insert(userEntity, rows.slice(from, from + 500))
    await tx.manager.insert(grantEntity, grants.slice(from, from + 500))
  }
  return rows.map(({ id, port }) => ({ userId: id, port }))
}

/** Users with a number each, the same on all the nodes, and nodes that serve all of them. */
export function seedFleet(database: Database, wanted: FleetWanted): Promise<Fleet> {
  return database.inTransaction(async tx => {
    const users = await addUsers(tx, wanted, wanted.firstPort ?? 10_001)
    const nodeIds = Array.from({ length: wanted.nodes }, (_, index) => index + 1)
    for (const nodeId of nodeIds) {
      await seedNode(tx, nodeId, wanted.now)
      await assign(
        tx,
        users.map(user => ({ ...user, nodeId })),
        wanted,
      )
    }
    return { nodeIds, users }
  })
}

async function assign(
  tx: Tx,
  ports: readonly { readonly userId: number; readonly port: number; readonly nodeId: number }[],
  wanted: FleetWanted,
): Promise<void> {
  const rows = ports.map(port => ({
    ...port,
    createdAt: wanted.now - 40 * 86_400_000,
    releasedAt: null,
    releaseRevision: null,
    closeAt: wanted.closeAt ?? null,
    heldCloseAt: wanted.closeAt ?? null,
    closeRevision: 1,
    closeAfter: null,
    share: wanted.share ?? 0,
    closedAt: null,
    serve: true,
    settledCharged: 0,
    // An empty period, as a new assignment has: the first collection turns it to the one that is.
    periodFrom: wanted.now - (wanted.now % 900_000),
    periodUntil: wanted.now - (wanted.now % 900_000),
  }))
  for (let from = 0; from < rows.length; from += 500) {
    await tx.manager.insert(assignmentEntity, rows.slice(from, from + 500))
  }
}

/** A node that serves. */
export async function seedNode(tx: Tx, nodeId: number, now: Instant): Promise<void> {
  await tx.manager.insert(nodeEntity, {
    id: nodeId,
    name: `node ${nodeId}`,
    state: 'active',
    country: 'HK',
    region: 'asia',
    capacity: 60_000,
    managementHost: `192.0.2.${nodeId}`,
    managementPort: 8443,
    ciphers: ['aes-256-gcm'],
    portFrom: 10_000,
    portUntil: 32_000,
    blockedPorts: [],
    note: '',
    revision: 1,
    assignmentsVersion: 1,
    enrolmentHash: null,
    enrolmentExpiresAt: null,
    enrolledAt: now,
    createdAt: now,
    removedAt: null,
    version: 1,
  })
}
