import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { ForgedReason, ProviderFault } from '../payment-provider.ts'
import type { ClockSkew } from './clock-skew.ts'
import { cleanText, readErrorBody } from './map-error-body.ts'
import { type SentAnswer, sendRequest } from './send-request.ts'
import type { PayHttp, RequestSigner } from './sign-request.ts'
import type { TrustStore } from './trust-store.ts'
import { isSignedBy, isStale, readSignatureHeaders } from './verify-signature.ts'

export const officialOrigin = 'https://api.mch.weixin.qq.com'

export interface TransportLimits {
  readonly connectMs: number
  readonly totalMs: number
  readonly maxBytes: number
  /** For the file of a bill. */
  readonly billMs: number
  readonly maxBillBytes: number
}

export const defaultLimits: TransportLimits = {
  connectMs: 5_000,
  totalMs: 10_000,
  maxBytes: 1024 * 1024,
  billMs: 120_000,
  maxBillBytes: 64 * 1024 * 1024,
}

/** What a `send` is allowed and which key the answer should be signed with. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly serial: string | null
  readonly totalMs?: number
  readonly maxBytes?: number
}

/** `unverified`: an answer came, and nothing proves that it is WeChat's. Its words are a hint for people only. */
export type Exchange =
  | {
      readonly kind: 'verified'
      readonly status: number
      readonly body: Buffer
      readonly date: string | undefined
    }
  | {
      readonly kind: 'unverified'
      readonly status: number
      readonly why: ForgedReason
      /** The key that the answer claims to be signed with; null where it names none. */
      readonly serial: string | null
      readonly hint: { readonly code: string; readonly message: string } | null
      readonly date: string | undefined
    }
  | Extract<SentAnswer, { kind: 'fault' }>

export type Send = (request: TransportRequest) => Promise<SentAnswer>

/** Signs each request over the very bytes that it sends. Nothing is verified here. */
export function createSend(deps: {
  readonly origin: string
  readonly signer: RequestSigner
  readonly limits: TransportLimits
}): Send {
  const { origin, signer, limits } = deps
  return ({ method, path, body = '', serial, totalMs = limits.totalMs, maxBytes = limits.maxBytes }) =>
    sendRequest({
      origin,
      method,
      path,
      body,
      connectMs: limits.connectMs,
      totalMs,
      maxBytes,
      headers: {
        accept: 'application/json',
        'user-agent': 'Sluice',
        authorization: signer.authorize({ method, path, body }),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(serial === null ? {} : { 'wechatpay-serial': serial }),
      },
    })
}

/** Sends, and verifies whatever comes back, errors too, over its raw bytes. */
export type Ask = (request: Pick<TransportRequest, 'method' | 'path' | 'body'>) => Promise<Exchange>

export function createAsk(deps: {
  readonly send: Send
  readonly trust: TrustStore
  readonly skew: ClockSkew
  readonly clock: Clock
  readonly logger: Logger
}): Ask {
  const { trust, logger } = deps
  return async request => {
    const answer = await deps.send({ ...request, serial: trust.requestSerial() })
    const exchange = answer.kind === 'fault' ? answer : await judgeAnswer(answer, deps)
    if (exchange.kind !== 'verified') {
      // Paths hold numbers of orders, no persons and no secrets.
      logger.warn(
        { method: request.method, path: request.path, ...factsOf(exchange) },
        'WeChat gave no proven answer',
      )
    }
    return exchange
  }
}

async function judgeAnswer(
  answer: Extract<SentAnswer, { kind: 'answer' }>,
  { trust, skew, clock }: Pick<Parameters<typeof createAsk>[0], 'trust' | 'skew' | 'clock'>,
): Promise<Exchange> {
  const date = answer.headers.date
  const claimed = readSignatureHeaders(answer.headers)
  const hint = readErrorBody(answer.body.toString('utf8'))
  const unverified = (why: ForgedReason): Exchange => ({
    kind: 'unverified',
    status: answer.status,
    why,
    serial: typeof claimed === 'string' ? null : claimed.serial,
    hint,
    date,
  })
  if (typeof claimed === 'string') {
    // A request that a wrong clock signed is refused, and the refusal may be unsigned: its date moves an alarm alone.
    if (answer.status === 401 && hint !== null) skew.note(date)
    return unverified(claimed)
  }
  const key = await trust.keyFor(claimed.serial)
  if (key === null) return unverified('unknown-serial')
  if (!isSignedBy(key, claimed, answer.body)) return unverified('bad-signature')
  // Before the age is judged: a clock that is far off lets nothing else through, and must still be seen.
  skew.note(date)
  if (isStale(claimed, clock.now())) return unverified('stale')
  return { kind: 'verified', status: answer.status, body: answer.body, date }
}

function factsOf(exchange: Exclude<Exchange, { kind: 'verified' }>): object {
  if (exchange.kind === 'fault')
    return { fault: exchange.cause, sent: exchange.sent, reason: exchange.message }
  return { status: exchange.status, why: exchange.why, code: exchange.hint?.code ?? null }
}

/** The seam for the package: it brings URL and body, the answer goes back as `data`, untouched by the package. */
export function payHttp(ask: Ask): PayHttp {
  const output = async (request: Parameters<Ask>[0]) => ({ status: 0, data: await ask(request) })
  return {
    get: url => output({ method: 'GET', path: pathOf(url) }),
    post: (url, params) => output({ method: 'POST', path: pathOf(url), body: JSON.stringify(params) }),
    upload: () => Promise.reject(new Error('nothing is uploaded')),
  }
}

/** Path and query as the package wrote them; its host is replaced by the configured origin. */
export function pathOf(url: string): string {
  const found = /^https?:\/\/[^/]+(\/.*)$/.exec(url)
  if (found?.[1] === undefined) throw new Error('the package built a URL without a path')
  return found[1]
}

/** Why an unverified answer decides nothing, in words. */
export function unverifiedText(exchange: Extract<Exchange, { kind: 'unverified' }>): {
  readonly cause: ProviderFault
  readonly message: string
} {
  const hint =
    exchange.hint === null ? '' : `; it says ${cleanText(`${exchange.hint.code}: ${exchange.hint.message}`)}`
  const message = `answered ${exchange.status}, not proven to be WeChat's (${exchange.why})${hint}`
  if (exchange.status === 429) return { cause: 'limited', message }
  if (exchange.status >= 500) return { cause: 'unavailable', message }
  return { cause: exchange.why === 'stale' ? 'stale' : 'signature', message }
}
