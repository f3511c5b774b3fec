import { createPublicKey, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RawNotification } from '../../../../../hub/payments/payment-provider.ts'
import { readWechatNotification } from '../../../../../hub/payments/wechat/read-notification.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import {
  aNotification,
  aPaidContent,
  aPublicKey,
  apiV3Key,
  aRefundContent,
  platformNow,
  seal,
  signedHeaders,
} from '../../../../fakes/wechat-platform.ts'

const key = aPublicKey()
const stranger = aPublicKey(key.serial)
const asked: string[] = []
const keyFor = async (serial: string): Promise<KeyObject | null> => {
  asked.push(serial)
  return serial === key.serial ? createPublicKey(key.pem) : null
}
const read = (raw: RawNotification, now = platformNow, secret = apiV3Key) =>
  readWechatNotification(raw, { keyFor, now: manualClock(now).now, apiV3Key: Buffer.from(secret) })

describe('a notification', () => {
  it('of a payment carries what is compared with the order, and no person', async () => {
    const outcome = await read(aNotification(key, aPaidContent))
    expect(outcome).toEqual({
      kind: 'payment',
      id: 'EV-2026112400000001',
      facts: {
        kind: 'paid',
        tradeState: 'SUCCESS',
        mchid: '1900007291',
        appid: 'wxd678efh567hg6787',
        outTradeNo: 'SL20261124ABCDEF',
        transactionId: '4200001234202611240000000001',
        total: 1_990,
        payerTotal: 1_490,
        currency: 'CNY',
        successAt: platformNow - 2_000,
        attach: null,
      },
    })
    expect(JSON.stringify(outcome)).not.toContain(aPaidContent.payer.openid)
  })

  it.each(['SUCCESS', 'ABNORMAL', 'CLOSED'])('of a refund says that it is %s', async status => {
    const content = { ...aRefundContent, refund_status: status, success_time: undefined }
    const outcome = await read(aNotification(key, content, { eventType: `REFUND.${status}` }))
    expect(outcome).toMatchObject({
      kind: 'refund',
      facts: { status, refund: 990, total: 1_990, successAt: null },
    })
    expect(JSON.stringify(outcome)).not.toContain('0403')
  })

  it('of anything else is ignored', async () => {
    const raw = aNotification(key, {}, { eventType: 'PAYSCORE.USER_OPEN_SERVICE' })
    expect(await read(raw)).toMatchObject({ kind: 'ignored', eventType: 'PAYSCORE.USER_OPEN_SERVICE' })
  })

  it('is taken until just before 300 s, on both sides', async () => {
    const raw = aNotification(key, aPaidContent)
    for (const now of [platformNow + 299_999, platformNow - 299_999]) {
      expect((await read(raw, now)).kind).toBe('payment')
    }
    for (const now of [platformNow + 300_000, platformNow - 300_000]) {
      expect(await read(raw, now)).toEqual({ kind: 'forged', why: 'stale' })
    }
  })

  it('that tests whether signatures are checked is a probe, whatever else it says', async () => {
    const headers = { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abcdef', 'wechatpay-timestamp': '1' }
    expect(await read(aNotification(key, aPaidContent, { headers }))).toEqual({ kind: 'probe' })
  })

  it('with one changed byte, or signed by another, is forged', async () => {
    const raw = aNotification(key, aPaidContent)
    const body = Buffer.from(raw.body.toString().replace('支付成功', '支付成功 '))
    expect(await read({ ...raw, body })).toEqual({ kind: 'forged', why: 'bad-signature' })
    expect(await read(aNotification(stranger, aPaidContent))).toEqual({
      kind: 'forged',
      why: 'bad-signature',
    })
  })

  it.each([
    ['__proto__', 'headers'],
    ['constructor', 'headers'],
    ['7777', 'unknown-serial'],
  ])('with the serial %s is forged', async (serial, why) => {
    const raw = aNotification(key, aPaidContent, { headers: { 'wechatpay-serial': serial } })
    expect(await read(raw)).toEqual({ kind: 'forged', why })
  })

  it.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'])(
    'without %s, or with two, is forged before any key is looked for',
    async name => {
      asked.length = 0
      const raw = aNotification(key, aPaidContent)
      const without = { ...raw, headers: { ...raw.headers, [name]: undefined } }
      const twice = { ...raw, headers: { ...raw.headers, [name]: ['1', '2'] } }
      expect(await read(without)).toEqual({ kind: 'forged', why: 'headers' })
      expect(await read(twice)).toEqual({ kind: 'forged', why: 'headers' })
      expect(asked).toEqual([])
    },
  )

  it('takes the one signature type, or none', async () => {
    const typed = (type: string) =>
      read(aNotification(key, aPaidContent, { headers: { 'wechatpay-signature-type': type } }))
    expect((await typed('WECHATPAY2-SHA256-RSA2048')).kind).toBe('payment')
    expect(await typed('WECHATPAY2-SM2-WITH-SM3')).toEqual({ kind: 'forged', why: 'signature-type' })
  })

  it.each([
    ['sealed with another key', { resource: seal('{}', { key: 'another-key-of-32-characters-000' }) }, 'tag'],
    ['with other associated data', { resource: { ...seal('{}'), associated_data: 'x' } }, 'tag'],
    ['of another algorithm', { resource: { ...seal('{}'), algorithm: 'x' } }, 'algorithm'],
    ['without a resource', { resource: { nothing: true } }, 'envelope'],
    ['whose content is no payment', { resource: seal('{"trade_state":"SUCCESS"}') }, 'content'],
    ['whose content is no JSON', { resource: seal('<xml/>') }, 'content'],
    [
      'with a sum below nothing',
      { resource: seal(JSON.stringify({ ...aPaidContent, amount: { total: -1 } })) },
      'content',
    ],
    [
      'with half a fen',
      { resource: seal(JSON.stringify({ ...aPaidContent, amount: { total: 0.5 } })) },
      'content',
    ],
  ])('well signed, but %s, is unreadable', async (_name, options, why) => {
    expect(await read(aNotification(key, {}, options))).toMatchObject({ kind: 'unreadable', why })
  })

  it('is unreadable while the APIv3 key is of the wrong length', async () => {
    const raw = aNotification(key, aPaidContent)
    expect(await read(raw, platformNow, 'short')).toMatchObject({ kind: 'unreadable', why: 'key' })
  })

  it('that is signed and no JSON is unreadable', async () => {
    const body = Buffer.from('{"id":')
    expect(await read({ headers: signedHeaders(key, body), body })).toMatchObject({
      kind: 'unreadable',
      id: null,
    })
  })
})
