import { verify } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import type { Answer } from '../../../../fakes/answering-server.ts'
import { aPublicKey, platformNow } from '../../../../fakes/wechat-platform.ts'
import {
  converse,
  createWith,
  key,
  link,
  merchantKey,
  openid,
  order,
  settings,
  signed,
} from './conversation.ts'

const stranger = aPublicKey(key.serial)

let talk: Awaited<ReturnType<typeof converse>>
let provider: PaymentProvider

beforeAll(async () => {
  talk = await converse()
})
afterAll(() => talk.server.close())
beforeEach(() => {
  ;({ provider } = talk.startAnew())
})

describe('a request', () => {
  it('is sent as stored, byte for byte, and signed over those bytes', async () => {
    const body = provider.buildPayment(order)
    expect(await provider.createPayment({ tradeType: 'native', body })).toEqual({
      kind: 'ok',
      value: { kind: 'link', payUrl: 'weixin://wxpay/bizpayurl?pr=abc' },
    })
    const [sent] = talk.server.seen
    expect(sent?.body).toBe(body)
    expect(sent?.path).toBe('/v3/pay/transactions/native')
    expect(sent?.headers).toMatchObject({ 'wechatpay-serial': key.serial, accept: 'application/json' })
    expect(sent?.headers['accept-encoding']).toBeUndefined()
    const parts =
      /^WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="(\w{32})",timestamp="(\d+)",serial_no="(\w+)",signature="(.+)"$/.exec(
        sent?.headers.authorization ?? '',
      )
    expect(parts?.slice(1, 5)).toEqual([
      settings.mchid,
      expect.any(String),
      String(platformNow / 1000),
      settings.merchantSerial,
    ])
    const message = `POST\n${sent?.path}\n${parts?.[3]}\n${parts?.[2]}\n${body}\n`
    expect(
      verify('RSA-SHA256', Buffer.from(message), merchantKey, Buffer.from(parts?.[5] ?? '', 'base64')),
    ).toBe(true)
  })

  it('never uses a nonce twice', async () => {
    await Promise.all(Array.from({ length: 20 }, () => createWith(provider)))
    const nonces = talk.server.seen.map(one => /nonce_str="(\w+)"/.exec(one.headers.authorization ?? '')?.[1])
    expect(new Set(nonces).size).toBe(20)
  })

  it('whose stored body would be sent otherwise does not leave', async () => {
    const stored = provider.buildPayment(order).replace('{"appid"', '{ "appid"')
    expect(await provider.createPayment({ tradeType: 'native', body: stored })).toMatchObject({
      kind: 'unsent',
    })
    expect(talk.server.seen).toEqual([])
  })

  it('with a number that would change its address does not leave, or is encoded', async () => {
    expect(await provider.queryPayment({ outTradeNo: '../../refund?x=1' })).toMatchObject({ kind: 'unsent' })
    expect(talk.server.seen).toEqual([])
    await provider.queryRefund('a|b@c')
    expect(talk.server.seen[0]?.path).toBe('/v3/refund/domestic/refunds/a%7Cb%40c')
  })
})

describe('an answer that proves nothing', () => {
  const { headers: good = {}, body: text = '' } = link
  const altered: readonly [string, Answer, string][] = [
    ['unsigned', { status: 200, body: text }, 'signature'],
    ['signed by another', signed(200, { code_url: 'weixin://x' }, stranger), 'signature'],
    ['of other bytes', { status: 200, headers: good, body: `${text} ` }, 'signature'],
    ['signed too long ago', signed(200, { code_url: 'weixin://x' }, key, platformNow - 300_000), 'stale'],
    ['signed in the future', signed(200, { code_url: 'weixin://x' }, key, platformNow + 300_000), 'stale'],
    [
      'of an unknown key',
      { status: 200, headers: { ...good, 'wechatpay-serial': '00AA' }, body: text },
      'signature',
    ],
    [
      'of the serial __proto__',
      { status: 200, headers: { ...good, 'wechatpay-serial': '__proto__' }, body: text },
      'signature',
    ],
    ['a refusal, unsigned', { status: 400, body: '{"code":"ORDERPAID","message":"paid"}' }, 'signature'],
    ['502 with a page', { status: 502, body: '<html>Bad Gateway</html>' }, 'unavailable'],
    ['500, unsigned', { status: 500, body: '{"code":"SYSTEM_ERROR","message":"x"}' }, 'unavailable'],
    ['429, unsigned', { status: 429, body: '' }, 'limited'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'answer'],
    ['compressed', { status: 200, headers: { ...good, 'content-encoding': 'gzip' }, body: text }, 'answer'],
    ['signed, and no JSON', signed(200, '{"code_url":'), 'answer'],
    ['signed, and a link of another kind', signed(200, { code_url: 'https://evil.example/' }), 'answer'],
    ['huge', signed(200, { code_url: `weixin://${'x'.repeat(30_000)}` }), 'answer'],
    [
      'cut off',
      response => {
        response.writeHead(200, { ...good, 'content-length': '500' })
        response.write(text, () => response.destroy())
      },
      'network',
    ],
    ['a connection that ends', response => response.destroy(), 'network'],
    ['never', () => undefined, 'timeout'],
    [
      'without end',
      response => {
        response.writeHead(200, good)
        const drip = setInterval(() => response.write('x'), 20)
        response.on('close', () => clearInterval(drip))
      },
      'timeout',
    ],
  ]
  it.each(altered)('%s: unknown', async (_name, given, cause) => {
    talk.server.answerWith(request => (request.path === '/v3/certificates' ? { status: 500 } : given))
    expect(await createWith(provider)).toMatchObject({ kind: 'unknown', cause })
  })

  it('is logged without a secret, a signature or a payer', async () => {
    const body = provider.buildPayment({ ...order, tradeType: 'jsapi', openid })
    const content = { code: 'PARAM_ERROR', message: `${openid} 与 appid 不匹配` }
    for (const given of [{ status: 400, body: JSON.stringify(content) }, signed(400, content)]) {
      talk.server.answerWith(() => given)
      talk.lines.push(JSON.stringify(await provider.createPayment({ tradeType: 'jsapi', body })))
    }
    const all = talk.lines.join('\n')
    expect(all).toContain('(a payer)')
    for (const secret of [openid, settings.apiV3Key, 'PRIVATE KEY', 'signature=', 'nonce_str']) {
      expect(all).not.toContain(secret)
    }
  })
})

describe('a request that never left', () => {
  it('because nobody listens: unsent', async () => {
    provider = talk.providerWith({}, 'http://127.0.0.1:1')
    expect(await createWith(provider)).toMatchObject({ kind: 'unsent', cause: 'network' })
  })

  it('because the connection never came to stand: unsent', async () => {
    const silent = createServer(socket => void socket.resume())
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    provider = talk.providerWith({}, `https://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    expect(await createWith(provider)).toMatchObject({ kind: 'unsent', cause: 'timeout' })
    await new Promise(resolve => silent.close(resolve))
  })

  it('because the merchant key is none: unsent, whatever is asked', async () => {
    provider = talk.providerWith({ merchantKeyPem: 'not a key' })
    const answers = await Promise.all([
      createWith(provider),
      provider.queryPayment({ transactionId: '42' }),
      provider.closePayment('SL20261124ABCDEF'),
      provider.queryRefund('R1'),
      provider.applyAbnormalRefund({ refundId: '5', outRefundNo: 'R1' }),
      provider.downloadBill('2026-11-23'),
    ])
    expect(answers.map(one => one.kind)).toEqual(Array(6).fill('unsent'))
    expect(talk.server.seen).toEqual([])
  })
})
