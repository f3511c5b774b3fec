import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSsLocal } from '../../../scripts/lab/shadowsocks-client.ts'
import { download } from '../../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../../scripts/lab/traffic-host.ts'
import {
  type AgentUnderTest,
  agentUnderTest,
  aPort,
  bytes,
  serverAddress,
  targetAddress,
} from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually } from '../../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])

describe.skipIf(missing !== '')(`the agent counts and cuts ${missing}`, () => {
  let node: AgentUnderTest
  const target = { host: targetAddress.v4, port: 9000 }

  beforeAll(async () => {
    node = await agentUnderTest('cut')
    await startTrafficServer(node.lab, node.target)
    await node.start()
    await node.enrol()
  })
  afterAll(() => node?.[Symbol.asyncDispose]())

  async function through(port: number, count: number, idleMs = 1_500): Promise<number> {
    const server = { host: serverAddress.v4, port, method: 'aes-256-gcm', password: `password-of-${port}` }
    await using client = await startSsLocal({ lab: node.lab, host: node.client, socksPort: 1080 }, server)
    return await download({ proxy: client.proxy, target }, count, { idleMs })
  }

  it('counts what passes, and other ports stay at 0', async () => {
    const answer = await node.publish([aPort(20001), aPort(20002)])
    expect(answer).toMatchObject({ status: 200, body: { touched: 2 } })
    await node.listening(2)
    expect(await through(20001, 5_000_000)).toBe(5_000_000)
    const reading = await node.reading(20001)
    expect(reading.down).toBeGreaterThan(5_000_000)
    expect(reading.down).toBeLessThan(5_300_000)
    expect((await node.reading(20002)).total).toBe(0)
  })

  it('closes a port at its last byte and opens it again with a grant, even after much was thrown at it', async () => {
    const before = (await node.reading(20002)).total
    await node.publish([aPort(20001), aPort(20002, { closeAt: bytes(before + 1_000_000) })])
    expect(await through(20002, 5_000_000)).toBeLessThan(1_000_000)
    const cut = (await node.reading(20002)).total - before
    expect(cut).toBeLessThanOrEqual(1_000_000)
    expect(cut).toBeGreaterThan(1_000_000 - 131_072)
    expect(await through(20002, 100_000)).toBe(0)
    await node.publish([aPort(20001), aPort(20002, { closeAt: bytes(before + 6_000_000) })])
    expect(await through(20002, 2_000_000)).toBe(2_000_000)
    await through(20002, 10_000_000)
    const second = (await node.reading(20002)).total - before
    expect(second).toBeLessThanOrEqual(6_000_000)
    expect(second).toBeGreaterThan(6_000_000 - 131_072)
  })

  it('goes on from the same reading after kill -9, and cuts while it is dead', async () => {
    const before = await node.reading(20001)
    await node.publish([aPort(20001, { closeAt: bytes(before.total + 1_000_000) }), aPort(20002)])
    await node.agent().kill()
    expect(await through(20001, 5_000_000)).toBeLessThan(1_000_000)
    await node.start()
    const after = await node.reading(20001)
    const passed = after.total - before.total
    expect(passed).toBeLessThanOrEqual(1_000_000)
    expect(passed).toBeGreaterThan(1_000_000 - 131_072)
    expect((await node.counters()).gaps).toEqual([])
  })

  it('rebuilds a flushed table from the last durable reading and records the gap', async () => {
    const before = await node.counters()
    await node.nft('flush', 'ruleset')
    await eventually('the table to be back', async () =>
      (await node.nft('list', 'tables')).includes('inet sluice'),
    )
    const after = await node.counters()
    // A connection that was cut may still send a packet or two.
    for (const [place, [port, up, down]] of before.readings.entries()) {
      const [samePort, upload = 0, download = 0] = after.readings[place] ?? []
      expect(samePort).toBe(port)
      expect(upload + download - up - down).toBeGreaterThanOrEqual(0)
      expect(upload + download - up - down).toBeLessThan(1_000)
    }
    expect(after.instance).toBe(before.instance)
    expect(after.gaps.map(gap => gap.reason)).toEqual(['table_lost'])
    expect((after.gaps[0]?.until ?? 0) - before.takenAt).toBeLessThan(3_000)
    expect((await node.counters(`&instance=${after.instance}&seq=${after.seq}`)).gaps).toEqual([])
    expect((await node.health()).repairs.tableRebuilt).toBe(1)
  })

  it('puts back the rules of a chain that another tool flushed, long before it would look at everything', async () => {
    const rules = async () => (await node.nft('list', 'chain', 'inet', 'sluice', 'in')).match(/@up/g)?.length
    expect(await rules()).toBe(1)
    await node.nft('flush', 'chain', 'inet', 'sluice', 'in')
    await eventually('the rules to be back', async () => (await rules()) === 1, 5_000)
    const one = /@down.*handle (\d+)/.exec(
      await node.nft('-a', 'list', 'chain', 'inet', 'sluice', 'out'),
    )?.[1]
    await node.nft('delete', 'rule', 'inet', 'sluice', 'out', 'handle', one ?? '')
    const counting = async () => (await node.nft('list', 'chain', 'inet', 'sluice', 'out')).includes('@down')
    await eventually('the counting rule to be back', counting, 5_000)
    const { gaps, instance, seq } = await node.counters()
    expect(gaps.map(gap => gap.reason)).toEqual(['table_lost', 'table_lost'])
    expect((await node.counters(`&instance=${instance}&seq=${seq}`)).gaps).toEqual([])
    await node.publish([aPort(20001), aPort(20002)])
    const before = await node.reading(20001)
    expect(await through(20001, 1_000_000)).toBe(1_000_000)
    expect((await node.reading(20001)).total - before.total).toBeGreaterThan(1_000_000)
  })

  it('closes a port by its own clock', async () => {
    await node.publish([aPort(20001), aPort(20002, { closeAfter: (Date.now() + 1_500) as never })])
    await eventually('the port to close', async () => (await node.health()).ports.closed === 1, 5_000)
    expect(await through(20002, 100_000, 800)).toBe(0)
  })

  it('begins a new instance when the hub knows more than its own state does', async () => {
    const before = await node.counters()
    const after = await node.counters(`&instance=${before.instance}&seq=${before.seq + 1_000}`)
    expect(after.instance).not.toBe(before.instance)
    expect(after.gaps.map(gap => gap.reason)).toContain('rolled_back')
    const refused = await node.call('PUT', '/v1/config', {
      epoch: 9,
      revision: 1,
      instance: before.instance,
      ports: [],
      blockedPorts: [],
    })
    expect(refused).toMatchObject({ status: 409, body: { error: 'instance_changed' } })
  })
})
