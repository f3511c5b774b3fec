import type { Instant } from '../../hub/contract/primitives.ts'
import { upsertRows } from '../../hub/db/bulk-write.ts'
import { nodeEntity } from '../../hub/db/entities/nodes.ts'
import type { Tx } from '../../hub/db/transaction.ts'
import { openChunks } from '../../hub/metering/meter-chunk.ts'
import { saveChunks } from '../../hub/metering/meter-store.ts'

export interface Pairs {
  readonly pairs: number
  /** Each has a port on both nodes of his pair, a month's 100 GiB, and is closed until the gate decides. */
  readonly usersPerPair: number
  readonly now: Instant
  /** As the vault seals it; everybody has the same. */
  readonly sealedPassword?: string
  readonly managementAddress?: (nodeId: number) => { readonly host: string; readonly port: number }
}

export const firstPort = 10_001
const day = 86_400_000
const gib = 2 ** 30

/** The instance that the meter of a seeded node knows. */
export const instanceOf = (nodeId: number): string => nodeId.toString(16).padStart(32, 'a')

type Row = Readonly<Record<string, string | number | null>>

/** Through the entities it takes four times as long. */
function insertAll(tx: Tx, table: string, keys: readonly string[], rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const values = rows.map(row => columns.map(column => row[column] ?? null))
  return upsertRows(tx, { table, keys, columns, rows: values, set: keys })
}

/**
 * Rows of a large fleet: nodes in pairs (1 and 2, 3 and 4, …), each pair with users of its own who have their numbers
 * on both. Every node has been collected once, at 0.
 */
export async function seedPairs(tx: Tx, wanted: Pairs): Promise<void> {
  const { now, usersPerPair } = wanted
  for (let id = 1; id <= 2 * wanted.pairs; id += 1) await insertNode(tx, id, wanted)
  const users = Array.from({ length: wanted.pairs * usersPerPair }, (_, index) => ({
    id: index + 1,
    port: firstPort + (index % usersPerPair),
    firstNode: 2 * Math.floor(index / usersPerPair) + 1,
  }))
  await insertAll(
    tx,
    'users',
    ['id'],
    users.map(({ id, port }) => ({
      id,
      name: `user ${id}`,
      status: 'active',
      statusReason: '',
      port,
      cipher: 'aes-256-gcm',
      passwordSecret: wanted.sealedPassword ?? 'v1:sealed',
      expiresAt: now + 400 * day,
      cyclePolicy: 'calendar',
      nodeCount: 2,
      regions: '[]',
      note: '',
      gate: 'no_plan',
      gateSince: now,
      createdAt: now,
      version: 1,
    })),
  )
  await insertAll(
    tx,
    'grants',
    ['id'],
    users.map(({ id }) => ({
      id,
      userId: id,
      kind: 'cycle',
      source: 'operator',
      sourceRef: '',
      bytes: 100 * gib,
      used: 0,
      validFrom: now - day,
      validUntil: now + 20 * day,
      reason: 'bench',
      createdBy: 'bench',
      createdAt: now,
    })),
  )
  await insertAll(
    tx,
    'assignments',
    ['nodeId', 'port'],
    users.flatMap(({ id, port, firstNode }) =>
      [firstNode, firstNode + 1].map(nodeId => ({
        nodeId,
        port,
        userId: id,
        createdAt: now,
        closeAt: 0,
        heldCloseAt: 0,
        closeRevision: 1,
        share: 0,
        closedAt: now,
        serve: 0,
        settledCharged: 0,
        periodFrom: now,
        periodUntil: now,
      })),
    ),
  )
}

async function insertNode(tx: Tx, id: number, wanted: Pairs): Promise<void> {
  const { now } = wanted
  const address = wanted.managementAddress?.(id) ?? { host: `192.0.2.${id}`, port: 8_443 }
  await tx.manager.insert(nodeEntity, {
    id,
    name: `node ${id}`,
    state: 'active',
    country: 'HK',
    region: 'asia',
    capacity: 60_000,
    managementHost: address.host,
    managementPort: address.port,
    ciphers: ['aes-256-gcm'],
    portFrom: 10_000,
    portUntil: 32_000,
    blockedPorts: [],
    note: '',
    revision: 1,
    assignmentsVersion: 1,
    users: wanted.usersPerPair,
    budgetInstance: instanceOf(id),
    enrolledAt: now,
    createdAt: now,
    version: 1,
  })
  await tx.query(
    `INSERT INTO meters (nodeId, instance, seq, start, supersededStarts, appliedEpoch, appliedRevision, takenAt,
       collectedAt, rolledUntil, haltedAt, haltedReason) VALUES (?, ?, 1, '', '[]', 1, 1, ?, ?, 0, NULL, '')`,
    [id, instanceOf(id), now, now],
  )
  await saveReadings(tx, id, { ports: wanted.usersPerPair, bytes: 0 })
}

/** Every port of a node has this reading, charged once. */
export function saveReadings(
  tx: Tx,
  nodeId: number,
  { ports, bytes }: { readonly ports: number; readonly bytes: number },
): Promise<void> {
  const chunks = openChunks(new Map())
  for (let port = firstPort; port < firstPort + ports; port += 1) {
    chunks.setCharged({ port, upload: 0, download: bytes, charged: bytes, remainder: 0, cycleSlot: 0 })
  }
  return saveChunks(tx, nodeId, chunks.changed())
}
