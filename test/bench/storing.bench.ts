import { Readable } from 'node:stream'
import { type CountersAnswer, countersAnswer } from '../../hub/contract/agent/counters.ts'
import { type Instant, slotMs, slotOf } from '../../hub/contract/primitives.ts'
import type { Database } from '../../hub/db/transaction.ts'
import { seedFleet } from '../builders/seed-fleet.ts'
import { collectingHub } from '../harness/collecting-hub.ts'
import { createDatabase, startMariadb } from '../harness/mariadb.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { median, report } from './report.ts'

/**
 * Storing 100,000 deltas as 10 nodes of 10,000, one transaction each, through the real collection with answers made
 * beforehand, against the raw limit: the same numbers, in the same ten pieces, put into a table without any index.
 */
const nodes = 10
const portsPerNode = 10_000
const rounds = 9
const hour = Date.UTC(2026, 2, 10, 4)
const now = (hour + 300_000) as Instant
const firstPort = 10_001

type Connection = {
  query(options: unknown, done: (error: unknown) => void): void
  prepare(sql: string): { run(...values: readonly number[]): unknown }
}

/** Rows of the ledger as the raw limit writes them. */
function rawRows(nodeId: number, round: number): number[][] {
  const slot = slotOf(now) + round
  return Array.from({ length: portsPerNode }, (_, index) => [
    nodeId,
    slot,
    index + 1,
    round * 1_000 + index,
    round * 50_000 + index,
    51_000 * round + 2 * index,
  ])
}

/** Loads ten pieces into the bare table, one transaction each, and tells how many milliseconds that took. */
async function loadRaw(database: Database, round: number): Promise<number> {
  const pieces = Array.from({ length: nodes }, (_, index) => rawRows(index + 1, round))
  const texts = pieces.map(rows => rows.map(row => `${row.join('\t')}\n`).join(''))
  const startedAt = performance.now()
  for (const [index, rows] of pieces.entries()) {
    await database.inTransaction(async tx => {
      const connection = (await tx.runner.connect()) as Connection
      if (tx.engine === 'sqlite') {
        const insert = connection.prepare('INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?)')
        for (const row of rows) insert.run(...row)
        return
      }
      await new Promise<void>((resolve, reject) =>
        connection.query(
          {
            sql: "LOAD DATA LOCAL INFILE 'bare' INTO TABLE bare",
            infileStreamFactory: () => Readable.from([Buffer.from(texts[index] ?? '')]),
          },
          error => (error ? reject(error) : resolve()),
        ),
      )
    })
  }
  return performance.now() - startedAt
}

const integers = 'nodeId INT NOT NULL, slot INT NOT NULL, userId INT NOT NULL'
const bare = `CREATE TABLE bare (${integers}, upload BIGINT NOT NULL, download BIGINT NOT NULL, charged BIGINT NOT NULL)`

/** Readings of a node after so many collections: every port has moved since the one before. */
const readingsAfter = (round: number) =>
  Array.from({ length: portsPerNode }, (_, index) => [
    firstPort + index,
    round * (1_000 + index),
    round * (50_000 + 3 * index),
  ])

/** Answers of all nodes, as of collection `round`; with the mark of the hour that began since the one before. */
function answersOf(
  round: number,
  at: number,
  hourBegan: boolean,
  queries: readonly { readonly request: string }[],
): CountersAnswer[] {
  const hour = at - (at % (4 * slotMs))
  const mark = { at: hour, seq: 2 * round - 1, readings: readingsAfter(round - 1) }
  const common = countersAnswer.parse({
    request: 'f'.repeat(32),
    instance: 'a'.repeat(32),
    start: 'b'.repeat(32),
    seq: 2 * round,
    epoch: 1,
    revision: 1,
    takenAt: at,
    readings: readingsAfter(round),
    marks: hourBegan ? [mark] : [],
    gaps: [],
  })
  return queries.map(({ request }, index) => {
    const instance = (index + 1).toString(16).padStart(32, 'a')
    return { ...common, request, instance }
  })
}

/** Milliseconds of a bare load and of the collection after it. */
interface Turn {
  readonly raw: number
  readonly own: number
}

async function measure(database: Database, engine: 'SQLite' | 'MariaDB', limit: number): Promise<void> {
  await seedFleet(database, {
    nodes,
    users: portsPerNode,
    now,
    firstPort,
    bytes: null,
    closeAt: 2 ** 50,
    share: 2 ** 40,
  })
  await database.source.query(bare)
  const hub = collectingHub(database)
  let round = 0
  const collectAll = async (at: number, hourBegan = false): Promise<number> => {
    round += 1
    const queries = await Promise.all(Array.from({ length: nodes }, (_, index) => hub.ask(index + 1)))
    const answers = answersOf(round, at, hourBegan, queries)
    const startedAt = performance.now()
    for (const [index, answer] of answers.entries()) {
      const query = queries[index]
      if (!query) throw new Error('no query')
      const collected = await hub.commit(index + 1, query, answer, at)
      if (collected.kind !== 'counted' || collected.ports !== portsPerNode)
        throw new Error('nothing was counted')
    }
    return performance.now() - startedAt
  }
  // The first round turns every period and fills the caches, as the first one of a month does.
  const firstMs = await collectAll(now)
  const again: Turn[] = []
  const fresh: Turn[] = []
  for (let one = 0; one < rounds; one += 1) {
    const lastQuarter = hour + (4 * one + 3) * slotMs
    await collectAll(lastQuarter + 10_000)
    again.push({ raw: await loadRaw(database, 2 * one), own: await collectAll(lastQuarter + 20_000) })
    const raw = await loadRaw(database, 2 * one + 1)
    fresh.push({ raw, own: await collectAll(lastQuarter + slotMs + 5_000, true) })
  }
  const deltas = nodes * portsPerNode
  const perSecond = (ms: readonly number[]) => Math.round((1_000 * deltas) / median(ms))
  const peer =
    engine === 'MariaDB' ? 'LOAD DATA LOCAL into a bare table' : 'prepared inserts into a bare table'
  for (const [when, turns] of Object.entries({ 'hour begun': again, 'first of an hour': fresh })) {
    // The machine's own pace changes: a collection is compared with the bare load just before it.
    const ratios = turns.map(({ raw, own }) => raw / own).toSorted((a, b) => a - b)
    report({
      name: `storing 100,000 deltas on ${engine}, ${when}`,
      figure: perSecond(turns.map(({ own }) => own)),
      unit: 'deltas/s',
      peer: { name: peer, figure: perSecond(turns.map(({ raw }) => raw)) },
      ratio: median(ratios),
      limit: { kind: 'at least', value: limit },
      note: `${ratios.at(0)?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)} in ${rounds} turns`,
    })
  }
  report({
    name: `storing 100,000 deltas on ${engine}, every period turns`,
    figure: perSecond([firstMs]),
    unit: 'deltas/s',
    note: 'once a month: each user gets a new cycle and the period that follows',
  })
}

const folder = tempFolder('storing')
{
  await using opened = await openTestDatabase({
    name: 'sqlite',
    createDatabase: async () => ({
      config: { engine: 'sqlite', file: `${folder.path}/hub.sqlite` },
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    }),
  })
  await measure(opened.database, 'SQLite', 0.25)
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
  await measure(opened.database, 'MariaDB', 0.45)
} finally {
  await server[Symbol.asyncDispose]()
}
