import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { request as requestHttps } from 'node:https'
import type { ProviderFault } from '../payment-provider.ts'

export interface OutgoingRequest {
  /** Scheme, host and port. */
  readonly origin: string
  readonly method: 'GET' | 'POST'
  /** Path and query exactly as signed. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Empty for GET. */
  readonly body: string
  /** From the beginning until the connection (with TLS) stands. */
  readonly connectMs: number
  /** From the beginning until the last byte of the answer. */
  readonly totalMs: number
  readonly maxBytes: number
}

/** `sent: false`: not a byte of the request left, so it had no effect. */
export type SentAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: Buffer
    }
  | {
      readonly kind: 'fault'
      readonly sent: boolean
      readonly cause: ProviderFault
      readonly message: string
    }

/**
 * One request over a connection of its own: a kept connection that the other end just closed would leave it open
 * whether the request arrived. Redirects are refused, compressed and overlong answers too. Never rejects.
 */
export function sendRequest(wanted: OutgoingRequest): Promise<SentAnswer> {
  return new Promise(resolve => {
    const url = new URL(wanted.origin)
    const secure = url.protocol === 'https:'
    let sent = false
    let settled = false
    const timers: NodeJS.Timeout[] = []
    const settle = (answer: SentAnswer) => {
      if (settled) return
      settled = true
      for (const timer of timers) clearTimeout(timer)
      outgoing.destroy()
      resolve(answer)
    }
    const fault = (cause: ProviderFault, message: string) => settle({ kind: 'fault', sent, cause, message })
    const outgoing: ClientRequest = (secure ? requestHttps : requestHttp)({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? 443 : 80),
      method: wanted.method,
      path: wanted.path,
      agent: false,
      ...(secure ? { minVersion: 'TLSv1.2' as const } : {}),
      headers: {
        ...wanted.headers,
        host: url.host,
        ...(wanted.method === 'POST' ? { 'content-length': Buffer.byteLength(wanted.body) } : {}),
      },
    })
    timers.push(
      setTimeout(() => {
        if (!sent) fault('timeout', `no connection within ${wanted.connectMs} ms`)
      }, wanted.connectMs),
      setTimeout(() => fault('timeout', `no complete answer within ${wanted.totalMs} ms`), wanted.totalMs),
    )
    outgoing.on('socket', socket => {
      // From here on bytes of the request may have left, and nobody can say how many arrived.
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        sent = true
      })
    })
    outgoing.on('error', error => fault(causeOf(error), errorText(error)))
    outgoing.on('response', response => readAnswer(response, wanted.maxBytes, settle, fault))
    outgoing.end(wanted.body)
  })
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  settle: (answer: SentAnswer) => void,
  fault: (cause: ProviderFault, message: string) => void,
): void {
  const status = response.statusCode ?? 0
  const encoding = response.headers['content-encoding']
  if (status >= 300 && status < 400) {
    fault('answer', `answered with a redirect (${status})`)
    return
  }
  if (encoding !== undefined && encoding !== 'identity') {
    fault('answer', 'answered with a compressed body')
    return
  }
  const parts: Buffer[] = []
  let size = 0
  response.on('data', (part: Buffer) => {
    size += part.length
    if (size <= maxBytes) parts.push(part)
    else fault('answer', `the answer exceeds ${maxBytes} bytes`)
  })
  response.on('error', error => fault('network', errorText(error)))
  response.on('aborted', () => fault('network', 'the answer was cut off'))
  response.on('end', () =>
    settle({ kind: 'answer', status, headers: response.headers, body: Buffer.concat(parts) }),
  )
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function causeOf(error: Error): ProviderFault {
  return codeOf(error).startsWith('HPE_') ? 'answer' : 'network'
}

/** Node's messages name host and reason; never headers. */
function errorText(error: Error): string {
  const code = codeOf(error)
  return (code === '' || error.message.includes(code) ? error.message : `${code}: ${error.message}`).slice(
    0,
    200,
  )
}
