import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSsLocal } from '../../../scripts/lab/shadowsocks-client.ts'
import { download, echoDatagrams } from '../../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../../scripts/lab/traffic-host.ts'
import {
  type AgentUnderTest,
  agentUnderTest,
  aPort,
  serverAddress,
  targetAddress,
} from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually } from '../../harness/processes.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const echo = 9000
const mail = 25

describe.skipIf(missing !== '')(`a node is not a target ${missing}`, () => {
  let node: AgentUnderTest
  let client: Awaited<ReturnType<typeof startSsLocal>>

  beforeAll(async () => {
    node = await agentUnderTest('guard')
    await node.lab.exec(node.node, ['ip', 'addr', 'add', '169.254.169.254/32', 'dev', 'lo'])
    await startTrafficServer(node.lab, node.target)
    await startTrafficServer(node.lab, node.node)
    await node.lab.exec(node.target, ['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'])
    await startTrafficServer(node.lab, node.target, mail)
    await node.start()
    await node.enrol()
    await node.publish([aPort(20001)])
    await node.listening(1)
    const server = {
      host: serverAddress.v4,
      port: 20001,
      method: 'aes-256-gcm',
      password: 'password-of-20001',
    }
    client = await startSsLocal({ lab: node.lab, host: node.client, socksPort: 1080 }, server)
  })
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]()
    await node?.[Symbol.asyncDispose]()
  })

  const tcp = (host: string, port = echo) =>
    download({ proxy: client.proxy, target: { host, port } }, 10_000, { idleMs: 700 }).catch(() => 0)
  const udp = (host: string) =>
    echoDatagrams(
      { proxy: client.proxy, target: { host, port: echo } },
      { count: 1, size: 400, timeoutMs: 700 },
    )

  it('reaches the world over IPv4 and IPv6, TCP and UDP', async () => {
    expect(await tcp(targetAddress.v4)).toBe(10_000)
    expect(await tcp(targetAddress.v6)).toBe(10_000)
    expect(await udp(targetAddress.v4)).toBe(1)
    expect(await udp(targetAddress.v6)).toBe(1)
  })

  it.each(['127.0.0.1', '::1', '169.254.169.254', serverAddress.v4, serverAddress.v6])(
    'gets nothing from %s',
    async host => {
      expect(await tcp(host)).toBe(0)
      expect(await udp(host)).toBe(0)
    },
  )

  it('does not reach port 25, nor a port that the hub blocks, anywhere', async () => {
    expect(await tcp(targetAddress.v4, mail)).toBe(0)
    expect(await tcp(targetAddress.v6, mail)).toBe(0)
    await node.publish([aPort(20001)], { blockedPorts: [echo] })
    expect(await tcp(targetAddress.v4)).toBe(0)
    expect(await udp(targetAddress.v4)).toBe(0)
    await node.publish([aPort(20001)])
    expect(await tcp(targetAddress.v4)).toBe(10_000)
  })

  it('leaves alone what belongs to nobody: who knocks at a closed port of the node is refused at once', async () => {
    const knock = 'timeout 3 bash -c "</dev/tcp/127.0.0.1/9" 2>/dev/null; echo $?'
    expect((await node.lab.exec(node.node, ['bash', '-c', knock])).trim()).toBe('1')
  })

  it('gets nothing again at once where another tool removes the rules', async () => {
    await node.nft('flush', 'chain', 'inet', 'sluice', 'guard')
    const rules = () => node.nft('list', 'chain', 'inet', 'sluice', 'guard')
    await eventually('the rules to be back', async () => (await rules()).includes('fib daddr'), 5_000)
    expect(await tcp('127.0.0.1')).toBe(0)
  })

  it('reaches 127.0.0.1 and port 25 once the rules are removed, so that this test can fail', async () => {
    await node.agent().kill()
    await node.nft('flush', 'chain', 'inet', 'sluice', 'guard')
    expect(await tcp('127.0.0.1')).toBe(10_000)
    expect(await udp('127.0.0.1')).toBe(1)
    expect(await tcp(targetAddress.v4, mail)).toBe(10_000)
    expect(await tcp(targetAddress.v6, mail)).toBe(10_000)
  })
})
