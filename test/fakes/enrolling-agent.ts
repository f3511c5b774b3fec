import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateGrant, type EnrolmentBundle } from '../../hub/contract/agent/enrolment.ts'
import type { AgentHealth } from '../../hub/contract/agent/health.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import { enrolmentRoutes } from '../../node-agent/http/agent-routes.ts'
import { readBody } from '../../node-agent/http/read-body.ts'
import { type Routes, serveAgent } from '../../node-agent/http/serve-agent.ts'
import { openIdentity } from '../../node-agent/install/identity.ts'
import { succeed } from '../../node-agent/outcome.ts'

const id = 'ab'.repeat(16)
const health: AgentHealth = {
  version: 'test',
  nodeVersion: 'test',
  instance: id,
  start: id,
  epoch: 0,
  revision: 0,
  now: 0 as Instant,
  startedAt: 0 as Instant,
  ephemeralPorts: [32_768, 60_999],
  problems: [],
  ports: { desired: 0, listening: 0, closed: 0 },
  repairs: { tableRebuilt: 0, portsRestarted: 0, backendRestarted: 0, orphansEnded: 0 },
  memoryBytes: 0,
  cpuSeconds: 0,
  loadAverage: 0,
  certificateExpiresAt: 0 as Instant,
}

/** An agent that does nothing but enrol and renew: the real identity and listener, no kernel, no Shadowsocks. */
export async function startEnrollingAgent(directory: string, bundle: EnrolmentBundle) {
  const path = join(directory, 'given-bundle.json')
  writeFileSync(path, JSON.stringify(bundle))
  const clock = { now: () => Date.now() as Instant, sleep: async () => undefined }
  const identities = await openIdentity(directory, path, { crash: () => undefined, clock })
  // The key is there before the first who asks, so that all who ask at once are given a request for one key.
  await identities.request()
  const credentials = () => {
    const identity = identities.identity()
    if (identity) return identity
    return { key: bundle.bundleKey, certificate: bundle.bundleCertificate, trustedCas: bundle.trustedCas }
  }
  const renewed = () => server.renew(credentials())
  const enrolled: Routes = {
    'GET /v1/health': async () => succeed(health),
    'GET /v1/certificate-request': async () => succeed({ csr: await identities.request() }),
    'PUT /v1/certificate': async request => {
      const body = await readBody(request, certificateGrant, 1_048_576)
      if (!body.ok) return body
      const accepted = await identities.accept(body.value)
      if (!accepted.ok) return accepted
      renewed()
      return succeed({})
    },
  }
  const enrolling = enrolmentRoutes({ identities, clock, renewed })
  const server = await serveAgent({
    host: '127.0.0.1',
    port: bundle.listen.port,
    credentials: credentials(),
    routes: () => (identities.identity() ? enrolled : enrolling),
    log: () => undefined,
  })
  return {
    /** PEM; empty while it has only its bundle. */
    certificate: () => identities.identity()?.certificate ?? '',
    trustedCas: () => identities.identity()?.trustedCas ?? [],
    [Symbol.asyncDispose]: () => server.close(),
  }
}
