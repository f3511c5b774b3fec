import { constants } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type SecureContextOptions, TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type AgentErrorCode, agentErrors } from '../../hub/contract/agent/errors.ts'
import { messageOf, type Outcome, refuse } from '../outcome.ts'
import type { Log } from '../ports.ts'
import { answerPlainHttp } from './answer-plain-http.ts'
import { authoriseClient } from './authorise-client.ts'

const compress = promisify(gzip)

export interface Credentials {
  readonly key: string
  readonly certificate: string
  readonly trustedCas: readonly string[]
}

/** A value is answered as JSON, a `text` as plain text. */
export type Handler = (request: IncomingMessage, url: URL) => Promise<Outcome<unknown>>
/** Keys are `METHOD /path`. */
export type Routes = Readonly<Record<string, Handler>>

export interface PlainText {
  readonly text: string
}

function isPlainText(value: unknown): value is PlainText {
  return typeof value === 'object' && value !== null && 'text' in value && Object.keys(value).length === 1
}

function secure(credentials: Credentials): SecureContextOptions {
  return {
    key: credentials.key,
    cert: credentials.certificate,
    ca: [...credentials.trustedCas],
    minVersion: 'TLSv1.3',
    // Nothing is resumed: each connection proves itself against the authorities trusted now.
    secureOptions: constants.SSL_OP_NO_TICKET,
  }
}

/** HTTPS with mutual TLS 1.3. Whatever goes wrong becomes a typed error of the contract, never the end of the process. */
export async function serveAgent(options: {
  readonly host: string
  readonly port: number
  readonly credentials: Credentials
  readonly routes: () => Routes
  readonly log: Log
}) {
  const { log } = options

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const socket = request.socket
    const allowed =
      socket instanceof TLSSocket ? authoriseClient(socket) : refuse('certificate_required', 'no TLS')
    let outcome: Outcome<unknown> = allowed
    if (allowed.ok) {
      const url = new URL(request.url ?? '/', 'https://agent')
      const handler = options.routes()[`${request.method} ${url.pathname}`]
      outcome = handler
        ? await handler(request, url)
        : refuse('not_found', `there is no ${request.method} ${url.pathname}`)
    }
    await send(request, response, outcome)
  }

  async function send(
    request: IncomingMessage,
    response: ServerResponse,
    outcome: Outcome<unknown>,
  ): Promise<void> {
    const code: AgentErrorCode | null = outcome.ok ? null : outcome.error.error
    const value = outcome.ok ? outcome.value : outcome.error
    const text = isPlainText(value)
    let body: Buffer = Buffer.from(text ? value.text : JSON.stringify(value))
    response.statusCode = code === null ? 200 : agentErrors[code].status
    response.setHeader('content-type', text ? 'text/plain; version=0.0.4' : 'application/json')
    response.setHeader('cache-control', 'no-store')
    if (body.length > 2_048 && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
      body = await compress(body, { level: 1 })
      response.setHeader('content-encoding', 'gzip')
    }
    // A refused body is not read to its end: the connection cannot be used again.
    if (!request.complete) response.setHeader('connection', 'close')
    response.setHeader('content-length', body.length)
    response.end(body)
  }

  const settings: ServerOptions = {
    ...secure(options.credentials),
    requestCert: true,
    // Refused after the handshake, in words: under TLS 1.3 a client learns little from a broken connection.
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
    requestTimeout: 60_000,
    headersTimeout: 10_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
  }
  const server = createServer(settings, (request, response) => {
    answer(request, response).catch(async error => {
      log('error', 'a request failed', { path: request.url, error: messageOf(error) })
      if (response.headersSent) response.destroy()
      else
        await send(request, response, refuse('not_ready', 'the agent failed to answer')).catch(() =>
          response.destroy(),
        )
    })
  })
  answerPlainHttp(server, {
    error: 'bad_request' satisfies AgentErrorCode,
    message:
      'This port of the Sluice agent speaks only HTTPS: ask with https:// and the client certificate of its hub.',
  })
  server.maxConnections = 64
  server.setTimeout(120_000)
  server.on('tlsClientError', (error, socket) => {
    log('warn', 'a TLS handshake failed', { from: socket.remoteAddress, error: messageOf(error) })
    socket.destroy()
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', error => log('error', 'the listener failed', { error: messageOf(error) }))
  return {
    address: () => server.address() as AddressInfo,
    /** New certificate or authorities, for every connection from now on; open ones are ended. */
    renew(credentials: Credentials): void {
      server.setSecureContext(secure(credentials))
      server.closeIdleConnections()
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 2_000).unref()
      }),
  }
}
