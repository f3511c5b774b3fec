import { X509Certificate } from 'node:crypto'
import { loadavg } from 'node:os'
import type { AgentHealth } from '../hub/contract/agent/health.ts'
import type { Instant } from '../hub/contract/primitives.ts'
import { startMeter } from './counters/meter.ts'
import type { MeterParts } from './counters/meter-parts.ts'
import type { Removed } from './firewall/parse-removals.ts'
import { agentRoutes, enrolmentRoutes } from './http/agent-routes.ts'
import { serveAgent } from './http/serve-agent.ts'
import type { Identity, IdentityStore } from './install/identity.ts'
import { messageOf } from './outcome.ts'
import type { NodeFacts, ShadowsocksBackend } from './ports.ts'
import { keepProblems } from './problems.ts'
import { runLoop } from './run-loop.ts'

const lookMs = 1_000
const shadowsocksMs = 3_000
const day = 86_400_000
/** What the kernel leaves unused below a limit. */
const closedSlack = 128 * 1024

export interface AgentParts extends Omit<MeterParts, 'problem'> {
  readonly version: string
  readonly facts: NodeFacts
  readonly backend: ShadowsocksBackend
  readonly identities: IdentityStore
  readonly listen: { readonly host: string; readonly port: number } | null
  /** What was wrong before anything ran, such as a user that is missing. */
  readonly problems: readonly {
    readonly part: AgentHealth['problems'][number]['part']
    readonly message: string
  }[]
  readonly stopShadowsocks: boolean
  readonly watch: (onRemoved: (removed: Removed) => void, signal: AbortSignal) => void
}

/** Starts everything in the order in which no byte passes uncounted: table, then Shadowsocks, then the answers. */
export async function startAgent(parts: AgentParts) {
  const { clock, log, backend, identities } = parts
  const problems = keepProblems(clock, log)
  for (const { part, message } of parts.problems) problems.set(part, message)
  const startedAt = clock.now()
  const meter = await startMeter({ ...parts, problem: problems.set })
  const repairs = { portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 }

  const shadowsocks = runLoop({
    name: 'Shadowsocks',
    everyMs: shadowsocksMs,
    clock,
    log,
    run: async () => {
      // A port listens only once its counters and its quota exist.
      if (!meter.ready()) return
      const { config } = meter.state()
      const desired = (config?.ports ?? []).filter(port => port.serve)
      try {
        const report = await backend.reconcile(desired)
        repairs.portsRestarted += report.portsRestarted
        repairs.backendRestarted += report.backendRestarted
        repairs.orphansEnded += report.orphansEnded
        const failed = report.failed.length
        problems.set(
          'shadowsocks',
          failed > 0 ? `${failed} ports do not listen, first ${report.failed[0]}` : null,
        )
      } catch (error) {
        problems.set('shadowsocks', messageOf(error))
      }
    },
  })
  const look = runLoop({ name: 'the look at the table', everyMs: lookMs, clock, log, run: meter.look })
  const watching = new AbortController()
  parts.watch(removed => {
    if (removed !== 'table') meter.noticeRemoval(removed === 'unknown' ? null : removed.rule)
    look.kick()
  }, watching.signal)

  async function health(details: boolean): Promise<AgentHealth> {
    const state = meter.state()
    const served = await backend.listening()
    const identity = identities.identity()
    const now = clock.now()
    const ends = identity ? Date.parse(new X509Certificate(identity.certificate).validTo) : 0
    const left = Math.floor((ends - now) / day)
    problems.set('certificate', identity && left < 30 ? `the certificate ends in ${left} days` : null)
    const ports = state.config?.ports ?? []
    let closed = 0
    for (const [port, limit] of meter.limits()) {
      const reading = state.readings.get(port)
      if ((reading ? reading.up + reading.down : 0) + closedSlack > limit) closed++
    }
    const cpu = process.cpuUsage()
    const [low, high] = parts.facts.ephemeralPorts()
    return {
      version: parts.version,
      nodeVersion: process.versions.node,
      instance: state.instance,
      start: meter.start,
      epoch: state.epoch,
      revision: state.revision,
      now,
      startedAt,
      ephemeralPorts: [low, high],
      problems: problems.list(),
      ports: {
        desired: ports.length,
        listening: ports.filter(({ port }) => served.has(port)).length,
        closed,
      },
      repairs: { tableRebuilt: meter.tableRebuilt(), ...repairs },
      memoryBytes: process.memoryUsage.rss(),
      cpuSeconds: (cpu.user + cpu.system) / 1_000_000,
      loadAverage: loadavg()[0] ?? 0,
      certificateExpiresAt: Math.max(0, ends) as Instant,
      ...(details ? { machine: parts.facts.machine() } : {}),
    }
  }

  const renewed = (identity: Identity) => {
    routes = enrolled
    // After the answer has left: the grant's own connection must not end under it.
    setTimeout(() => server.renew(identity), 50).unref()
    log('info', 'a new certificate is in use', { node: identity.nodeId })
  }
  const enrolled = agentRoutes({ ...parts, meter, health, renewed, kick: () => shadowsocks.kick() })
  const identity = identities.identity()
  const bundle = identities.bundle()
  let routes = identity ? enrolled : enrolmentRoutes({ identities, clock, renewed })
  const credentials = identity ?? {
    key: bundle?.bundleKey ?? '',
    certificate: bundle?.bundleCertificate ?? '',
    trustedCas: bundle?.trustedCas ?? [],
  }
  const stopLoops = async () => {
    watching.abort()
    await Promise.all([look.stop(), shadowsocks.stop()])
  }
  const serve = async () => {
    const listen = parts.listen ?? identity?.listen ?? bundle?.listen
    if (!listen || credentials.key === '') {
      throw new Error('the agent is not enrolled: start it once with --enroll BUNDLE')
    }
    return serveAgent({ ...listen, credentials, routes: () => routes, log })
  }
  const server = await serve().catch(async error => {
    // Whoever started it may go on without it, or end.
    await stopLoops()
    throw error
  })

  return {
    address: server.address,
    meter,
    /** Saves the last readings and ends; table and, unless told otherwise, Shadowsocks go on. */
    async stop(): Promise<void> {
      await server.close()
      await stopLoops()
      if (parts.stopShadowsocks) await backend.stop()
      await meter
        .save()
        .catch(error => log('error', 'the last readings could not be saved', { error: messageOf(error) }))
    },
  }
}
