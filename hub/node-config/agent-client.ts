import * as z from 'zod'
import type { DesiredConfig } from '../contract/agent/config.ts'
import { type AppliedConfig, type ApplyResult, appliedConfig, applyResult } from '../contract/agent/config.ts'
import { type CountersAnswer, type CountersQuery, countersAnswer } from '../contract/agent/counters.ts'
import {
  type CertificateGrant,
  type EnrolmentRequest,
  enrolmentRequest,
} from '../contract/agent/enrolment.ts'
import { type AgentError, agentError } from '../contract/agent/errors.ts'
import { type AgentHealth, agentHealth } from '../contract/agent/health.ts'
import { type AgentFault, type AgentRequest, sendAgentRequest } from './agent-request.ts'
import { plainHex, refuseIdentity } from './node-identity-rule.ts'

/** Where an agent answers, and who must answer there. */
export interface AgentTarget {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/**
 * `unreachable`: no connection, or it broke. `timeout`: connected or not, no complete answer in time.
 * `refused`: the other end is not the node (chain, name, deny list), does not take us, or its address is refused.
 * `garbage`: an answer outside the contract. `rejected`: the agent understood and said no; `error` says why.
 */
export type AgentAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly kind: AgentFault | 'rejected'
      readonly message: string
      readonly error?: AgentError
    }

/** What the hub proves itself with and whom it believes. PEM texts. */
export interface AgentCredentials {
  readonly identity: { readonly key: string; readonly certificate: string }
  /** One CA; two while the fleet moves from one to the next. */
  readonly trustedCas: readonly string[]
  /** The deny list: SHA-256 of the DER, and the serial, both in lower-case hex. */
  denied(certificate: { readonly fingerprint: string; readonly serial: string }): boolean
}

export interface AgentClientOptions {
  /** Lets the hub connect to loopback and link-local: the demo alone. */
  readonly allowLocal?: boolean
  readonly timeoutMs?: number
  readonly maxAnswerBytes?: number
}

export interface AgentClient {
  /** GET /v1/counters. Whether the answer belongs to this request is the collection's to judge. */
  counters(target: AgentTarget, query: CountersQuery): Promise<AgentAnswer<CountersAnswer>>
  putConfig(target: AgentTarget, config: DesiredConfig): Promise<AgentAnswer<ApplyResult>>
  getConfig(target: AgentTarget): Promise<AgentAnswer<AppliedConfig>>
  health(target: AgentTarget): Promise<AgentAnswer<AgentHealth>>
  /** First contact; `fingerprint` is that of the bundle's certificate, the only one taken. */
  fetchEnrolment(target: AgentTarget, fingerprint: string): Promise<AgentAnswer<EnrolmentRequest>>
  putEnrolment(
    target: AgentTarget,
    fingerprint: string,
    grant: CertificateGrant,
  ): Promise<AgentAnswer<unknown>>
  /** A CSR for the agent's next certificate, over its present one. */
  fetchCertificateRequest(target: AgentTarget): Promise<AgentAnswer<CertificateRequest>>
  putCertificate(target: AgentTarget, grant: CertificateGrant): Promise<AgentAnswer<unknown>>
}

const certificateRequest = z.object({ csr: z.string().max(8_192) })
export type CertificateRequest = z.infer<typeof certificateRequest>

const defaultTimeoutMs = 10_000
const defaultMaxAnswerBytes = 64 * 1024 * 1024

interface Call<T> {
  readonly method: AgentRequest['method']
  readonly path: string
  readonly body?: unknown
  readonly answer: z.ZodType<T>
  /** Set on first contact: the certificate that must be shown, whatever else it says. */
  readonly pinned?: string
}

/**
 * Speaks to agents: mutual TLS 1.3, the certificate judged by its chain, its node id and the deny list, never by
 * the address. `credentials` may be a function: it is asked before each request, so rotation needs no restart.
 */
export function createAgentClient(
  credentials: AgentCredentials | (() => AgentCredentials),
  options: AgentClientOptions = {},
): AgentClient {
  const present = typeof credentials === 'function' ? credentials : () => credentials

  async function call<T>(target: AgentTarget, wanted: Call<T>): Promise<AgentAnswer<T>> {
    const { identity, trustedCas, denied } = present()
    const raw = await sendAgentRequest({
      ...target,
      method: wanted.method,
      path: wanted.path,
      ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
      identity,
      trustedCas,
      refuse: shown => {
        const fingerprint = plainHex(shown.fingerprint256)
        const serial = plainHex(shown.serialNumber)
        if (denied({ fingerprint, serial })) return 'the certificate is on the deny list'
        if (wanted.pinned !== undefined) {
          return fingerprint === plainHex(wanted.pinned) ? null : "the certificate is not the bundle's"
        }
        return refuseIdentity(target.nodeId, {
          subjectAltName: shown.subjectaltname ?? '',
          fingerprint,
          serial,
        })
      },
      allowLocal: options.allowLocal ?? false,
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      maxAnswerBytes: options.maxAnswerBytes ?? defaultMaxAnswerBytes,
    })
    if (!raw.ok) return raw
    return parseAnswer(raw.status, raw.body, wanted.answer)
  }

  return {
    counters: (target, query) =>
      call(target, { method: 'GET', path: `/v1/counters?${asQuery(query)}`, answer: countersAnswer }),
    putConfig: (target, config) =>
      call(target, { method: 'PUT', path: '/v1/config', body: config, answer: applyResult }),
    getConfig: target => call(target, { method: 'GET', path: '/v1/config?details=1', answer: appliedConfig }),
    health: target => call(target, { method: 'GET', path: '/v1/health?details=1', answer: agentHealth }),
    fetchEnrolment: (target, pinned) =>
      call(target, { method: 'GET', path: '/v1/enrolment', answer: enrolmentRequest, pinned }),
    putEnrolment: (target, pinned, grant) =>
      call(target, { method: 'PUT', path: '/v1/enrolment', body: grant, answer: z.unknown(), pinned }),
    fetchCertificateRequest: target =>
      call(target, { method: 'GET', path: '/v1/certificate-request', answer: certificateRequest }),
    putCertificate: (target, grant) =>
      call(target, { method: 'PUT', path: '/v1/certificate', body: grant, answer: z.unknown() }),
  }
}

function asQuery(query: CountersQuery): string {
  const parts = new URLSearchParams({ request: query.request })
  if (query.instance !== undefined) parts.set('instance', query.instance)
  if (query.seq !== undefined) parts.set('seq', String(query.seq))
  return parts.toString()
}

function parseAnswer<T>(status: number, body: string, schema: z.ZodType<T>): AgentAnswer<T> {
  let parsed: unknown
  try {
    parsed = body === '' ? null : JSON.parse(body)
  } catch {
    return { ok: false, kind: 'garbage', message: `the answer (${status}) is not JSON` }
  }
  if (status >= 200 && status < 300) {
    const value = schema.safeParse(parsed)
    if (value.success) return { ok: true, value: value.data }
    return { ok: false, kind: 'garbage', message: z.prettifyError(value.error).slice(0, 500) }
  }
  const refusal = agentError.safeParse(parsed)
  if (!refusal.success) return { ok: false, kind: 'garbage', message: `answered ${status} without a reason` }
  const { error, message } = refusal.data
  return { ok: false, kind: 'rejected', message: `${error}: ${message}`, error: refusal.data }
}
