import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listAlerts } from '../../hub/contract/admin/alerts.ts'
import { listJobRuns, runJob } from '../../hub/contract/admin/jobs.ts'
import { listNodes } from '../../hub/contract/admin/nodes.ts'
import { offlineAfterMs, onlineAfterMs } from '../../hub/jobs/offline-rule.ts'
import { jumpingClock } from '../fakes/jumping-clock.ts'
import { sqlite } from '../harness/engines.ts'
import { eventually } from '../harness/processes.ts'
import { type StagedFleet, type StagedUser, startStagedFleet } from '../harness/staged-fleet.ts'
import type { StagedNode } from '../harness/staged-node.ts'

const everyMs = 1_000
/** The hub waits ten seconds for an answer: a good node that waits for the silent one comes later than this. */
const latestMs = 5_000
const watchedMs = 11_000

// One connection and one writer: on SQLite a hub that waited for a node within a transaction would wait with everything.
describe('dead node', () => {
  const clock = jumpingClock()
  let fleet: StagedFleet
  let user: StagedUser
  let traffic: { stop(): Promise<void> }
  let metrics: string
  let good: StagedNode[]
  let silent: StagedNode
  let off: StagedNode
  let garbage: StagedNode

  beforeAll(async () => {
    fleet = await startStagedFleet({ name: 'dead', engine: sqlite, nodes: 5, clock })
    const [first, second, third, fourth, fifth] = fleet.nodes
    if (!first || !second || !third || !fourth || !fifth) throw new Error('there are not five nodes')
    good = [second, fifth]
    ;[silent, off, garbage] = [first, third, fourth]
    user = await fleet.user('customer')
    metrics = (await fleet.hub.start()).metrics
    for (const node of fleet.nodes) {
      await eventually('a node to be configured', () => node.serves(user.port))
    }
    traffic = fleet.keepTraffic([user])
  })
  afterAll(async () => {
    await traffic?.stop()
    await fleet?.[Symbol.asyncDispose]()
  })

  const collectedAt = (node: StagedNode, since: number) =>
    node
      .seen()
      .filter(({ what, from, until }) => what === 'GET /v1/counters' && from >= since && until !== null)
      .map(({ from }) => from)

  async function inList(node: StagedNode) {
    const { items } = await fleet.call(listNodes, { query: {} })
    const found = items.find(({ id }) => id === node.id)
    if (!found) throw new Error(`node ${node.id} is not listed`)
    return found
  }

  const alerts = async (state: 'open' | 'closed') =>
    (await fleet.call(listAlerts, { query: { state } })).items.filter(({ kind }) => kind === 'node.offline')
  const subjectOf = (node: StagedNode) => `node:${node.id}`
  const openSubjects = async () => (await alerts('open')).map(({ subject }) => subject).sort()

  /** Lets the hub look for alerts now. */
  async function watch(): Promise<void> {
    const askedAt = clock.now()
    const params = { job: 'nodes.watch' }
    await fleet.call(runJob, { params })
    await eventually('the watch to have run', async () => {
      const { runs } = await fleet.call(listJobRuns, { params, query: { limit: 1 } })
      return runs.some(({ outcome, finishedAt }) => outcome === 'done' && (finishedAt ?? 0) >= askedAt)
    })
  }

  const measured = async () => (await fetch(`${metrics}/metrics`)).text()

  it('delays nobody: while one is silent, one off and one babbles, the others are collected every interval', async () => {
    await silent.behave('silent')
    await off.behave('off')
    await garbage.behave('garbage')
    const since = Date.now()
    await sleep(watchedMs)
    for (const node of good) {
      const at = [since, ...collectedAt(node, since), Date.now()]
      const pauses = at.slice(1).map((instant, index) => instant - (at[index] ?? 0))
      expect(Math.max(...pauses), `pauses of node ${node.id}: ${pauses}`).toBeLessThan(latestMs)
      expect(at.length, `collections of node ${node.id}`).toBeGreaterThan(watchedMs / everyMs / 2)
      const { contact } = await inList(node)
      expect(contact).toMatchObject({ failures: 0, failingSince: null })
    }
  })

  it('is seen in the list with what went wrong', async () => {
    const failing = { failures: expect.any(Number), failingSince: expect.any(Number) }
    for (const [node, words] of [
      [silent, /^timeout: no complete answer within 10000 ms/],
      [off, /^unreachable: .*ECONNREFUSED/],
      [garbage, /^garbage: .*not JSON/],
    ] as const) {
      await eventually('a visit to fail', async () => (await inList(node)).contact.failures > 0)
      const { contact } = await inList(node)
      expect(contact).toMatchObject({ ...failing, lastError: expect.stringMatching(words) })
      expect(contact.failingSince ?? 0).toBeGreaterThan(contact.lastOkAt ?? 0)
    }
  })

  it('is seen in the metrics', async () => {
    const text = await measured()
    for (const [node, kind] of [
      [silent, 'timeout'],
      [off, 'unreachable'],
      [garbage, 'garbage'],
    ] as const) {
      const failures = new RegExp(
        `^sluice_failed_visits_total\\{node="${node.id}",kind="${kind}"\\} [1-9]`,
        'm',
      )
      expect(text).toMatch(failures)
    }
    for (const { id } of good) expect(text).not.toContain(`sluice_failed_visits_total{node="${id}"`)
  })

  it('raises an alert once it has failed for a minute, not before', async () => {
    await watch()
    expect(await openSubjects()).toEqual([])
    clock.jump(offlineAfterMs)
    await watch()
    expect(await openSubjects()).toEqual([silent, off, garbage].map(subjectOf).sort())
    const [about] = (await alerts('open')).filter(({ subject }) => subject === subjectOf(off))
    expect(about).toMatchObject({ severity: 'critical', message: expect.stringContaining('ECONNREFUSED') })
  })

  it('is asked again within a minute, and its alert ends once it has answered for half a minute', async () => {
    for (const node of [silent, off, garbage]) await node.behave('answers')
    const back = Date.now()
    clock.jump(60_000)
    for (const node of [silent, off, garbage]) {
      await eventually('a node to be collected again', () => collectedAt(node, back).length > 1)
      await eventually('the list to say so', async () => (await inList(node)).contact.failures === 0)
    }
    await watch()
    expect(await openSubjects()).toEqual([silent, off, garbage].map(subjectOf).sort())
    clock.jump(onlineAfterMs)
    await watch()
    expect(await openSubjects()).toEqual([])
    expect(await alerts('closed')).toHaveLength(3)
  })

  it('has lost nothing: the ledger is what the nodes count', async () => {
    await traffic.stop()
    await Promise.all(fleet.nodes.map(fleet.collected))
    for (const node of fleet.nodes) {
      expect(node.passed(user.port)).toBeGreaterThan(0)
      expect(await fleet.inLedger(user, node)).toEqual(node.counted(user.port))
    }
  })
})
