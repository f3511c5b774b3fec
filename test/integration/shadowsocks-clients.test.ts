import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabHost } from '../../scripts/lab/add-host.ts'
import { createLab, type Lab } from '../../scripts/lab/create-lab.ts'
import {
  type ShadowsocksClient,
  startRustSslocal,
  startSsLocal,
} from '../../scripts/lab/shadowsocks-client.ts'
import { download, echoDatagrams, upload } from '../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../scripts/lab/traffic-host.ts'
import { whatIsMissing } from '../../scripts/lab/what-is-missing.ts'
import { getSslocal } from '../harness/get-sslocal.ts'
import { eventually } from '../harness/processes.ts'

const missing = whatIsMissing('ss-server', 'ss-local')
const account = { port: 8388, method: 'aes-256-gcm', password: 'a-password-of-the-test' }

describe.skipIf(missing)(`clients in the lab${missing ? ` (skipped: needs ${missing})` : ''}`, () => {
  let lab: Lab
  let customer: LabHost
  let node: LabHost
  let target: LabHost

  beforeAll(async () => {
    lab = await createLab({ name: 'ss' })
    customer = await lab.host('customer', { control: true })
    node = await lab.host('node')
    target = await lab.host('target')
    await startTrafficServer(lab, target)
    const { port, method, password } = account
    const listen = ['-s', '0.0.0.0', '-s', '::0', '-p', String(port), '-6']
    await lab.spawn(node, ['ss-server', ...listen, '-m', method, '-k', password, '-u', '--mtu', '65000'], {
      user: 'nobody',
    })
    const listens = async () => (await lab.exec(node, ['ss', '-Hltn'])).includes(String(port))
    await eventually('ss-server to listen', listens)
  })
  afterAll(() => lab[Symbol.asyncDispose]())

  const clients: Record<string, (family: 'ipv4' | 'ipv6', socksPort: number) => Promise<ShadowsocksClient>> =
    {
      'ss-local': (family, socksPort) =>
        startSsLocal({ lab, host: customer, socksPort }, { host: node[family], ...account }),
      sslocal: async (family, socksPort) => {
        const binary = await getSslocal()
        return startRustSslocal(
          { lab, host: customer, socksPort },
          { host: node[family], ...account },
          binary,
        )
      },
    }

  it.each([
    ['ss-local', 'ipv4', 1080],
    ['ss-local', 'ipv6', 1081],
    ['sslocal', 'ipv4', 1082],
    ['sslocal', 'ipv6', 1083],
  ] as const)('%s carries TCP and UDP by %s', async (name, family, socksPort) => {
    await using client = await clients[name]?.(family, socksPort)
    if (!client) throw new Error(`there is no client ${name}`)
    const path = { proxy: client.proxy, target: { host: target[family], port: 9000 } }
    expect(await download(path, 5_000_000)).toBe(5_000_000)
    expect(await upload(path, 5_000_000)).toBe(5_000_000)
    expect(await echoDatagrams(path, { count: 20, size: 400 })).toBe(20)
  })

  it.each([
    // ss-server forbids fragmentation on its own IPv4 sockets: it cannot answer there, nor send on, above the MTU.
    ['ipv4', 'ack'],
    ['ipv6', 'echo'],
  ] as const)('8,000-byte datagrams reach the node in fragments by %s', async (family, verb) => {
    const script = join(import.meta.dirname, '..', 'harness', 'send-datagrams.ts')
    const way = ['--server', node[family], '--password', account.password, '--target', target.ipv6]
    const args = [script, ...way, '--verb', verb, '--size', '8000', '--count', '5']
    const before = await lab.counters(node)
    const printed = await lab.exec(customer, [process.execPath, ...args], { user: 'nobody' })
    expect(JSON.parse(printed)).toEqual({ whole: 5 })
    const after = await lab.counters(node)
    const answers = verb === 'ack' ? 5 : 30
    expect(after.received.packets - before.received.packets).toBe(30 + answers)
  })

  it('8,000-byte datagrams pass through ss-local by ipv6', async () => {
    await using client = await clients['ss-local']?.('ipv6', 1085)
    if (!client) throw new Error('there is no client')
    const path = { proxy: client.proxy, target: { host: target.ipv6, port: 9000 } }
    expect(await echoDatagrams(path, { count: 5, size: 8_000 })).toBe(5)
  })

  it('gives up on a way that is closed, with what had arrived', async () => {
    await using client = await clients['ss-local']?.('ipv4', 1084)
    if (!client) throw new Error('there is no client')
    const path = { proxy: client.proxy, target: { host: target.ipv4, port: 9999 } }
    expect(await download(path, 1000, { idleMs: 300 })).toBe(0)
    expect(await upload(path, 1000, { idleMs: 300 })).toBe(0)
    expect(await echoDatagrams(path, { count: 1, size: 100, timeoutMs: 300 })).toBe(0)
  })
})
