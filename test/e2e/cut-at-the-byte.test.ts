import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readUser } from '../../hub/contract/admin/users.ts'
import { download } from '../../scripts/lab/traffic.ts'
import { sqlite } from '../harness/engines.ts'
import { type Fleet, type FleetUser, startFleet } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'
import { type SteadyConnection, steadyConnection } from '../harness/steady-connection.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const million = 1_000_000
/** Less than this left counts as used up. */
const slack = 128 * 1024
const intervalSeconds = 3

describe.skipIf(missing !== '')(`cut at the byte ${missing}`, () => {
  let fleet: Fleet
  const others: SteadyConnection[] = []
  const undo = new AsyncDisposableStack()

  beforeAll(async () => {
    fleet = undo.use(
      await startFleet({ name: 'cut', engine: sqlite, nodes: 2, collectEverySeconds: intervalSeconds }),
    )
    const other = await fleet.user(null)
    for (const node of fleet.nodes) {
      const client = undo.use(await fleet.connect(other, node))
      others.push(undo.use(await steadyConnection(client.path)))
    }
  })
  afterAll(() => undo.disposeAsync())
  afterEach(async () => {
    for (const other of others) await other.stillAlive()
  })

  function nodeOf(user: FleetUser): FleetNode {
    const node = fleet.nodes.find(each => each.id === user.lines[0]?.nodeId)
    if (!node) throw new Error('the user has no node')
    return node
  }

  /** Asks for `count` bytes through a node and gives how many came; an open connection must stop by itself. */
  async function pull(user: FleetUser, node: FleetNode, count: number, rate?: number): Promise<number> {
    await using client = await fleet.connect(user, node)
    const options = { idleMs: 1_000, ...(rate === undefined ? {} : { rate }) }
    return await download(client.path, count, options)
  }

  function expectCut(counted: number, limit: number): void {
    expect(counted).toBeLessThanOrEqual(limit)
    expect(counted).toBeGreaterThanOrEqual(limit - slack)
  }

  /** Each node closes within one packet of its own share. */
  function expectCutTogether(counted: readonly number[], limit: number): void {
    const all = counted.reduce((sum, one) => sum + one, 0)
    expect(all).toBeLessThanOrEqual(limit)
    expect(all).toBeGreaterThanOrEqual(limit - counted.length * slack)
    for (const one of counted) expect(one).toBeGreaterThan(slack)
  }

  /** The hub, once it collects again, says what the kernels say. */
  async function expectLedgerAgrees(user: FleetUser): Promise<void> {
    await fleet.collected()
    let total = 0
    for (const node of fleet.nodes) total += (await node.kernel(user.port)).total
    expect((await fleet.usage(user)).charged).toBe(total)
  }

  describe('while the hub is stopped', () => {
    it('through one node', async () => {
      const user = await fleet.user(million, 1)
      await fleet.hub.stop()
      try {
        expect(await pull(user, nodeOf(user), 5 * million)).toBeLessThan(million)
        expectCut((await nodeOf(user).kernel(user.port)).total, million)
        expect(await pull(user, nodeOf(user), 1_000)).toBe(0)
        expectCut((await nodeOf(user).kernel(user.port)).total, million)
      } finally {
        await fleet.hub.start()
      }
      await expectLedgerAgrees(user)
      const { gate } = await fleet.call(readUser, { params: { userId: user.id } })
      expect(gate).toBe('quota_used')
    })

    it('over two nodes together', async () => {
      const user = await fleet.user(million)
      await fleet.hub.stop()
      try {
        await Promise.all(fleet.nodes.map(node => pull(user, node, 5 * million)))
        const passed = await Promise.all(fleet.nodes.map(async node => (await node.kernel(user.port)).total))
        expectCutTogether(passed, million)
      } finally {
        await fleet.hub.start()
      }
      await expectLedgerAgrees(user)
    })
  })

  describe('while the agent is dead', () => {
    it('through one node', async () => {
      const user = await fleet.user(million, 1)
      const node = nodeOf(user)
      await node.kill9()
      try {
        expect(await pull(user, node, 5 * million)).toBeLessThan(million)
        expectCut((await node.kernel(user.port)).total, million)
      } finally {
        await node.start()
      }
      await expectLedgerAgrees(user)
      expectCut((await node.kernel(user.port)).total, million)
    })

    it('over two nodes together', async () => {
      const user = await fleet.user(million)
      for (const node of fleet.nodes) await node.kill9()
      try {
        await Promise.all(fleet.nodes.map(node => pull(user, node, 5 * million)))
        const passed = await Promise.all(fleet.nodes.map(async node => (await node.kernel(user.port)).total))
        expectCutTogether(passed, million)
      } finally {
        for (const node of fleet.nodes) await node.start()
      }
      await expectLedgerAgrees(user)
    })
  })

  it('with hub and agents at work budgets follow the node that is used, and together are never too much', async () => {
    const user = await fleet.user(4 * million)
    const [first, second] = fleet.nodes
    if (!first || !second) throw new Error('there are no two nodes')
    await pull(user, first, 1_500_000)
    for (const node of [first, second, first]) {
      await fleet.collected()
      await fleet.settled(user)
      await pull(user, node, 5 * million)
    }
    const used = await first.kernel(user.port)
    const all = used.total + (await second.kernel(user.port)).total
    // More than the half it began with.
    expect(used.total).toBeGreaterThan(2.5 * million)
    expect(all).toBeLessThanOrEqual(4 * million)
    await expectLedgerAgrees(user)
  })

  it('at full speed with 2 GB left, hub stopped and agent dead', async () => {
    const limit = 2_000 * million
    const user = await fleet.user(limit, 1)
    const node = nodeOf(user)
    await fleet.hub.stop()
    await node.kill9()
    try {
      await Promise.all([pull(user, node, limit), pull(user, node, limit)])
      expectCut((await node.kernel(user.port)).total, limit)
    } finally {
      await node.start()
      await fleet.hub.start()
    }
    await expectLedgerAgrees(user)
  })

  it('with a grant that lands while a transfer goes on', async () => {
    const user = await fleet.user(million, 1)
    const node = nodeOf(user)
    const pulled = pull(user, node, 5 * million, 200_000)
    await eventually('a part to pass', async () => (await node.kernel(user.port)).total > 200_000)
    await fleet.grant(user, million)
    // One connection goes on over the first limit and stops at the second.
    expect(await pulled).toBeGreaterThan(million)
    expectCut((await node.kernel(user.port)).total, 2 * million)
    await expectLedgerAgrees(user)
  })

  it('with a grant that lands after 20 MB were thrown at the closed port', async () => {
    const user = await fleet.user(million, 1)
    const node = nodeOf(user)
    await pull(user, node, 5 * million)
    await expectLedgerAgrees(user)
    const atTheCut = (await node.kernel(user.port)).total
    const received = (await fleet.lab.counters(node.host)).received.bytes
    await throwAt(node, user.port)
    await eventually(
      '20 MB to arrive',
      async () => (await fleet.lab.counters(node.host)).received.bytes > received + 20 * million,
    )
    expectCut((await node.kernel(user.port)).total, million)
    await fleet.grant(user, million)
    await eventually(
      'the port to open within one interval',
      async () => (await pull(user, node, 1_000)) === 1_000,
      intervalSeconds * 1_000,
    )
    await pull(user, node, 5 * million)
    const total = (await node.kernel(user.port)).total
    expect(total).toBeGreaterThan(atTheCut)
    expectCut(total, 2 * million)
    await expectLedgerAgrees(user)
  })

  /** 20 MB of datagrams from the customer's host; nobody answers. */
  async function throwAt(node: FleetNode, port: number): Promise<void> {
    const script = `
      const socket = require('node:dgram').createSocket('udp4')
      const payload = Buffer.alloc(1_400)
      let left = 15_000
      const more = () => {
        for (let i = 0; i < 20 && left > 0; i += 1, left -= 1) socket.send(payload, ${port}, '${node.host.ipv4}')
        if (left > 0) setTimeout(more, 1)
        else setTimeout(() => socket.close(), 100)
      }
      more()`
    await fleet.lab.exec(fleet.client, [process.execPath, '-e', script], { user: 'nobody' })
    await sleep(100)
  }
})
