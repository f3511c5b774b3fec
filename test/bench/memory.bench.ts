import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { integerIn } from '../../hub/db/raw-row.ts'
import { type Database, rowsOf } from '../../hub/db/transaction.ts'
import { applyGate } from '../../hub/gate/apply-gate.ts'
import { systemClock } from '../../hub/kernel/clock.ts'
import { openVault } from '../../hub/secrets/open-vault.ts'
import { run } from '../../scripts/lab/ip-command.ts'
import { agentUnderTest, aPort, bytes } from '../harness/agent-under-test.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { eventually, startNode } from '../harness/processes.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { memoryMb } from './process-figures.ts'
import { report } from './report.ts'
import { startSimulatedFleet } from './simulated-fleet/start-simulated-fleet.ts'

/**
 * Resident memory of the programs as they are installed: the agent, one file, at 1,000 and 10,000 ports while it is
 * read once a second, and the hub at 100,000 users on 100 nodes while it collects them.
 */
const root = join(import.meta.dirname, '../..')
const built = join(root, '.cache/bench')
const peakOf = ({ peak }: { readonly peak: number }) => `at most ${Math.round(peak)} MB`

async function measureAgent(ports: number): Promise<void> {
  const file = join(built, 'agent.cjs')
  await run([process.execPath, join(root, 'scripts/build-agent.mjs'), file])
  // As the systemd unit starts it.
  await using world = await agentUnderTest(`memory${ports}`, [
    process.execPath,
    '--max-semi-space-size=2',
    file,
  ])
  const agent = await world.start()
  await world.enrol()
  const wanted = Array.from({ length: ports }, (_, index) =>
    aPort(10_001 + index, { serve: false, closeAt: index % 2 === 0 ? null : bytes(2 ** 40 + index) }),
  )
  const applied = await world.publish(wanted)
  if (applied.status !== 200) throw new Error(`the ports were not applied: ${JSON.stringify(applied)}`)
  for (let reading = 0; reading < 10; reading += 1) {
    await world.counters()
    await sleep(1_000)
  }
  const memory = memoryMb(agent.pid)
  const name = `memory of the agent at ${ports.toLocaleString('en')} ports`
  report({ name, figure: Math.round(memory.now), unit: 'MB', note: `${peakOf(memory)}; Shadowsocks apart` })
}

/** Nodes that are not as they should be yet, and when the node was collected that waits longest. */
async function progressOf(database: Database): Promise<{ pending: number; oldest: number }> {
  const [row] = await database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        `SELECT SUM(CASE WHEN m.appliedRevision < n.revision THEN 1 ELSE 0 END) AS pending,
           MIN(m.collectedAt) AS oldest FROM nodes n JOIN meters m ON m.nodeId = n.id`,
      ),
    ),
  )
  if (!row) throw new Error('there are no nodes')
  return { pending: integerIn(row, 'pending'), oldest: integerIn(row, 'oldest') }
}

async function measureHub(): Promise<void> {
  const file = join(built, 'hub.mjs')
  await run([process.execPath, join(root, 'scripts/bundle-hub.mjs'), join(root, 'hub/main.ts'), file])
  using folder = tempFolder('memory')
  const masterKey = randomBytes(32)
  await using opened = await openTestDatabase({
    name: 'sqlite',
    createDatabase: async () => ({
      config: { engine: 'sqlite', file: `${folder.path}/sluice.sqlite` },
      [Symbol.asyncDispose]: async () => {},
    }),
  })
  const { database } = opened
  const keyFile = join(folder.path, 'master.key')
  const { vault } = await openVault({ database, clock: systemClock }, { masterKey, keyFile })
  await using _fleet = await startSimulatedFleet({ database, vault }, { pairs: 50, usersPerPair: 2_000 })
  const users = Array.from({ length: 100_000 }, (_, index) => index + 1)
  await applyGate({ database, clock: systemClock, timeZone: 'Asia/Shanghai' }, users, 'bench')

  await using hub = await startNode(file, [], {
    env: {
      SLUICE_DATA: folder.path,
      SLUICE_MASTER_KEY: masterKey.toString('hex'),
      SLUICE_ADMIN_PORT: '0',
      SLUICE_PUBLIC_PORT: '0',
      SLUICE_METRICS_PORT: '0',
      SLUICE_DEMO: 'true',
      SLUICE_COLLECT_EVERY_SECONDS: '5',
    },
  })
  await hub.waitFor(/the hub is running/, 30_000)
  const begun = memoryMb(hub.pid)
  const settled = async () => (await progressOf(database)).pending === 0
  await eventually('every node to have its configuration', settled, 90_000)
  for (let round = 0; round < 3; round += 1) {
    const since = Date.now()
    await eventually('another round', async () => (await progressOf(database)).oldest > since, 60_000)
  }
  const memory = memoryMb(hub.pid)
  report({
    name: 'memory of the hub at 100,000 users',
    figure: Math.round(memory.now),
    unit: 'MB',
    note: `${peakOf(memory)}, ${Math.round(begun.now)} MB before the first collection; SQLite, 100 nodes of 2,000 ports`,
  })
}

mkdirSync(built, { recursive: true })
await measureAgent(1_000)
await measureAgent(10_000)
await measureHub()
