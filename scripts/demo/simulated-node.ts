import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openIdentity } from '../../node-agent/install/identity.ts'
import { linuxFacts, systemClock } from '../../node-agent/node-facts.ts'
import type { ShadowsocksBackend } from '../../node-agent/ports.ts'
import { startAgent } from '../../node-agent/start-agent.ts'
import { openStateFiles } from '../../node-agent/state/files.ts'
import type { DemoNode } from './demo-node.ts'
import { simulateKernel } from './simulated-kernel.ts'

const packetBytes = 1_400

/**
 * The agent as it is, on a kernel in memory: it keeps its state, answers over mutual TLS, and its ports close at the
 * last byte, but no traffic passes that was not made up here.
 */
export async function startSimulatedNode(options: {
  readonly stateDirectory: string
  readonly missing: string
  readonly managementPort: number
}): Promise<DemoNode> {
  const kernel = simulateKernel()
  const served = new Set<number>()
  let agent: Awaited<ReturnType<typeof startAgent>> | null = null
  const crash = () => undefined

  const backend: ShadowsocksBackend = {
    ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'],
    async reconcile(desired) {
      served.clear()
      for (const { port } of desired) served.add(port)
      return { listening: served.size, failed: [], portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 }
    },
    listening: async () => new Set(served),
    heldByOthers: async () => [],
    stop: async () => served.clear(),
  }

  return {
    kind: 'simulated',
    what: `simulated, for this machine lacks: ${options.missing}`,
    missing: options.missing,
    managementHost: '127.0.0.1',
    managementPort: options.managementPort,
    customerHost: '127.0.0.1',
    async startAgent(bundleFile) {
      agent = await startAgent({
        version: 'simulated',
        firewall: kernel.firewall,
        store: await openStateFiles(options.stateDirectory, crash),
        clock: systemClock,
        facts: { ...linuxFacts, ephemeralPorts: () => [32_768, 60_999], resolvers: () => [] },
        randomId: () => randomBytes(16).toString('hex'),
        crash,
        log: () => undefined,
        guard: { uid: 65_534, allowedTargets: [] },
        maxMarkBytes: 64 * 1024 * 1024,
        backend,
        identities: await openIdentity(options.stateDirectory, bundleFile, { crash, clock: systemClock }),
        listen: { host: '127.0.0.1', port: options.managementPort },
        problems: [],
        stopShadowsocks: true,
        watch: () => undefined,
      })
    },
    async isOpen(port) {
      return served.has(port)
    },
    async sendTraffic(access, traffic) {
      const everyMs = 100
      let sent = 0
      while (sent < traffic.bytes) {
        const upTo = Math.min(traffic.bytes, sent + (traffic.rate * everyMs) / 1_000)
        for (; sent < upTo; sent += packetBytes) {
          if (!kernel.packet(access.port, 'down', packetBytes)) return sent
        }
        kernel.packet(access.port, 'up', 52)
        await sleep(everyMs)
      }
      return sent
    },
    async [Symbol.asyncDispose]() {
      await agent?.stop()
    },
  }
}
