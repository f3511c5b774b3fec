import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiAnswer, createApi } from './answer-api.ts'
import { parseAuthorization, type Refusal, refuseHeaders, refuseRequest } from './authorization-rule.ts'
import { type Keys, randomText } from './crypto/create-identity.ts'
import { isSignedBy, requestMessage } from './crypto/sign-message.ts'
import { type Fault, type FaultPlan, matches, planFault, type RequestMatch } from './fault-rule.ts'
import type { Signer, SigningParty } from './sign-answers.ts'
import type { World } from './world.ts'

export interface FaultOrder {
  readonly match: RequestMatch
  readonly fault: Fault
  /** For so many matching requests; null is for all. */
  readonly times: number | null
}

export interface Hooks {
  /** A create took effect and its answer is not sent yet. */
  beforeCreateAnswer(outTradeNo: string): Promise<void>
  /** A new refund was accepted, and the answer is on its way. */
  afterRefundAnswer(outRefundNo: string): void
}

export interface ApiServer {
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>
  addFault(order: FaultOrder): void
  clearFaults(): void
}

const nonceLifeMs = 600_000
const staleMs = 600_000

/** The v3 side of the wire: the checks of a request, faults, and the signature of every answer. */
export function createApiServer(world: World, keys: Keys, signer: Signer, hooks: Hooks): ApiServer {
  const answerRequest = createApi(world)
  const nonces = new Map<string, number>()
  let faults: FaultOrder[] = []

  function isNewNonce(nonce: string): boolean {
    const now = world.clock.now()
    if (nonces.size > 10_000) for (const [old, at] of nonces) if (at < now - nonceLifeMs) nonces.delete(old)
    const isNew = !nonces.has(nonce)
    nonces.set(nonce, now)
    return isNew
  }

  function refuse(request: IncomingMessage, body: Buffer): Refusal | null {
    const { method = '', url = '', headers } = request
    const refusal = refuseRequest({
      authorization: parseAuthorization(headers.authorization),
      merchant: { mchid: world.identity.mchid, serial: world.identity.merchant.serial },
      now: world.clock.now(),
      nonceIsNew: isNewNonce,
      signatureIsGood: ({ timestamp, nonce, signature }) =>
        isSignedBy(requestMessage({ method, url, timestamp, nonce, body }), signature, keys.merchant),
    })
    if (refusal) return refusal
    const { accept, 'user-agent': userAgent, 'content-type': contentType } = headers
    return refuseHeaders({ accept, userAgent, contentType, hasBody: method === 'POST' })
  }

  function takeFault(request: { method: string; url: string; body: string }): Fault | null {
    const found = faults.find(one => matches(one.match, request))
    if (!found) return null
    const left = found.times === null ? null : found.times - 1
    faults = faults.flatMap(one => (one !== found ? [one] : left === 0 ? [] : [{ ...found, times: left }]))
    return found.fault
  }

  function answer(method: string, url: string, body: string): ApiAnswer {
    const parsed = URL.parse(url, 'http://emulator')
    try {
      return answerRequest({
        method,
        path: parsed?.pathname ?? '',
        query: parsed?.searchParams ?? new URLSearchParams(),
        body,
      })
    } catch (error) {
      if (error instanceof URIError) return problem({ status: 400, code: 'PARAM_ERROR', message: '路径有误' })
      throw error
    }
  }

  function headersOf(
    one: { readonly signed: boolean; readonly body: Buffer },
    plan: FaultPlan,
    named: string | undefined,
  ) {
    if (!one.signed || plan.signature === 'missing') return {}
    let party: SigningParty = signer.forAnswer(named)
    if (plan.signature === 'wrong_key') party = { ...party, key: keys.stranger }
    const now = world.clock.now()
    const signed = signer.headers(one.body, party, plan.signature === 'stale' ? now - staleMs : now)
    if (plan.signature === 'unknown_serial') signed['Wechatpay-Serial'] = randomText(40, '0123456789ABCDEF')
    if (plan.signature === 'bad') signed['Wechatpay-Signature'] = flip(signed['Wechatpay-Signature'] ?? '')
    return signed
  }

  return {
    async handle(request, raw, response) {
      const { method = '', url = '' } = request
      const body = raw.toString()
      const refusal = refuse(request, raw)
      const fault = refusal ? null : takeFault({ method, url, body })
      const plan = planFault(fault)
      const refused = refusal && { ...problem(refusal), signed: !world.settings().unsignedRefusals }
      const own = refused ?? (plan.takesEffect ? answer(method, url, body) : null)
      if (own?.created) await hooks.beforeCreateAnswer(own.created.outTradeNo)
      const sent = changeBytes(
        plan.instead ? { ...problem({ ...plan.instead, code: '', message: '' }), ...insteadOf(plan) } : own,
        plan,
      )
      world.journal.add({
        kind: 'request',
        ...{ method, url, body, tookEffect: own !== null && refusal === null && own.code === null },
        status: plan.wire === 'hang' || plan.wire === 'reset' || !sent ? null : sent.status,
        code: refusal?.code ?? (plan.instead ? codeOf(plan) : (own?.code ?? null)),
        fault: fault === null ? null : typeof fault === 'string' ? fault : fault.code,
      })
      const serial = request.headers['wechatpay-serial']
      if (sent) {
        const signature = headersOf(sent, plan, typeof serial === 'string' ? serial : undefined)
        response.sendDate = false
        response.statusCode = sent.status
        response.setHeader('Date', new Date(world.clock.now()).toUTCString())
        response.setHeader(
          'Request-ID',
          `08${randomText(40, '0123456789ABCDEF')}-${randomText(8, '0123456789')}`,
        )
        if (sent.contentType) response.setHeader('Content-Type', sent.contentType)
        if (plan.instead?.location) response.setHeader('Location', plan.instead.location)
        for (const [name, value] of Object.entries(signature)) response.setHeader(name, value)
      }
      await travel(plan, sent?.body ?? Buffer.alloc(0), sent?.status, request, response)
      if (own?.refunding) hooks.afterRefundAnswer(own.refunding.outRefundNo)
    },
    addFault(order) {
      faults.push(order)
    },
    clearFaults() {
      faults = []
    },
  }
}

function problem({ status, code, message }: Refusal): ApiAnswer {
  const body = Buffer.from(JSON.stringify({ code, message }))
  return { status, body, contentType: 'application/json; charset=utf-8', signed: true, code }
}

function insteadOf({ instead }: FaultPlan): Partial<ApiAnswer> {
  if (!instead) return {}
  const { body, contentType, signed } = instead
  return { body: Buffer.from(body), contentType, signed }
}

function codeOf({ instead }: FaultPlan): string | null {
  return /"code":"([^"]+)"/.exec(instead?.body ?? '')?.[1] ?? null
}

const hugeBytes = 8 * 1024 * 1024

function changeBytes(answer: ApiAnswer | null, plan: FaultPlan): ApiAnswer | null {
  if (!answer) return null
  if (plan.bytes === 'bad_json') return { ...answer, body: answer.body.subarray(0, -1) }
  if (plan.bytes === 'huge')
    return { ...answer, body: Buffer.concat([answer.body, Buffer.alloc(hugeBytes, 0x20)]) }
  if (plan.bytes === 'wrong') {
    const body = Buffer.from(answer.body)
    const middle = Math.floor(body.length / 2)
    body[middle] = (body[middle] ?? 0) ^ 1
    return { ...answer, body }
  }
  return answer
}

function flip(signature: string): string {
  const bytes = Buffer.from(signature, 'base64')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64')
}

/** Resolves when the answer is handed over; one that hangs stays open until the other side or the emulator ends. */
async function travel(
  { wire }: FaultPlan,
  body: Buffer,
  status: number | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (wire === 'hang') return
  if (wire === 'reset') {
    request.socket.resetAndDestroy()
    return
  }
  if (status !== 204) response.setHeader('Content-Length', body.length)
  if (wire === 'send') {
    response.end(body)
    return
  }
  const half = Math.floor(body.length / 2)
  response.flushHeaders()
  if (wire === 'cut') {
    await new Promise<void>(resolve => response.write(body.subarray(0, half), () => resolve()))
    request.socket.destroy()
    return
  }
  // A byte at a time: a limit on silence alone would wait for all of it.
  for (let from = 0; from < body.length && !response.destroyed; from++) {
    response.write(body.subarray(from, from + 1))
    await sleep(100)
  }
  response.end()
}
