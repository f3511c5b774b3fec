import { createPrivateKey, createPublicKey, randomBytes, verify } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fen, Instant } from '../../../../../hub/contract/primitives.ts'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import { createWechatProvider } from '../../../../../hub/payments/wechat/create-wechat-provider.ts'
import { type Answer, answeringServer } from '../../../../fakes/answering-server.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import {
  aMerchant,
  aPaidContent,
  aPublicKey,
  aRefundContent,
  platformNow,
  signedHeaders,
} from '../../../../fakes/wechat-platform.ts'

const key = aPublicKey()
const stranger = aPublicKey(key.serial)
const settings = aMerchant(key)
const date = new Date(platformNow).toUTCString()
const lines: string[] = []
const record = (facts: object, message: string) => void lines.push(JSON.stringify({ ...facts, message }))
const logger = { debug: record, info: record, warn: record, error: record }
const openid = aPaidContent.payer.openid

let server: Awaited<ReturnType<typeof answeringServer>>
let provider: PaymentProvider
let clock: ReturnType<typeof manualClock>
const limits = { connectMs: 400, totalMs: 400, maxBytes: 20_000 }
const providerAt = (origin: string) =>
  createWechatProvider({ settings, origin, clock, random: randomBytes, logger, limits })

/** An answer as WeChat signs it. */
const signed = (status: number, content: unknown, by = key, at = platformNow) => {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  return { status, body, headers: { date, ...signedHeaders(by, body, { at }) } }
}
const link = signed(200, { code_url: 'weixin://wxpay/bizpayurl?pr=abc' })

const order = {
  tradeType: 'native',
  outTradeNo: 'SL20261124ABCDEF',
  description: '一个月',
  total: 1_990 as Fen,
  expiresAt: (platformNow + 1_800_000) as Instant,
} as const
const create = () => provider.createPayment({ tradeType: 'native', body: provider.buildPayment(order) })

beforeAll(async () => {
  server = await answeringServer(() => link)
})
afterAll(() => server.close())
beforeEach(() => {
  clock = manualClock(platformNow)
  provider = providerAt(server.origin)
  server.answerWith(() => link)
  lines.length = 0
})

describe('a request', () => {
  it('is sent as stored, byte for byte, and signed over those bytes', async () => {
    const body = provider.buildPayment(order)
    expect(await provider.createPayment({ tradeType: 'native', body })).toEqual({
      kind: 'ok',
      value: { kind: 'link', payUrl: 'weixin://wxpay/bizpayurl?pr=abc' },
    })
    const [sent] = server.seen
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
    const merchantKey = createPublicKey(createPrivateKey(settings.merchantKeyPem))
    expect(
      verify('RSA-SHA256', Buffer.from(message), merchantKey, Buffer.from(parts?.[5] ?? '', 'base64')),
    ).toBe(true)
  })

  it('never uses a nonce twice', async () => {
    await Promise.all(Array.from({ length: 20 }, create))
    const nonces = server.seen.map(one => /nonce_str="(\w+)"/.exec(one.headers.authorization ?? '')?.[1])
    expect(new Set(nonces).size).toBe(20)
  })

  it('whose stored body would be sent otherwise does not leave', async () => {
    const stored = provider.buildPayment(order).replace('{"appid"', '{ "appid"')
    expect(await provider.createPayment({ tradeType: 'native', body: stored })).toMatchObject({
      kind: 'unsent',
    })
    expect(server.seen).toEqual([])
  })

  it('with a number that would change its address does not leave, or is encoded', async () => {
    expect(await provider.queryPayment({ outTradeNo: '../../refund?x=1' })).toMatchObject({ kind: 'unsent' })
    expect(server.seen).toEqual([])
    await provider.queryRefund('a|b@c')
    expect(server.seen[0]?.path).toBe('/v3/refund/domestic/refunds/a%7Cb%40c')
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
    server.answerWith(request => (request.path === '/v3/certificates' ? { status: 500 } : given))
    expect(await create()).toMatchObject({ kind: 'unknown', cause })
  })

  it('is logged without a secret, a signature or a payer', async () => {
    const body = provider.buildPayment({ ...order, tradeType: 'jsapi', openid })
    const content = { code: 'PARAM_ERROR', message: `${openid} 与 appid 不匹配` }
    for (const given of [{ status: 400, body: JSON.stringify(content) }, signed(400, content)]) {
      server.answerWith(() => given)
      lines.push(JSON.stringify(await provider.createPayment({ tradeType: 'jsapi', body })))
    }
    const all = lines.join('\n')
    expect(all).toContain('(a payer)')
    for (const secret of [openid, settings.apiV3Key, 'PRIVATE KEY', 'signature=', 'nonce_str']) {
      expect(all).not.toContain(secret)
    }
  })
})

describe('a request that never left', () => {
  it('because nobody listens: unsent', async () => {
    provider = providerAt('http://127.0.0.1:1')
    expect(await create()).toMatchObject({ kind: 'unsent', cause: 'network' })
  })

  it('because the connection never came to stand: unsent', async () => {
    const silent = createServer(socket => void socket.resume())
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    provider = providerAt(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    expect(await create()).toMatchObject({ kind: 'unsent', cause: 'timeout' })
    await new Promise(resolve => silent.close(resolve))
  })

  it('because the merchant key is none: unsent, whatever is asked', async () => {
    const broken = { ...settings, merchantKeyPem: 'not a key' }
    provider = createWechatProvider({
      settings: broken,
      origin: server.origin,
      clock,
      random: randomBytes,
      logger,
    })
    const answers = await Promise.all([
      create(),
      provider.queryPayment({ transactionId: '42' }),
      provider.closePayment('SL20261124ABCDEF'),
      provider.queryRefund('R1'),
      provider.applyAbnormalRefund({ refundId: '5', outRefundNo: 'R1' }),
      provider.downloadBill('2026-11-23'),
    ])
    expect(answers.map(one => one.kind)).toEqual(Array(6).fill('unsent'))
    expect(server.seen).toEqual([])
  })
})

describe('a proven answer', () => {
  it.each([
    [400, 'ORDER_PAID', { kind: 'rejected', code: 'ORDERPAID' }],
    [400, 'ORDERPAID', { kind: 'rejected', code: 'ORDERPAID' }],
    [404, 'ORDER_NOT_EXIST', { kind: 'rejected', code: 'ORDERNOTEXIST' }],
    [403, 'NOT_ENOUGH', { kind: 'rejected', code: 'NOTENOUGH' }],
    [429, 'FREQUENCY_LIMITED', { kind: 'unsent', cause: 'limited' }],
    [403, 'RATELIMIT_EXCEED', { kind: 'unsent', cause: 'limited' }],
    [500, 'SYSTEM_ERROR', { kind: 'unknown', cause: 'unavailable' }],
  ])('%i %s', async (status, code, outcome) => {
    server.answerWith(() => signed(status, { code, message: 'why' }))
    expect(await provider.closePayment('SL20261124ABCDEF')).toMatchObject(outcome)
  })

  it('204 closes', async () => {
    server.answerWith(() => signed(204, ''))
    expect(await provider.closePayment('SL20261124ABCDEF')).toEqual({ kind: 'ok', value: 'closed' })
    expect(server.seen[0]).toMatchObject({
      path: '/v3/pay/transactions/out-trade-no/SL20261124ABCDEF/close',
      body: '{"mchid":"1900007291"}',
    })
  })

  it('of a query states the payment', async () => {
    server.answerWith(() => signed(200, aPaidContent))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124ABCDEF' })).toMatchObject({
      kind: 'ok',
      value: { kind: 'paid', total: 1_990 },
    })
    expect(server.seen[0]?.path).toBe('/v3/pay/transactions/out-trade-no/SL20261124ABCDEF?mchid=1900007291')
    const { transaction_id, success_time, amount, ...open } = aPaidContent
    server.answerWith(() => signed(200, { ...open, trade_state: 'NOTPAY' }))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124ABCDEF' })).toMatchObject({
      value: { kind: 'unpaid', tradeState: 'NOTPAY' },
    })
  })

  it('to another question is not taken for this one', async () => {
    server.answerWith(() => signed(200, aPaidContent))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124OTHERS' })).toMatchObject({ kind: 'unknown' })
    expect(await provider.queryPayment({ transactionId: '4200009999' })).toMatchObject({ kind: 'unknown' })
  })

  it('of a refund, its query and its second application', async () => {
    const { refund_status, ...content } = aRefundContent
    server.answerWith(() => signed(200, { ...content, status: 'PROCESSING', success_time: undefined }))
    const body = provider.buildRefund({
      transactionId: content.transaction_id,
      outRefundNo: 'SLR1',
      refund: 990 as Fen,
      total: 1_990 as Fen,
      reason: '客户要求',
    })
    const facts = { kind: 'ok', value: { status: 'PROCESSING', refund: 990, mchid: '1900007291' } }
    expect(await provider.requestRefund(body)).toMatchObject(facts)
    expect(server.seen[0]?.body).toBe(body)
    expect(await provider.queryRefund('SLR1')).toMatchObject(facts)
    expect(await provider.queryRefund('SLR2')).toMatchObject({ kind: 'unknown' })
    expect(await provider.applyAbnormalRefund({ refundId: '5000', outRefundNo: 'SLR1' })).toMatchObject(facts)
    expect(server.seen.at(-1)).toMatchObject({
      path: '/v3/refund/domestic/refunds/5000/apply-abnormal-refund',
      body: '{"out_refund_no":"SLR1","type":"MERCHANT_BANK_CARD"}',
    })
  })

  it('begins a payment in a phone’s browser and inside WeChat', async () => {
    const h5Body = provider.buildPayment({ ...order, tradeType: 'h5', payerAddress: '203.0.113.7' })
    server.answerWith(() =>
      signed(200, { h5_url: 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=1' }),
    )
    expect(await provider.createPayment({ tradeType: 'h5', body: h5Body })).toMatchObject({
      value: { kind: 'link' },
    })
    server.answerWith(() => signed(200, { h5_url: 'http://elsewhere.example/' }))
    expect(await provider.createPayment({ tradeType: 'h5', body: h5Body })).toMatchObject({ kind: 'unknown' })

    server.answerWith(() => signed(200, { prepay_id: 'wx24110000' }))
    const body = provider.buildPayment({ ...order, tradeType: 'jsapi', openid })
    const answer = await provider.createPayment({ tradeType: 'jsapi', body })
    if (answer.kind !== 'ok' || answer.value.kind !== 'jsapi') throw new Error('not begun')
    const { appId, timeStamp, nonceStr, package: parcel, paySign } = answer.value.parameters
    expect(parcel).toBe('prepay_id=wx24110000')
    const message = Buffer.from(`${appId}\n${timeStamp}\n${nonceStr}\n${parcel}\n`)
    const merchantKey = createPublicKey(createPrivateKey(settings.merchantKeyPem))
    expect(verify('RSA-SHA256', message, merchantKey, Buffer.from(paySign, 'base64'))).toBe(true)
  })
})

describe('the clock', () => {
  it('is compared with WeChat’s at every answer that WeChat signed, also when it is too far off to believe', async () => {
    expect(provider.clockSkewMs()).toBeNull()
    await create()
    expect(provider.clockSkewMs()).toBe(0)
    clock.advance(400_000)
    expect(await create()).toMatchObject({ kind: 'unknown', cause: 'stale' })
    expect(provider.clockSkewMs()).toBe(400_000)
    clock.advance(-400_000)
    expect(await create()).toMatchObject({ kind: 'ok' })
    expect(provider.clockSkewMs()).toBe(0)
  })

  it('is not judged by an answer that is not WeChat’s', async () => {
    server.answerWith(() => ({
      ...signed(200, {}, stranger),
      headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
    }))
    await create()
    expect(provider.clockSkewMs()).toBeNull()
  })
})
