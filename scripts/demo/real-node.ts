import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLab } from '../lab/create-lab.ts'
import type { RunningProcess } from '../lab/run-process.ts'
import { startSsLocal } from '../lab/shadowsocks-client.ts'
import { download } from '../lab/traffic.ts'
import { startTrafficServer } from '../lab/traffic-host.ts'
import type { DemoNode } from './demo-node.ts'

const managementPort = 8_471
// An address as the internet has them: the node refuses to relay to private ones.
const targetAddress = '203.0.113.10'
const firstSocksPort = 11_080

/**
 * A node in its own network namespace, with real nftables and a real ss-manager, and a customer and a web server in
 * namespaces of their own. Everything is gone when it is disposed of.
 */
export async function startRealNode(options: {
  readonly agentFile: string
  readonly stateDirectory: string
}): Promise<DemoNode> {
  const lab = await createLab({ name: 'demo' })
  const node = await lab.host('node', {
    control: true,
    addresses: ['10.77.0.1', 'fd77::1', '203.0.113.1/24'],
  })
  const customer = await lab.host('customer', { control: true })
  const target = await lab.host('target', { addresses: [`${targetAddress}/24`] })
  await startTrafficServer(lab, target)
  // The path of a UNIX socket is short, and a data directory may be deep.
  const runDirectory = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
  // Shadowsocks runs as another user and must get through to its own directory inside.
  chmodSync(runDirectory, 0o711)
  const host = node.controlAddress ?? node.ipv4
  let agent: RunningProcess | null = null
  let socksPort = firstSocksPort

  return {
    kind: 'real',
    what: 'real: nftables and ss-manager in a network namespace of their own',
    missing: null,
    managementHost: host,
    managementPort,
    customerHost: host,
    async startAgent(bundleFile) {
      const enrol = bundleFile === null ? [] : ['--enroll', bundleFile]
      const folders = ['--state', options.stateDirectory, '--run', join(runDirectory, 'run')]
      const listen = ['--listen', `${host}:${managementPort}`]
      const own = ['--ss-user', 'nobody', '--stop-shadowsocks']
      agent = await lab.spawn(node, [
        process.execPath,
        options.agentFile,
        ...enrol,
        ...folders,
        ...listen,
        ...own,
      ])
    },
    isOpen: port =>
      new Promise(resolve => {
        const socket = connect({ host, port, timeout: 500 })
        const end = (isOpen: boolean) => {
          socket.destroy()
          resolve(isOpen)
        }
        socket.once('connect', () => end(true))
        socket.once('error', () => end(false))
        socket.once('timeout', () => end(false))
      }),
    async sendTraffic(access, traffic) {
      socksPort += 1
      const place = { lab, host: customer, socksPort }
      const server = { host: node.ipv4, port: access.port, method: access.cipher, password: access.password }
      await using client = await startSsLocal(place, server)
      const path = { proxy: client.proxy, target: { host: targetAddress, port: 9_000 } }
      return await download(path, traffic.bytes, { rate: traffic.rate, idleMs: 4_000 })
    },
    async [Symbol.asyncDispose]() {
      await agent?.stop(10_000)
      await lab[Symbol.asyncDispose]()
      rmSync(runDirectory, { recursive: true, force: true })
    },
  }
}
