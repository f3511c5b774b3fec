import type { Instant } from '../../hub/contract/primitives.ts'
import { assignmentEntity } from '../../hub/db/entities/assignments.ts'
import { grantEntity } from '../../hub/db/entities/grants.ts'
import { nodeEntity } from '../../hub/db/entities/nodes.ts'
import { userEntity } from '../../hub/db/entities/users.ts'
import type { Database, Tx } from '../../hub/db/transaction.ts'
import { applyGate } from '../../hub/gate/apply-gate.ts'
import { openChunks } from '../../hub/metering/meter-chunk.ts'
import { saveChunks } from '../../hub/metering/meter-store.ts'
import { manualClock } from '../fakes/manual-clock.ts'
import { createDatabase, startMariadb } from '../harness/mariadb.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { report } from './report.ts'

/**
 * The gate over 100,000 users touched, each with a port on two of 20 nodes: deciding, sharing budgets and storing
 * them. Reported with the part of the time that is the database's.
 */
const users = 100_000
const pairs = 10
const usersPerPair = users / pairs
const firstPort = 10_001
const gib = 2 ** 30
const now = Date.UTC(2026, 2, 10, 4) as Instant
const userIds = Array.from({ length: users }, (_, index) => index + 1)
const instanceOf = (nodeId: number) => nodeId.toString(16).padStart(32, 'a')

const homeOf = (userId: number) => {
  const index = userId - 1
  const pair = Math.floor(index / usersPerPair)
  return { nodeIds: [2 * pair + 1, 2 * pair + 2], port: firstPort + (index % usersPerPair) }
}

async function insertAll<T extends object>(
  rows: readonly T[],
  insert: (part: T[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) await insert(rows.slice(from, from + 1_000))
}

async function seed(tx: Tx): Promise<void> {
  for (let id = 1; id <= 2 * pairs; id += 1) {
    await tx.manager.insert(nodeEntity, {
      id,
      name: `node ${id}`,
      state: 'active',
      country: 'HK',
      region: 'asia',
      capacity: 60_000,
      managementHost: `192.0.2.${id}`,
      managementPort: 8443,
      ciphers: ['aes-256-gcm'],
      portFrom: 10_000,
      portUntil: 32_000,
      blockedPorts: [],
      note: '',
      revision: 1,
      assignmentsVersion: 1,
      budgetInstance: instanceOf(id),
      createdAt: now,
      version: 1,
    })
    await tx.query(
      `INSERT INTO meters (nodeId, instance, seq, start, supersededStarts, appliedEpoch, appliedRevision, takenAt,
         collectedAt, rolledUntil, haltedAt, haltedReason) VALUES (?, ?, 1, '', '[]', 1, 1, ?, ?, 0, NULL, '')`,
      [id, instanceOf(id), now, now],
    )
    await saveReadings(tx, id, 0)
  }
  await insertAll(
    userIds.map(id => ({
      id,
      name: `user ${id}`,
      status: 'active' as const,
      statusReason: '',
      port: homeOf(id).port,
      cipher: 'aes-256-gcm' as const,
      passwordSecret: 'v1:sealed',
      expiresAt: now + 400 * 86_400_000,
      cyclePolicy: 'calendar' as const,
      nodeCount: 2,
      regions: [],
      note: '',
      gate: 'no_plan',
      gateSince: now,
      createdAt: now,
      version: 1,
    })),
    part => tx.manager.insert(userEntity, part),
  )
  await insertAll(
    userIds.map(userId => ({
      userId,
      kind: 'cycle' as const,
      source: 'operator' as const,
      sourceRef: '',
      bytes: 100 * gib,
      used: 0,
      validFrom: now - 86_400_000,
      validUntil: now + 20 * 86_400_000,
      reason: 'bench',
      createdBy: 'bench',
      createdAt: now,
    })),
    part => tx.manager.insert(grantEntity, part),
  )
  await insertAll(
    userIds.flatMap(userId =>
      homeOf(userId).nodeIds.map(nodeId => ({
        nodeId,
        port: homeOf(userId).port,
        userId,
        createdAt: now,
        closeAt: 0,
        heldCloseAt: 0,
        closeRevision: 1,
        share: 0,
        closedAt: now,
        serve: false,
        settledCharged: 0,
        periodFrom: now,
        periodUntil: now,
      })),
    ),
    part => tx.manager.insert(assignmentEntity, part),
  )
}

/** Every port of the node has this reading, charged once. */
function saveReadings(tx: Tx, nodeId: number, bytes: number): Promise<void> {
  const chunks = openChunks(new Map())
  for (let port = firstPort; port < firstPort + usersPerPair; port += 1) {
    chunks.setCharged({ port, upload: 0, download: bytes, charged: bytes, remainder: 0, cycleSlot: 0 })
  }
  return saveChunks(tx, nodeId, chunks.changed())
}

/** The same database, adding up the time spent in it: statements, begin and commit. */
function timed(database: Database) {
  let spent = 0
  const wrapped: Database = {
    ...database,
    inTransaction: async work => {
      const startedAt = performance.now()
      let working = 0
      try {
        return await database.inTransaction(async tx => {
          const begun = performance.now()
          const result = await work({
            ...tx,
            query: async (sql, parameters) => {
              const asked = performance.now()
              try {
                return await tx.query(sql, parameters)
              } finally {
                spent += performance.now() - asked
              }
            },
          })
          working += performance.now() - begun
          return result
        })
      } finally {
        spent += performance.now() - startedAt - working
      }
    },
  }
  return {
    wrapped,
    takeSpent: () => {
      const was = spent
      spent = 0
      return was
    },
  }
}

async function measure(database: Database, engine: 'SQLite' | 'MariaDB'): Promise<void> {
  await database.inTransaction(seed)
  const { wrapped, takeSpent } = timed(database)
  const deps = { database: wrapped, clock: manualClock(now), timeZone: 'Asia/Shanghai' }
  const run = async (name: string, expected: (result: { changed: number; nodes: number }) => boolean) => {
    takeSpent()
    const startedAt = performance.now()
    const result = await applyGate(deps, userIds, 'bench')
    const ms = performance.now() - startedAt
    const done = { changed: result.changed.length, nodes: result.nodes.length }
    if (!expected(done)) throw new Error(`${name}: ${JSON.stringify(done)}`)
    const part = Math.round((100 * takeSpent()) / ms)
    report({
      name: `gate over 100,000 users on ${engine}, ${name}`,
      figure: Math.round((1_000 * users) / ms),
      unit: 'users/s',
      note: `${(ms / 1_000).toFixed(1)} s, ${part} % of it in the database`,
    })
  }
  await run('all open for the first time', done => done.changed === users && done.nodes === 2 * pairs)
  await run('nothing to change', done => done.changed === 0 && done.nodes === 0)
  // Every first node has used more than half of its share: one budget of each user is lowered.
  await database.inTransaction(async tx => {
    for (let pair = 0; pair < pairs; pair += 1) await saveReadings(tx, 2 * pair + 1, 35 * gib)
  })
  await run('every share moves', done => done.changed === 0 && done.nodes >= pairs)
}

const folder = tempFolder('gate')
{
  await using opened = await openTestDatabase({
    name: 'sqlite',
    createDatabase: async () => ({
      config: { engine: 'sqlite', file: `${folder.path}/hub.sqlite` },
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    }),
  })
  await measure(opened.database, 'SQLite')
}
const server = await startMariadb()
try {
  const name = await createDatabase(server.address)
  await using opened = await openTestDatabase({
    name: 'mariadb',
    createDatabase: async () => ({
      config: { engine: 'mariadb', ...server.address, database: name, poolSize: 10 },
      [Symbol.asyncDispose]: async () => {},
    }),
  })
  await measure(opened.database, 'MariaDB')
} finally {
  await server[Symbol.asyncDispose]()
}
