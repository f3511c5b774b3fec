import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { Config, ListenerConfig } from '../config/config.ts'
import { streamEvents } from '../contract/admin/events.ts'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import type { Database } from '../db/transaction.ts'
import type { EventFeed } from '../events/event-feed.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { bindEndpoint } from './bind-endpoint.ts'
import { createServer, readTlsFiles, type ServerOptions } from './create-server.ts'
import type { BoundEndpoint } from './handlers.ts'
import type { Metrics } from './metrics.ts'
import { serveDocs } from './serve-docs.ts'
import { bindEventStream } from './stream-events.ts'

export interface ListenerDeps {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly version: string
  readonly endpoints: readonly BoundEndpoint[]
  readonly feed: EventFeed
  readonly metrics: Metrics
  /** Puts onto the public listener what stands there besides health. */
  servePublic?(app: FastifyInstance): void | Promise<void>
  /** For an admin listener whose certificate is `self`: for these names and addresses. */
  issueListenerCertificate(hosts: readonly string[]): Promise<{ key: string; certificate: string }>
  /** What must be true before this hub can work: empty when it is ready, otherwise what is not. */
  notReady(): Promise<readonly string[]>
  readonly strictAnswers?: boolean
  readonly requestsPerMinute?: number
  /** How often an event stream looks whether its session still counts. */
  readonly heartbeatMs?: number
}

/** Base URLs of what listens, with the ports that were really taken. */
export interface ListenerAddresses {
  readonly admin: string
  readonly public: string
  readonly metrics: string
}

export interface Listeners {
  start(): Promise<ListenerAddresses>
  /** Ends open connections, streams included. */
  stop(): Promise<void>
}

const requestsPerMinute = 3_000

/** The three listeners. Nothing answers on one that belongs to another. */
export async function createListeners(deps: ListenerDeps): Promise<Listeners> {
  const { config } = deps
  const admin = await createAdmin(deps)
  const open = await createPublic(deps)
  const metrics = await createMetricsListener(deps)
  const apps = [admin, open, metrics]
  return {
    async start() {
      try {
        return {
          admin: await listen(admin, config.admin),
          public: await listen(open, config.public),
          metrics: await listen(metrics, config.metrics),
        }
      } catch (error) {
        await Promise.all(apps.map(app => app.close()))
        throw error
      }
    },
    async stop() {
      await Promise.all(apps.map(app => app.close()))
    },
  }
}

async function listen(app: FastifyInstance, { host, port }: ListenerConfig): Promise<string> {
  return app.listen({ host, port })
}

async function createAdmin(deps: ListenerDeps): Promise<FastifyInstance> {
  const { config, endpoints, database, clock, logger, version } = deps
  const tls = await adminTls(deps)
  const app = await createApp(deps, 'admin', tls)
  const isTls = tls !== null
  const cookieName = isTls ? '__Host-sluice' : 'sluice'
  const bind = { database, clock, logger, isTls, cookieName, strictAnswers: deps.strictAnswers ?? false }
  for (const bound of endpoints) bindEndpoint(app, bound, bind)
  bindEventStream(app, deps.feed, { ...bind, heartbeatMs: deps.heartbeatMs })
  const described: AnyEndpoint[] = [...endpoints.map(one => one.endpoint), streamEvents]
  serveDocs(app, described, version)
  app.get('/healthz', () => ({ status: 'ok', hub: config.hubId }))
  return app
}

function adminTls(deps: ListenerDeps): Promise<ServerOptions['tls']> {
  const { admin } = deps.config
  if (admin.tls.kind !== 'self') return Promise.resolve(readTlsFiles(admin))
  const own = admin.host === '0.0.0.0' || admin.host === '::' ? [hostname()] : [admin.host]
  const hosts = new Set([...own, ...admin.tls.names, 'localhost', '127.0.0.1', '::1'])
  return deps.issueListenerCertificate([...hosts])
}

async function createPublic(deps: ListenerDeps): Promise<FastifyInstance> {
  const app = await createApp(deps, 'public', readTlsFiles(deps.config.public))
  app.get('/healthz', () => ({ status: 'ok' }))
  await deps.servePublic?.(app)
  if (!app.hasRoute({ method: 'GET', url: '/' })) {
    app.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send('Sluice\n'))
  }
  return app
}

async function createMetricsListener(deps: ListenerDeps): Promise<FastifyInstance> {
  const { registry } = deps.metrics
  const app = await createApp(deps, 'metrics', null)
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
  app.get('/readyz', async (_request, reply) => {
    const missing = await deps.notReady()
    return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing })
  })
  app.get('/healthz', () => ({ status: 'ok' }))
  return app
}

async function createApp(
  deps: ListenerDeps,
  listener: keyof ListenerAddresses,
  tls: ServerOptions['tls'],
): Promise<FastifyInstance> {
  const { config, logger, metrics } = deps
  const app = await createServer({
    tls,
    logger,
    trustedProxies: config.trustedProxies,
    requestsPerMinute: deps.requestsPerMinute ?? requestsPerMinute,
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1000
    metrics.requestEnded({ listener, route, method: request.method, status: reply.statusCode, seconds })
  })
  return app
}
