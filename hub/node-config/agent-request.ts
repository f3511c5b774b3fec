import { lookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { PeerCertificate } from 'node:tls'
import { isRefusedAddress, isRefusedHost } from '../nodes/outgoing-address.ts'
import { nodeServerName } from './node-identity-rule.ts'

/** One request to an agent. */
export interface AgentRequest {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly method: 'GET' | 'PUT'
  readonly path: string
  readonly body?: string
  readonly identity: { readonly key: string; readonly certificate: string }
  readonly trustedCas: readonly string[]
  /** Called with the certificate once the chain is verified; a text refuses it. */
  readonly refuse: (certificate: PeerCertificate) => string | null
  /** Only in the demo, where node and hub are one machine. */
  readonly allowLocal: boolean
  /** For the whole exchange, from the first packet to the last byte of the answer. */
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
}

export type AgentFault = 'unreachable' | 'timeout' | 'refused' | 'garbage'

export type RawAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly kind: AgentFault; readonly message: string }

class Refused extends Error {
  override readonly name = 'Refused'
}

/** Codes by which OpenSSL and Node say that the other end is not who it must be, or speaks no TLS 1.3. */
const refusalCode =
  /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_|PATH_LENGTH|CRL_|ERROR_IN_CERT)/

function faultOf(error: Error): RawAnswer {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = code === '' || error.message.includes(code) ? error.message : `${code}: ${error.message}`
  if (error instanceof Refused || refusalCode.test(code)) return { ok: false, kind: 'refused', message }
  if (code.startsWith('HPE_')) return { ok: false, kind: 'garbage', message }
  return { ok: false, kind: 'unreachable', message }
}

/** Resolves a name and refuses it when any of its addresses is one the hub must not connect to. */
const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const bad = addresses.find(found => isRefusedAddress(found.address))
    if (bad) return callback(new Refused(`${hostname} resolves to ${bad.address}, which is refused`), '', 0)
    const first = addresses[0]
    if (options.all) return callback(null, addresses)
    if (!first) return callback(new Error(`${hostname} has no address`), '', 0)
    callback(null, first.address, first.family)
  })
}

/**
 * Sends one request over a connection of its own: mutual TLS 1.3, chain and identity checked before a byte of the
 * request leaves. Nothing is resumed or reused, so a certificate denied a moment ago is denied now.
 * Redirects are not followed; an answer above the cap or later than the deadline ends the connection. Rejects only for credentials that are no PEM.
 */
export function sendAgentRequest(wanted: AgentRequest): Promise<RawAnswer> {
  if (!wanted.allowLocal && isRefusedHost(wanted.host)) {
    return Promise.resolve({ ok: false, kind: 'refused', message: `the address ${wanted.host} is refused` })
  }
  return new Promise(resolve => {
    let settled = false
    const settle = (answer: RawAnswer) => {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      sent.destroy()
      resolve(answer)
    }
    const fault = (kind: AgentFault, message: string) => settle({ ok: false, kind, message })
    const body = wanted.body === undefined ? undefined : Buffer.from(wanted.body)
    const sent = request({
      host: wanted.host,
      port: wanted.port,
      method: wanted.method,
      path: wanted.path,
      agent: false,
      minVersion: 'TLSv1.3',
      key: wanted.identity.key,
      cert: wanted.identity.certificate,
      ca: [...wanted.trustedCas],
      servername: nodeServerName(wanted.nodeId),
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => {
        const reason = wanted.refuse(certificate)
        return reason === null ? undefined : new Refused(reason)
      },
      ...(wanted.allowLocal || isIP(wanted.host) !== 0 ? {} : { lookup: lookupOutside }),
      headers: {
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
      },
    })
    const deadline = setTimeout(
      () => fault('timeout', `no complete answer within ${wanted.timeoutMs} ms`),
      wanted.timeoutMs,
    )
    sent.on('error', error => settle(faultOf(error)))
    sent.on('response', response => readAnswer(response, wanted.maxAnswerBytes, settle))
    sent.end(body)
  })
}

function readAnswer(response: IncomingMessage, maxBytes: number, settle: (answer: RawAnswer) => void): void {
  const status = response.statusCode ?? 0
  const parts: Buffer[] = []
  let size = 0
  if (status >= 300 && status < 400) {
    settle({ ok: false, kind: 'garbage', message: `answered with a redirect (${status})` })
  }
  response.on('data', (part: Buffer) => {
    size += part.length
    if (size <= maxBytes) parts.push(part)
    else settle({ ok: false, kind: 'garbage', message: `the answer exceeds ${maxBytes} bytes` })
  })
  response.on('error', error => settle(faultOf(error)))
  response.on('aborted', () => settle({ ok: false, kind: 'unreachable', message: 'the answer was cut off' }))
  response.on('end', () => settle({ ok: true, status, body: Buffer.concat(parts).toString('utf8') }))
}
