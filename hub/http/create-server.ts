import { readFileSync } from 'node:fs'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { type FastifyInstance, fastify } from 'fastify'
import type { ListenerConfig } from '../config/config.ts'
import type { ErrorBody } from '../contract/error-body.ts'
import type { Logger } from '../kernel/logger.ts'
import { addressGroup } from '../operators/attempt-limit-rule.ts'
import { answerFailuresOf } from './answer-failure.ts'
import { answerPlainHttp } from './answer-plain-http.ts'

export interface ServerOptions {
  readonly tls: { readonly key: string; readonly certificate: string } | null
  readonly trustedProxies: readonly string[]
  /** Per address, generous: many people may share one. */
  readonly requestsPerMinute: number
  readonly logger: Logger
}

const bodyLimit = 1024 * 1024
/** A client that dribbles its headers or its body is cut off. */
const headersTimeout = 10_000
const requestTimeout = 30_000
const connectionsCheckingInterval = 2_000

/** Certificate and key of a listener from its files; null without TLS. `self` is the caller's to issue. */
export function readTlsFiles(listener: ListenerConfig): ServerOptions['tls'] {
  if (listener.tls.kind !== 'files') return null
  return {
    certificate: readFileSync(listener.tls.certificate, 'utf8'),
    key: readFileSync(listener.tls.key, 'utf8'),
  }
}

/** A server with everything that holds for every listener: limits, time-outs, headers, the form of failures. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { tls, trustedProxies, logger } = options
  const shared = {
    bodyLimit,
    requestTimeout,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    forceCloseConnections: true,
    return503OnClosing: true,
    // Longer ones reach the contract, which refuses them in its own form.
    routerOptions: { maxParamLength: 16_384 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  } as const
  const timeouts = { headersTimeout, connectionsCheckingInterval }
  const app: FastifyInstance =
    tls === null
      ? fastify({ ...shared, http: timeouts })
      : fastify({
          ...shared,
          https: { ...timeouts, key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.2' },
        })
  if (tls !== null) {
    const message = 'This port speaks only HTTPS: ask again with https:// in the address.'
    const body: ErrorBody = { error: 'bad_request', message, facts: {} }
    answerPlainHttp(app.server, body)
  }
  answerFailuresOf(app, logger)
  takeEmptyJson(app)
  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    hsts: tls === null ? false : { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    cache: 10_000,
    keyGenerator: request => addressGroup(request.ip),
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  return app
}

/** JSON bodies alone are taken; an empty one with a JSON content type is a body that was left out. */
function takeEmptyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parseJson(request, String(body), done)
  })
}
