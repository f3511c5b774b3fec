import { randomBytes } from 'node:crypto'
import { createAgentLine } from '../../hub/app/agent-line.ts'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import type { Database } from '../../hub/db/transaction.ts'
import { createSettleUsage } from '../../hub/entitlements/settle-usage.ts'
import { applyGate } from '../../hub/gate/apply-gate.ts'
import { createVisit } from '../../hub/jobs/visit-node.ts'
import { systemClock } from '../../hub/kernel/clock.ts'
import { createLimit } from '../../hub/kernel/limit.ts'
import { silentLogger } from '../../hub/kernel/logger.ts'
import { createAssignmentCache } from '../../hub/metering/assigned-ports.ts'
import { createHubCredentials } from '../../hub/pki/hub-credentials.ts'
import { createVault } from '../../hub/secrets/vault.ts'
import { createDatabase, startMariadb } from '../harness/mariadb.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { cpuMs } from './process-figures.ts'
import { median, report } from './report.ts'
import { startSimulatedFleet } from './simulated-fleet/start-simulated-fleet.ts'
import { timeInSqlite } from './simulated-fleet/time-in-sqlite.ts'

/**
 * A full round: 100 nodes, each asked over HTTPS, its 1,000 ports, all of them active, taken into the ledger, its
 * gates looked at, its configuration compared. The nodes are one more process on the same machine.
 */
const pairs = 50
const portsPerNode = 1_000
const rounds = 5
const maxParallel = 64
const timeZone = 'Asia/Shanghai'

interface Round {
  readonly ms: number
  readonly hubMs: number
  readonly databaseMs: number
  readonly nodesMs: number
}

interface Measured {
  readonly engine: 'SQLite' | 'MariaDB'
  /** Time the database took so far, in ms. */
  readonly databaseMs: () => number
  readonly databaseWords: string
}

async function measure(database: Database, { engine, databaseMs, databaseWords }: Measured): Promise<void> {
  const vault = createVault(randomBytes(32))
  await using fleet = await startSimulatedFleet({ database, vault }, { pairs, usersPerPair: portsPerNode })
  const system = { database, clock: systemClock, vault }
  const visit = createVisit({
    clock: systemClock,
    logger: silentLogger,
    timeZone,
    vault,
    settle: createSettleUsage({ timeZone }),
    assignments: createAssignmentCache(),
    crash: () => undefined,
    agent: createAgentLine(await createHubCredentials(system), { allowLocal: true }),
    onCollected: (_nodeId, collected) => {
      if (collected.kind === 'counted') ports += collected.ports
    },
  })
  let ports = 0
  const users = Array.from({ length: pairs * portsPerNode }, (_, index) => index + 1)
  await applyGate({ database, clock: systemClock, timeZone }, users, 'bench')

  async function round(): Promise<Round> {
    const before = {
      at: performance.now(),
      hub: cpuMs(process.pid),
      database: databaseMs(),
      nodes: cpuMs(fleet.pid),
    }
    const limit = createLimit(maxParallel)
    const answered = await Promise.all(fleet.nodes.map(node => limit(() => visit(node, database, 1_000))))
    if (!answered.every(Boolean)) throw new Error('a node could not be collected')
    return {
      ms: performance.now() - before.at,
      hubMs: cpuMs(process.pid) - before.hub,
      databaseMs: databaseMs() - before.database,
      nodesMs: cpuMs(fleet.pid) - before.nodes,
    }
  }
  const name = `a round of 100 nodes with 1,000 active ports each on ${engine}`
  const first = await round()
  report({
    name: `${name}, every configuration new`,
    figure: first.ms / 1_000,
    unit: 's',
    note: words(first),
  })
  // The readings begin, and every user's period turns.
  await round()
  const results: Round[] = []
  for (let one = 0; one < rounds; one += 1) {
    ports = 0
    results.push(await round())
    if (ports !== 2 * pairs * portsPerNode) throw new Error(`${ports} ports were counted`)
  }
  const middle = (of: keyof Round) => median(results.map(result => result[of]))
  const typical = {
    ms: middle('ms'),
    hubMs: middle('hubMs'),
    databaseMs: middle('databaseMs'),
    nodesMs: middle('nodesMs'),
  }
  report({ name, figure: typical.ms / 1_000, unit: 's', note: words(typical) })

  function words(result: Round): string {
    const seconds = (ms: number) => (ms / 1_000).toFixed(1)
    const part = Math.round((100 * result.databaseMs) / result.ms)
    return (
      `${part} % of it ${databaseWords}; processor time: hub ${seconds(result.hubMs)} s, ` +
      `simulated nodes ${seconds(result.nodesMs)} s`
    )
  }
}

async function withDatabase(
  config: DatabaseConfig,
  use: (database: Database) => Promise<void>,
): Promise<void> {
  await using opened = await openTestDatabase({
    name: config.engine,
    createDatabase: async () => ({ config, [Symbol.asyncDispose]: async () => {} }),
  })
  await use(opened.database)
}

{
  using folder = tempFolder('round')
  await withDatabase({ engine: 'sqlite', file: `${folder.path}/hub.sqlite` }, async database => {
    const databaseMs = await timeInSqlite(database)
    await measure(database, { engine: 'SQLite', databaseMs, databaseWords: 'in the database' })
  })
}
await using server = await startMariadb()
const name = await createDatabase(server.address)
await withDatabase({ engine: 'mariadb', ...server.address, database: name, poolSize: 20 }, database =>
  measure(database, {
    engine: 'MariaDB',
    databaseMs: () => cpuMs(server.pid()),
    databaseWords: "is the database's processor time",
  }),
)
