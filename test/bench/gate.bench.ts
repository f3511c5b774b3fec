import type { Instant } from '../../hub/contract/primitives.ts'
import type { Database } from '../../hub/db/transaction.ts'
import { applyGate } from '../../hub/gate/apply-gate.ts'
import { saveReadings, seedPairs } from '../builders/seed-pairs.ts'
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
const gib = 2 ** 30
const now = Date.UTC(2026, 2, 10, 4) as Instant
const userIds = Array.from({ length: users }, (_, index) => index + 1)

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
  await database.inTransaction(tx => seedPairs(tx, { pairs, usersPerPair, now }))
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
    for (let pair = 0; pair < pairs; pair += 1)
      await saveReadings(tx, 2 * pair + 1, { ports: usersPerPair, bytes: 35 * gib })
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
