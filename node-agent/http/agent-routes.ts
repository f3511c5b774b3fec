import { createHash } from 'node:crypto'
import { type AppliedConfig, desiredConfig } from '../../hub/contract/agent/config.ts'
import { countersQuery } from '../../hub/contract/agent/counters.ts'
import { certificateGrant } from '../../hub/contract/agent/enrolment.ts'
import type { AgentHealth } from '../../hub/contract/agent/health.ts'
import type { Meter } from '../counters/meter.ts'
import { ephemeralConflicts, unsupportedCiphers } from '../desired/port-rule.ts'
import type { Identity, IdentityStore } from '../install/identity.ts'
import { bundleProblem } from '../install/identity.ts'
import { type Outcome, refuse, succeed } from '../outcome.ts'
import type { Clock, NodeFacts, ShadowsocksBackend } from '../ports.ts'
import { readBody } from './read-body.ts'
import { renderMetrics } from './render-metrics.ts'
import type { Routes } from './serve-agent.ts'

const mebibyte = 1024 * 1024

const wantsDetails = (url: URL) => url.searchParams.get('details') === '1'

export interface RouteParts {
  readonly meter: Meter
  readonly backend: ShadowsocksBackend
  readonly facts: NodeFacts
  readonly identities: IdentityStore
  readonly clock: Clock
  /** Asks for Shadowsocks to be made as the configuration says, soon. */
  readonly kick: () => void
  /** With details, what the request asks for: see the contract. */
  readonly health: (details: boolean) => Promise<AgentHealth>
  /** A new identity is to be served from now on. */
  readonly renewed: (identity: Identity) => void
}

/** The routes of an enrolled agent. */
export function agentRoutes(parts: RouteParts): Routes {
  const { meter, backend, identities } = parts

  async function putConfig(request: Parameters<typeof readBody>[0]) {
    const body = await readBody(request, desiredConfig, 64 * mebibyte)
    if (!body.ok) return body
    const config = body.value
    const usable = async (): Promise<Outcome<null>> => {
      const range = parts.facts.ephemeralPorts()
      const inside = ephemeralConflicts(config, range)
      if (inside.length > 0) {
        return refuse('port_unusable', `inside the node's ephemeral range ${range[0]}-${range[1]}`, {
          ports: [...inside],
        })
      }
      const unknown = unsupportedCiphers(config, backend.ciphers)
      if (unknown.length > 0) {
        return refuse('cipher_unsupported', `Shadowsocks on this node speaks ${backend.ciphers.join(', ')}`, {
          ports: [...unknown],
        })
      }
      const before = new Set(meter.state().config?.ports.map(entry => entry.port))
      const fresh = config.ports.map(entry => entry.port).filter(port => !before.has(port))
      const taken = await backend.heldByOthers(fresh)
      if (taken.length > 0)
        return refuse('port_unusable', 'another program listens there', { ports: [...taken] })
      return succeed(null)
    }
    const applied = await meter.apply(config, usable)
    if (applied.ok) parts.kick()
    return applied
  }

  async function getConfig(details: boolean): Promise<Outcome<AppliedConfig>> {
    const { instance, epoch, revision, appliedAt, config } = meter.state()
    const listening = await backend.listening()
    const ports = (config?.ports ?? []).map(({ port, cipher, password, closeAt, closeAfter, serve }) => {
      const secretHash = createHash('sha256').update(`${cipher}:${password}`).digest('hex')
      return { port, cipher, closeAt, closeAfter, serve, listening: listening.has(port), secretHash }
    })
    const settings = details ? { blockedPorts: config?.blockedPorts ?? [] } : {}
    return succeed({ instance, epoch, revision, appliedAt, ports, ...settings })
  }

  return {
    'GET /v1/counters': async (_request, url) => {
      const query = countersQuery.safeParse(Object.fromEntries(url.searchParams))
      if (!query.success)
        return refuse('bad_request', 'request, instance and seq are not as the contract says')
      return meter.counters(query.data)
    },
    'PUT /v1/config': putConfig,
    'GET /v1/config': (_request, url) => getConfig(wantsDetails(url)),
    'GET /v1/health': async (_request, url) => succeed(await parts.health(wantsDetails(url))),
    'GET /metrics': async () => succeed({ text: renderMetrics(await parts.health(false), meter.state()) }),
    'GET /v1/enrolment': async () => refuse('enrolment_refused', 'this agent is enrolled'),
    'PUT /v1/enrolment': async () => refuse('enrolment_refused', 'this agent is enrolled'),
    'GET /v1/certificate-request': async () => {
      const identity = identities.identity()
      if (!identity) return refuse('not_ready', 'this agent is not enrolled')
      return succeed({ nodeId: identity.nodeId, token: '', csr: await identities.request() })
    },
    'PUT /v1/certificate': async request => {
      const body = await readBody(request, certificateGrant, mebibyte)
      if (!body.ok) return body
      const accepted = await identities.accept(body.value)
      if (!accepted.ok) return accepted
      parts.renewed(accepted.value)
      return succeed({})
    },
  }
}

/** The routes of an agent that has only its bundle: nothing but enrolment. */
export function enrolmentRoutes(parts: Pick<RouteParts, 'identities' | 'clock' | 'renewed'>): Routes {
  const { identities } = parts
  const usable = (): Outcome<null> => {
    const bundle = identities.bundle()
    if (!bundle) return refuse('enrolment_refused', 'the bundle was used before')
    const problem = bundleProblem(bundle, parts.clock.now())
    return problem ? refuse('enrolment_refused', problem) : succeed(null)
  }
  return {
    'GET /v1/enrolment': async () => {
      const allowed = usable()
      const bundle = identities.bundle()
      if (!allowed.ok || !bundle) return allowed
      return succeed({ nodeId: bundle.nodeId, token: bundle.token, csr: await identities.request() })
    },
    'PUT /v1/enrolment': async request => {
      const body = await readBody(request, certificateGrant, mebibyte)
      if (!body.ok) return body
      const allowed = usable()
      if (!allowed.ok) return allowed
      const accepted = await identities.accept(body.value)
      if (!accepted.ok) return accepted
      parts.renewed(accepted.value)
      return succeed({})
    },
  }
}
