import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Endpoint, socksConnect, socksDatagrams } from '../../scripts/lab/socks-client.ts'
import { download, echoDatagrams } from '../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../scripts/lab/traffic-host.ts'
import { sqlite } from '../harness/engines.ts'
import { type Fleet, startFleet, targetAddress, trafficPort } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const mail = 25
const patienceMs = 700

describe.skipIf(missing !== '')(`node is not a target ${missing}`, () => {
  let fleet: Fleet
  let node: FleetNode
  let proxy: Endpoint
  const undo = new AsyncDisposableStack()

  beforeAll(async () => {
    fleet = undo.use(await startFleet({ name: 'guard', engine: sqlite, nodes: 1 }))
    const [only] = fleet.nodes
    if (!only) throw new Error('there is no node')
    node = only
    // A cloud's metadata service, and something that would answer, at every address of the node.
    await fleet.lab.exec(node.host, ['ip', 'addr', 'add', '169.254.169.254/32', 'dev', 'lo'])
    await startTrafficServer(fleet.lab, node.host, trafficPort)
    for (const host of [node.host, fleet.target]) {
      await fleet.lab.exec(host, ['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'])
      await startTrafficServer(fleet.lab, host, mail)
    }
    const client = undo.use(await fleet.connect(await fleet.user(null), node))
    proxy = client.proxy
  })
  afterAll(() => undo.disposeAsync())

  const tcp = (host: string, port = trafficPort) =>
    download({ proxy, target: { host, port } }, 10_000, { idleMs: patienceMs }).catch(() => 0)
  const udp = (host: string, port = trafficPort) =>
    echoDatagrams({ proxy, target: { host, port } }, { count: 2, size: 400, timeoutMs: patienceMs })

  /** Whether the agent answers a TLS handshake through the proxy. */
  async function agentAnswers(host: string): Promise<boolean> {
    const socket = await socksConnect(proxy, { host, port: node.managementPort })
    const tls = connect({ socket, rejectUnauthorized: false })
    const answered = await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), patienceMs)
      const end = (value: boolean) => () => {
        clearTimeout(timer)
        resolve(value)
      }
      tls.once('secureConnect', end(true)).once('error', end(false)).once('close', end(false))
    })
    tls.destroy()
    socket.destroy()
    return answered
  }

  const ownAddresses = () => [node.host.ipv4, node.host.ipv6, node.host.controlAddress ?? '']

  it('customers reach the world, by TCP and UDP, IPv4 and IPv6', async () => {
    for (const host of [targetAddress.v4, targetAddress.v6]) {
      expect(await tcp(host)).toBe(10_000)
      expect(await udp(host)).toBe(2)
    }
  })

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254'])('gets nothing from %s', async host => {
    expect(await Promise.all([tcp(host), udp(host)])).toEqual([0, 0])
  })

  it("gets nothing from the node's own addresses", async () => {
    const tried = await Promise.all(ownAddresses().flatMap(host => [tcp(host), udp(host)]))
    expect(tried).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('does not reach the agent', async () => {
    const tried = await Promise.all(['127.0.0.1', '::1', ...ownAddresses()].map(agentAnswers))
    expect(tried).toEqual([false, false, false, false, false])
  })

  it('does not reach the manager: it has no address but a socket of the file system', async () => {
    const sockets = await fleet.lab.exec(node.host, ['ss', '-Hltunp'])
    expect(sockets).toContain('ss-server')
    expect(sockets).not.toContain('ss-manager')
    // What opens a port where a manager listens on loopback, at its usual numbers.
    const before = sockets.split('\n').length
    await using link = await socksDatagrams(proxy)
    for (const port of [4000, 6001, 8839]) {
      const command = 'add: {"server_port": 20999, "password": "a-free-port"}'
      await link.send({ host: '127.0.0.1', port }, Buffer.from(command))
    }
    expect(await link.receive(patienceMs)).toBeUndefined()
    expect((await fleet.lab.exec(node.host, ['ss', '-Hltunp'])).split('\n')).toHaveLength(before)
  })

  it('does not reach port 25 anywhere', async () => {
    expect(await Promise.all([targetAddress.v4, targetAddress.v6].map(host => tcp(host, mail)))).toEqual([
      0, 0,
    ])
  })

  it('reaches all of it once the rule is removed, so that these tests can fail', async () => {
    await node.kill9()
    await node.nft('flush', 'chain', 'inet', 'sluice', 'guard')
    expect(await tcp('127.0.0.1')).toBe(10_000)
    expect(await udp('127.0.0.1')).toBe(2)
    expect(await tcp('::1')).toBe(10_000)
    expect(await udp('::1')).toBe(2)
    expect(await tcp('169.254.169.254')).toBe(10_000)
    expect(await tcp(targetAddress.v4, mail)).toBe(10_000)
    await node.start()
    expect(await agentAnswers('127.0.0.1')).toBe(false)
    // The agent that must run to be reached puts a removed rule back at once, and notices one too many later.
    await eventually('the agent to be reached', async () => {
      await node.nft('insert', 'rule', 'inet', 'sluice', 'guard', 'accept')
      return agentAnswers('127.0.0.1')
    })
  })

  it('is kept from it again once the agent starts', async () => {
    await node.kill9()
    await node.start()
    expect(await Promise.all([tcp('127.0.0.1'), udp('127.0.0.1'), tcp(targetAddress.v4, mail)])).toEqual([
      0, 0, 0,
    ])
    expect(await tcp(targetAddress.v4)).toBe(10_000)
  })
})
