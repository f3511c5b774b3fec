import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import type { EnrolmentBundle } from '../../hub/contract/agent/enrolment.ts'
import type { AgentHealth } from '../../hub/contract/agent/health.ts'
import { startMeter } from '../../node-agent/counters/meter.ts'
import { agentRoutes, enrolmentRoutes } from '../../node-agent/http/agent-routes.ts'
import { type Handler, type Routes, serveAgent } from '../../node-agent/http/serve-agent.ts'
import { openIdentity } from '../../node-agent/install/identity.ts'
import { linuxFacts } from '../../node-agent/node-facts.ts'
import { succeed } from '../../node-agent/outcome.ts'
import type { Clock, ShadowsocksBackend } from '../../node-agent/ports.ts'
import { simulateKernel } from '../../scripts/demo/simulated-kernel.ts'
import { fakeStore } from '../fakes/fake-store.ts'

/**
 * `silent`: accepts connections and never says a word. `off`: nobody listens. `garbage`: proves who it is, and then
 * answers everything with what is no answer.
 */
export type Behaviour = 'answers' | 'silent' | 'off' | 'garbage'

/** A request as the node saw it. */
export interface SeenRequest {
  readonly what: string
  /** SHA-256 of the certificate of the hub that asked, in lower-case hex. */
  readonly hub: string
  readonly from: number
  /** When the answer was handed to the connection; null: not yet. */
  until: number | null
}

const host = '127.0.0.1'
const garbage: Handler = async () => succeed({ text: '<html>502 Bad Gateway' })

/**
 * A node whose behaviour a test directs: the agent's own meter, routes, identity and listener, on a kernel and a
 * disk in memory. It serves on loopback and is enrolled with a bundle like any other.
 */
export async function startStagedNode(given: {
  readonly bundle: EnrolmentBundle
  readonly folder: string
  readonly clock: Clock
}) {
  const { bundle, clock } = given
  const directory = join(given.folder, `node-${bundle.nodeId}`)
  const bundleFile = join(given.folder, `bundle-${bundle.nodeId}.json`)
  writeFileSync(bundleFile, JSON.stringify(bundle), { mode: 0o600 })
  const crash = () => undefined
  const log = () => undefined
  const kernel = simulateKernel()
  const facts = { ...linuxFacts, ephemeralPorts: () => [32_768, 60_999] as const, resolvers: () => [] }
  const meter = await startMeter({
    firewall: kernel.firewall,
    store: fakeStore().store,
    clock,
    facts,
    randomId: () => randomBytes(16).toString('hex'),
    crash,
    log,
    guard: null,
    maxMarkBytes: 64 * 1024 * 1024,
    problem: () => undefined,
  })
  const identities = await openIdentity(directory, bundleFile, { crash, clock })
  const backend: ShadowsocksBackend = {
    ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'],
    reconcile: async () => ({
      listening: 0,
      failed: [],
      portsRestarted: 0,
      backendRestarted: 0,
      orphansEnded: 0,
    }),
    listening: async () => new Set<number>(),
    heldByOthers: async () => [],
    stop: async () => undefined,
  }
  const seen: SeenRequest[] = []
  let delayMs = 0
  let holds: (request: SeenRequest) => boolean = () => false
  const held = new Map<SeenRequest, () => void>()

  function observed(what: string, handler: Handler): Handler {
    return async (request, url) => {
      const entry: SeenRequest = { what, hub: hubOf(request), from: Date.now(), until: null }
      seen.push(entry)
      const outcome = await handler(request, url)
      // The answer is complete: what passes from here on is not in it.
      if (holds(entry)) await new Promise<void>(resolve => held.set(entry, resolve))
      else if (delayMs > 0) await clock.sleep(delayMs)
      entry.until = Date.now()
      return outcome
    }
  }

  const health = async (): Promise<AgentHealth> => ({
    version: 'staged',
    nodeVersion: process.versions.node,
    instance: meter.state().instance,
    start: meter.start,
    epoch: meter.state().epoch,
    revision: meter.state().revision,
    now: clock.now(),
    startedAt: clock.now(),
    ephemeralPorts: [32_768, 60_999],
    problems: [],
    ports: { desired: 0, listening: 0, closed: 0 },
    repairs: { tableRebuilt: 0, portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 },
    memoryBytes: 0,
    cpuSeconds: 0,
    loadAverage: 0,
    certificateExpiresAt: (clock.now() + 300 * 86_400_000) as AgentHealth['now'],
  })
  const renewed = () => void setTimeout(() => server?.renew(credentials()), 20)
  const enrolled = agentRoutes({
    meter,
    backend,
    facts,
    identities,
    clock,
    kick: () => undefined,
    health,
    renewed,
  })
  const named = Object.entries(enrolled)
  const answering = Object.fromEntries(named.map(([what, handler]) => [what, observed(what, handler)]))
  const babbling = Object.fromEntries(named.map(([what]) => [what, observed(what, garbage)]))
  const enrolling = enrolmentRoutes({ identities, clock, renewed })

  function credentials() {
    const { bundleKey, bundleCertificate, trustedCas } = bundle
    return identities.identity() ?? { key: bundleKey, certificate: bundleCertificate, trustedCas }
  }

  function routes(): Routes {
    if (!identities.identity()) return enrolling
    return behaviour === 'garbage' ? babbling : answering
  }

  let behaviour: Behaviour = 'answers'
  let server: Awaited<ReturnType<typeof serveAgent>> | null = null
  let mute: AsyncDisposable | null = null
  const { port } = bundle.listen
  const serve = async () => {
    server = await serveAgent({ host, port, credentials: credentials(), routes, log })
  }
  const close = async () => {
    await server?.close()
    await mute?.[Symbol.asyncDispose]()
    server = null
    mute = null
  }
  await serve()

  return {
    id: bundle.nodeId,
    /** Requests since the beginning, in the order in which they came. */
    seen: (): readonly SeenRequest[] => seen,
    async behave(next: Behaviour): Promise<void> {
      const listens = (which: Behaviour) => which === 'answers' || which === 'garbage'
      const goesOn = listens(behaviour) && listens(next)
      behaviour = next
      if (goesOn) return
      await close()
      if (next === 'silent') mute = await startMute(port)
      else if (listens(next)) await serve()
    },
    /** Every answer takes this long from now on. */
    slow(ms: number): void {
      delayMs = ms
    },
    /** Holds the answers to these requests back, complete as they are, until they are released. */
    hold(which: (request: SeenRequest) => boolean): void {
      holds = which
    },
    /** Requests whose answer is held back. */
    held: (): readonly SeenRequest[] => [...held.keys()],
    /** Lets these answers go. */
    release(which: (request: SeenRequest) => boolean): void {
      for (const [request, letGo] of [...held].filter(([request]) => which(request))) {
        held.delete(request)
        letGo()
      }
    },
    /** A customer's packet; false: the gate is closed, nothing passed. */
    pass: (userPort: number, direction: 'up' | 'down', bytes: number) =>
      kernel.packet(userPort, direction, bytes),
    /** Whether the port has its counters, without which Shadowsocks would not serve it. */
    serves: (userPort: number) => kernel.table()?.up.has(userPort) ?? false,
    /** What passed a port in truth, up and down together. */
    passed: (userPort: number) => kernel.passed.get(userPort) ?? 0,
    /** Upload and download as the node counts them. */
    counted(userPort: number): readonly [number, number] {
      const table = kernel.table()
      return [table?.up.get(userPort) ?? 0, table?.down.get(userPort) ?? 0]
    },
    async [Symbol.asyncDispose]() {
      for (const letGo of held.values()) letGo()
      await close()
    },
  }
}
export type StagedNode = Awaited<ReturnType<typeof startStagedNode>>

function hubOf(request: IncomingMessage): string {
  const { socket } = request
  if (!(socket instanceof TLSSocket)) return ''
  return socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()
}

/** Accepts connections and never says a word. */
async function startMute(port: number): Promise<AsyncDisposable> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => undefined).on('close', () => open.delete(socket))
    socket.resume()
  }).listen(port, host)
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
