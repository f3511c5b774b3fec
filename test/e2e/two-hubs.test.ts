import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listJobRuns, listJobs, runJob } from '../../hub/contract/admin/jobs.ts'
import { proveLedger } from '../../hub/contract/admin/metering.ts'
import { rowsOf } from '../../hub/db/transaction.ts'
import { mariadb } from '../harness/engines.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'
import { hasMariadb } from '../harness/mariadb.ts'
import { eventually } from '../harness/processes.ts'
import { type StagedFleet, type StagedUser, startStagedFleet } from '../harness/staged-fleet.ts'
import type { SeenRequest, StagedNode } from '../harness/staged-node.ts'

const leaseMs = 3_000
/** How often a hub looks for what is free, and what a busy machine takes to start with it. */
const lookMs = 2_000
/** Slow answers make visits long, so that two hubs would meet at a node if they could. */
const answerMs = 400
const askedFor = ['audit.anchor', 'ledger.prove', 'gates.check'] as const
const reason = hasMariadb ? '' : ' (skipped: mariadbd is missing)'

describe.skipIf(!hasMariadb)(`two hubs, one database${reason}`, () => {
  const settings = { SLUICE_LEASE_SECONDS: String(leaseMs / 1_000) }
  const undo = new AsyncDisposableStack()
  let fleet: StagedFleet
  let users: StagedUser[]
  let traffic: { stop(): Promise<void> }
  let first: HubProcess
  let second: HubProcess

  const start = async (name: string) => undo.use(await startHubProcess(fleet, name, settings))
  const holds = (hub: HubProcess) => (lease: { holder: string }) => lease.holder.startsWith(`${hub.name}-`)

  async function work() {
    const { runsOn, nodeLeases } = await fleet.call(listJobs, {})
    return { runsOn, nodeLeases }
  }
  const shared = (...hubs: HubProcess[]) =>
    eventually('the nodes to be shared evenly', async () => {
      const { nodeLeases, runsOn } = await work()
      const parts = hubs.map(hub => nodeLeases.filter(holds(hub)).length)
      return runsOn !== '' && parts.every(part => part === fleet.nodes.length / hubs.length)
    })

  /** Where one hub asked a node while another one's request was not answered yet. */
  function meetings(node: StagedNode, since = 0): (readonly [SeenRequest, SeenRequest])[] {
    const seen = node
      .seen()
      .filter(({ from }) => from >= since)
      .sort((a, b) => a.from - b.from)
    return seen.flatMap((one, index) =>
      seen
        .slice(index + 1)
        .filter(other => other.hub !== one.hub && other.from < (one.until ?? Number.POSITIVE_INFINITY))
        .map(other => [one, other] as const),
    )
  }

  /** Runs of one job that lay within each other's time on different hubs. */
  async function overlaps() {
    const { jobs } = await fleet.call(listJobs, {})
    const found: unknown[] = []
    for (const { name: job } of jobs) {
      const { runs } = await fleet.call(listJobRuns, { params: { job }, query: { limit: 200 } })
      for (const one of runs) {
        for (const other of runs) {
          const begins = one.holder !== other.holder && one.startedAt <= other.startedAt
          if (begins && other.startedAt < (one.finishedAt ?? one.startedAt)) found.push({ job, one, other })
        }
      }
    }
    return found
  }

  /** Every row that is about a node, of whatever table. */
  function rowsAbout(node: StagedNode): Promise<Record<string, unknown>> {
    return fleet.database.inTransaction(async tx => {
      const tables = rowsOf(
        await tx.query(
          "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'nodeId'",
        ),
      ).map(row => String(row['name']))
      const found: Record<string, unknown> = {}
      for (const table of tables) {
        found[table] = rowsOf(await tx.query(`SELECT * FROM \`${table}\` WHERE nodeId = ?`, [node.id]))
      }
      return JSON.parse(JSON.stringify(found)) as Record<string, unknown>
    })
  }

  beforeAll(async () => {
    fleet = undo.use(await startStagedFleet({ name: 'twohubs', engine: mariadb, nodes: 4 }))
    users = [await fleet.user('anna'), await fleet.user('bela')]
    for (const node of fleet.nodes) node.slow(answerMs)
    first = await start('first')
    for (const node of fleet.nodes) {
      for (const { port } of users) {
        await eventually('a node to be configured', () => node.serves(port), 30_000)
      }
    }
    traffic = fleet.keepTraffic(users)
  })
  afterAll(async () => {
    await traffic?.stop()
    await undo.disposeAsync()
  })

  it('have every node and every job done by exactly one of them at a time', async () => {
    await shared(first)
    second = await start('second')
    await shared(first, second)
    const since = Date.now()
    for (let round = 0; round < 2; round += 1) {
      for (const job of askedFor) await fleet.call(runJob, { params: { job } })
      await sleep(1_500)
    }
    const { nodeLeases } = await work()
    for (const node of fleet.nodes) {
      const owner = [first, second].find(hub => nodeLeases.filter(holds(hub)).some(l => l.nodeId === node.id))
      const asked = node.seen().filter(({ from }) => from > since)
      expect(asked.length).toBeGreaterThan(0)
      expect(new Set(asked.map(({ hub }) => hub))).toEqual(new Set([owner?.certificate]))
      expect(meetings(node), `at node ${node.id}`).toEqual([])
    }
    for (const job of askedFor) {
      const { runs } = await fleet.call(listJobRuns, { params: { job }, query: { limit: 200 } })
      const done = runs.filter(({ outcome }) => outcome === 'done')
      expect(done.length).toBeGreaterThan(0)
      expect(done.every(run => holds(first)(run))).toBe(true)
    }
    expect(await overlaps()).toEqual([])
  })

  it('move the work of one that is killed within the lease time', async () => {
    const { nodeLeases, runsOn } = await work()
    expect(runsOn.startsWith('first-')).toBe(true)
    const moving = fleet.nodes.filter(({ id }) => nodeLeases.filter(holds(first)).some(l => l.nodeId === id))
    expect(moving).toHaveLength(2)
    const killedAt = Date.now()
    await first.process.kill()
    for (const node of moving) {
      const asked = await eventually(`node ${node.id} to be asked by the other`, () =>
        node.seen().find(({ hub, from }) => hub === second.certificate && from > killedAt),
      )
      expect(asked.from - killedAt).toBeLessThan(leaseMs + lookMs)
    }
    await eventually('the jobs to be taken over', async () => (await work()).runsOn.startsWith('second-'))
    expect(Date.now() - killedAt).toBeLessThan(leaseMs + lookMs)
    for (const node of fleet.nodes) expect(meetings(node), `at node ${node.id}`).toEqual([])
    expect(await overlaps()).toEqual([])
  })

  it('refuse what one writes that slept past its lease with an answer in flight', async () => {
    first = await start('third')
    await shared(first, second)
    // The one that sleeps is the one that also runs the jobs.
    const [sleeper, waker] = [second, first]
    const { nodeLeases } = await work()
    const node = fleet.nodes.find(({ id }) => nodeLeases.filter(holds(sleeper)).some(l => l.nodeId === id))
    if (!node) throw new Error('the hub has no node')
    const of = (hub: HubProcess) => (request: SeenRequest) => request.hub === hub.certificate
    node.hold(({ what }) => what === 'GET /v1/counters')
    await eventually('an answer to be in flight', () => node.held().some(of(sleeper)))
    sleeper.process.signal('SIGSTOP')
    const saidBefore = sleeper.process.output().length
    try {
      // The other one has the lease and asks as well; nobody else writes about the node.
      await eventually('the lease to pass on', () => node.held().some(of(waker)))
      await eventually('the jobs to pass on', async () => holds(waker)({ holder: (await work()).runsOn }))
      const before = await rowsAbout(node)
      node.release(of(sleeper))
      sleeper.process.signal('SIGCONT')
      const said = () => sleeper.process.output().slice(saidBefore).split('\n')
      const refused = () =>
        said().some(line => line.includes(`"nodeId":${node.id}`) && line.includes('LeaseLost'))
      // In vain where it was written: the rows tell.
      await eventually('the answer to be refused', refused, 4_000).catch(() => undefined)
      expect(await rowsAbout(node)).toEqual(before)
      expect(refused(), said().join('\n')).toBe(true)
    } finally {
      sleeper.process.signal('SIGCONT')
      node.hold(() => false)
      node.release(() => true)
    }
    // What it was about to ask when it fell asleep it still asked: it cannot know. From here on it does.
    const awakeAt = Date.now()
    await shared(first, second)
    for (const each of fleet.nodes) expect(meetings(each, awakeAt), `at node ${each.id}`).toEqual([])
    expect(await overlaps()).toEqual([])
  })

  it('count nothing twice and lose nothing: the ledger is what the nodes count', async () => {
    await traffic.stop()
    await Promise.all(fleet.nodes.map(fleet.collected))
    for (const node of fleet.nodes) {
      for (const user of users) {
        const [up, down] = node.counted(user.port)
        expect(up + down).toBe(node.passed(user.port))
        expect(up + down).toBeGreaterThan(0)
        expect(await fleet.inLedger(user, node)).toEqual([up, down])
      }
    }
    expect((await fleet.call(proveLedger, {})).differences).toEqual([])
  })
})
