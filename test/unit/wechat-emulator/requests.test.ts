import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseRequest, windowSeconds } from '../../wechat-emulator/authorization-rule.ts'
import { fetchRaw, noon, openShop, read, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const good = { mchid: '1900000001', nonce: 'n', timestamp: String(noon / 1000), serial: 'AB', signature: 's' }
const fine = {
  authorization: good,
  merchant: { mchid: '1900000001', serial: 'ab' },
  now: noon,
  nonceIsNew: () => true,
  signatureIsGood: () => true,
}

describe('the checks of a request', () => {
  it('are made in WeChat’s order: each is reached only when all before it passed', () => {
    const asked: string[] = []
    const spy = {
      nonceIsNew: () => asked.push('nonce') < 0,
      signatureIsGood: () => asked.push('signature') < 0,
    }
    const inTurn = [
      { ...fine, authorization: null },
      { ...fine, authorization: { ...good, mchid: 'x', serial: 'x', timestamp: '0' } },
      { ...fine, authorization: { ...good, serial: 'x', timestamp: '0' } },
      { ...fine, authorization: { ...good, timestamp: '0' } },
    ]
    const messages = inTurn.map(one => refuseRequest({ ...one, ...spy })?.message)
    expect(new Set(messages).size).toBe(4)
    expect(asked).toEqual([])
    expect(refuseRequest({ ...fine, ...spy })?.message).toContain('nonce_str')
    expect(asked).toEqual(['nonce'])
    expect(refuseRequest({ ...fine, signatureIsGood: () => false })?.code).toBe('SIGN_ERROR')
    expect(refuseRequest(fine)).toBeNull()
  })

  it.each([
    [windowSeconds, true],
    [-windowSeconds, true],
    [windowSeconds + 1, false],
    [-windowSeconds - 1, false],
  ])('take a timestamp %i s off: %s', (seconds, isGood) => {
    expect(refuseRequest({ ...fine, now: noon + seconds * 1000 }) === null).toBe(isGood)
  })

  it.each([
    ['another merchant', { mchid: '1900000009' }],
    ['another serial', { serial: '00' }],
    ['a stale timestamp', { timestamp: String(noon / 1000 - 301) }],
    ['a forged signature', { signature: 'AAAA' }],
  ])('refuse %s with 401 SIGN_ERROR, in a signed answer', async (_what, changes) => {
    const answer = await shop.send('POST', '/v3/pay/transactions/native', shop.native('REQ000001'), changes)
    expect(read(answer)).toMatchObject({ status: 401, code: 'SIGN_ERROR' })
    expect(shop.isGenuine(answer)).toBe(true)
    expect(await shop.till.state()).toMatchObject({ orders: [] })
  })

  it('refuse a nonce used before, and a body other than the signed one', async () => {
    const nonce = 'once0123456789'
    const url = `/v3/pay/transactions/out-trade-no/NONE0001?mchid=${shop.merchant.mchid}`
    expect((await shop.send('GET', url, undefined, { nonce })).status).toBe(404)
    expect((await shop.send('GET', url, undefined, { nonce })).status).toBe(401)
  })

  it('read the serial in either case', async () => {
    const serial = shop.merchant.merchantSerial.toLowerCase()
    const answer = await shop.send('POST', '/v3/pay/transactions/native', shop.native('REQ000002'), {
      serial,
    })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['no User-Agent', { 'User-Agent': undefined }],
    ['no Accept', { Accept: undefined }],
    ['Accept: text/html', { Accept: 'text/html' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ])('refuse %s with 400', async (_what, headers) => {
    const answer = await shop.send(
      'POST',
      '/v3/pay/transactions/native',
      shop.native('REQ000003'),
      {},
      headers,
    )
    expect(read(answer)).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
  })

  it.each<[string, object, string]>([
    ['an unknown field', { time_expires: 'x' }, '/time_expires'],
    ['an unknown inner field', { amount: { total: 1, sum: 1 } }, '/amount/sum'],
    ['half a fen', { amount: { total: 1.5 } }, '/amount/total'],
    ['nothing to pay', { amount: { total: 0 } }, '/amount/total'],
    ['a short number', { out_trade_no: '12345' }, '/out_trade_no'],
    ['a long description', { description: '长'.repeat(128) }, '/description'],
    ['a time without zone', { time_expire: '2026-11-24T12:30:00' }, '/time_expire'],
    ['a time too near', { time_expire: '2026-11-24T12:00:59+08:00' }, '/time_expire'],
    ['plain http', { notify_url: 'http://shop.example/notify' }, '/notify_url'],
    ['a query in notify_url', { notify_url: 'https://shop.example/notify?a=1' }, '/notify_url'],
    ['another merchant', { mchid: '1900000009' }, '/mchid'],
  ])('refuse %s with 400 PARAM_ERROR', async (_what, changes, field) => {
    const answer = read(await shop.create('REQ000004', changes))
    expect(answer).toMatchObject({ status: 400, code: 'PARAM_ERROR', detail: { field } })
  })

  it('take 127 characters outside the basic plane', async () => {
    expect((await shop.create('REQ000005', { description: '𠮷'.repeat(127) })).status).toBe(200)
  })
})

describe('an answer', () => {
  it('is signed over its bytes and carries Request-ID and the emulator’s own Date', async () => {
    const answer = await shop.create('REQ000006')
    expect(shop.isGenuine(answer)).toBe(true)
    expect(answer.headers['request-id']).toBeTruthy()
    expect(answer.headers.date).toBe(new Date(noon).toUTCString())
    expect(shop.isGenuine({ ...answer, body: Buffer.from(`${answer.body} `) })).toBe(false)
  })

  it('is signed also when it is empty', async () => {
    const closing = await shop.send('POST', '/v3/pay/transactions/out-trade-no/REQ000006/close', {
      mchid: shop.merchant.mchid,
    })
    expect([closing.status, closing.body.length, shop.isGenuine(closing)]).toEqual([204, 0, true])
  })

  it('comes from the key that the request named, during a migration', async () => {
    await shop.till.setKeys({ mode: 'migrating', publicKeyPercent: 50 })
    const named = await shop.create('REQ000007')
    const unnamed = await shop.send(
      'POST',
      '/v3/pay/transactions/native',
      shop.native('REQ000007'),
      {},
      {
        'Wechatpay-Serial': undefined,
      },
    )
    await shop.till.setKeys({ mode: 'public_key', publicKeyPercent: 100 })
    expect(named.headers['wechatpay-serial']).toBe(shop.merchant.publicKeyId)
    expect(unnamed.headers['wechatpay-serial']).toBe(shop.identity.platform.first.serial)
    expect([shop.isGenuine(named), shop.isGenuine(unnamed)]).toEqual([true, true])
  })
})

describe('the control', () => {
  it('wants its token, a known call and a good input', async () => {
    const ask = (name: string, token: string, input: string) =>
      fetchRaw(`${shop.emulator.origin}/control/${name}`, 'POST', input, { Authorization: `Bearer ${token}` })
    const token = shop.emulator.controlToken
    expect((await ask('state', 'wrong', '{}')).status).toBe(401)
    expect((await ask('toString', token, '{}')).status).toBe(404)
    expect(read(await ask('setClock', token, '{}'))).toMatchObject({ status: 409, code: 'BAD_INPUT' })
    expect((await ask('state', token, '')).status).toBe(200)
  })
})
