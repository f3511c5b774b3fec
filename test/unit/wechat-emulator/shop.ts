import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http'
import { wechatTill } from '../../harness/wechat-emulator.ts'
import { renderAuthorization } from '../../wechat-emulator/authorization-rule.ts'
import { renderBeijing } from '../../wechat-emulator/beijing-time-rule.ts'
import { createIdentity } from '../../wechat-emulator/crypto/create-identity.ts'
import { openResource } from '../../wechat-emulator/crypto/seal-resource.ts'
import {
  answerMessage,
  isSignedBy,
  requestMessage,
  signMessage,
} from '../../wechat-emulator/crypto/sign-message.ts'
import { type EmulatorOptions, startEmulator } from '../../wechat-emulator/start-emulator.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Noon in Beijing. */
export const noon = Date.parse('2026-11-24T12:00:00+08:00')
const identity = createIdentity()

/** An emulator of its own, its clock, and a merchant who signs requests by hand and takes notifications. */
export async function openShop(options: EmulatorOptions = {}) {
  const clock = {
    at: noon,
    now: () => clock.at,
    advance(ms: number) {
      clock.at += ms
    },
  }
  const keys = await identity
  const emulator = await startEmulator({ now: clock.now, identity: keys, ...options })
  const { merchant } = emulator
  const key = createPrivateKey(merchant.merchantKeyPem)
  const received: Received[] = []
  let status: (count: number) => number = () => 204
  let patience = 5_000
  const door = createServer(async (asked, answer) => {
    const pieces: Buffer[] = []
    try {
      for await (const piece of asked) pieces.push(piece)
    } catch {
      return
    }
    received.push({ headers: asked.headers, body: Buffer.concat(pieces).toString() })
    answer.writeHead(status(received.length)).end()
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('the socket has no port')
  const notifyUrl = `http://127.0.0.1:${address.port}/notify`

  /** A signed request; `changes` spoil what is signed, `headers` what is sent. */
  function send(
    method: 'GET' | 'POST',
    url: string,
    content?: unknown,
    changes: Partial<{
      mchid: string
      serial: string
      timestamp: string
      nonce: string
      signature: string
    }> = {},
    headers: Record<string, string | undefined> = {},
  ): Promise<Answer> {
    const body = content === undefined ? '' : typeof content === 'string' ? content : JSON.stringify(content)
    const timestamp = changes.timestamp ?? String(Math.floor(clock.now() / 1000))
    const nonce = changes.nonce ?? randomUUID().replaceAll('-', '')
    const signature = signMessage(requestMessage({ method, url, timestamp, nonce, body }), key)
    const authorization = {
      mchid: merchant.mchid,
      serial: merchant.merchantSerial,
      timestamp,
      nonce,
      signature,
    }
    const sent = {
      Authorization: renderAuthorization({ ...authorization, ...changes }),
      Accept: 'application/json',
      'User-Agent': 'shop',
      'Wechatpay-Serial': merchant.publicKeyId,
      ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    }
    const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined))
    return fetchRaw(`${emulator.origin}${url}`, method, body, kept, patience)
  }

  const native = (outTradeNo: string, changes: object = {}) => ({
    appid: merchant.appid,
    mchid: merchant.mchid,
    description: '一个月',
    out_trade_no: outTradeNo,
    time_expire: renderBeijing(noon + 1_800_000),
    notify_url: notifyUrl,
    amount: { total: 1990, currency: 'CNY' },
    ...changes,
  })

  return {
    ...{ emulator, clock, received, notifyUrl, send, native, merchant, identity: keys },
    till: wechatTill(emulator.control),
    /** The status the shop answers its n-th notification with, from 1. */
    answerWith(choose: (count: number) => number) {
      status = choose
    },
    /** How long it waits for answers, ms in all. */
    waitFor(ms: number) {
      patience = ms
    },
    create: (outTradeNo: string, changes: object = {}) =>
      send('POST', '/v3/pay/transactions/native', native(outTradeNo, changes)),
    query: async (outTradeNo: string) =>
      read(await send('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${merchant.mchid}`)),
    refund: (outTradeNo: string, outRefundNo: string, refund: number, total = 1990) =>
      send('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: outTradeNo,
        out_refund_no: outRefundNo,
        amount: { refund, total, currency: 'CNY' },
      }),
    /** Whether an answer or notification is signed by the public key or a platform certificate it names, and fresh. */
    isGenuine(message: { readonly headers: IncomingHttpHeaders; readonly body: Buffer | string }): boolean {
      const named = String(message.headers['wechatpay-serial'])
      const { first, second } = keys.platform
      const pem =
        named === merchant.publicKeyId
          ? merchant.publicKeyPem
          : [first, second].find(one => one.serial === named)?.certificatePem
      const timestamp = String(message.headers['wechatpay-timestamp'])
      if (pem === undefined || Math.abs(Number(timestamp) - clock.now() / 1000) >= 300) return false
      const signed = answerMessage(timestamp, String(message.headers['wechatpay-nonce']), message.body)
      return isSignedBy(signed, String(message.headers['wechatpay-signature']), createPublicKey(pem))
    },
    /** The content of a notification; throws when it cannot be opened. */
    open({ body }: Received): Record<string, unknown> {
      const { resource } = JSON.parse(body)
      return JSON.parse(
        openResource(resource.ciphertext, {
          key: merchant.apiV3Key,
          nonce: resource.nonce,
          associatedData: resource.associated_data,
        }),
      )
    },
    async [Symbol.asyncDispose]() {
      await emulator.close()
      door.closeAllConnections()
      door.close()
    },
  }
}
export type Shop = Awaited<ReturnType<typeof openShop>>

/** An answer's JSON with its status. */
export function read(answer: Answer): Record<string, unknown> & { readonly status: number } {
  return { ...(answer.body.length > 0 ? JSON.parse(answer.body.toString()) : {}), status: answer.status }
}

/** A request of its own connection, whose redirects are not followed; rejects when the answer breaks off. */
export function fetchRaw(
  url: string,
  method: string,
  body: string,
  headers: Readonly<Record<string, string | undefined>>,
  timeoutMs = 2_000,
): Promise<Answer> {
  // Kept alive until the answer is whole, so that this side closes first.
  const agent = new Agent({ keepAlive: true })
  return new Promise<Answer>((resolve, reject) => {
    const asking = request(url, { method, headers: { ...headers }, agent }, answer => {
      const pieces: Buffer[] = []
      answer.on('data', piece => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }),
      )
    })
    const deadline = setTimeout(() => asking.destroy(new Error('timeout')), timeoutMs)
    asking.on('close', () => clearTimeout(deadline))
    asking.on('error', reject)
    asking.end(body)
  }).finally(() => agent.destroy())
}
