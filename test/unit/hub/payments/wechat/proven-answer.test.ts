import { verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fen } from '../../../../../hub/contract/primitives.ts'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import type { manualClock } from '../../../../fakes/manual-clock.ts'
import { aPaidContent, aPublicKey, aRefundContent } from '../../../../fakes/wechat-platform.ts'
import { converse, createWith, key, merchantKey, openid, order, signed } from './conversation.ts'

const stranger = aPublicKey(key.serial)

let talk: Awaited<ReturnType<typeof converse>>
let provider: PaymentProvider
let clock: ReturnType<typeof manualClock>
beforeAll(async () => {
  talk = await converse()
})
afterAll(() => talk.server.close())
beforeEach(() => {
  ;({ clock, provider } = talk.startAnew())
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
    talk.server.answerWith(() => signed(status, { code, message: 'why' }))
    expect(await provider.closePayment('SL20261124ABCDEF')).toMatchObject(outcome)
  })

  it('204 closes', async () => {
    talk.server.answerWith(() => signed(204, ''))
    expect(await provider.closePayment('SL20261124ABCDEF')).toEqual({ kind: 'ok', value: 'closed' })
    expect(talk.server.seen[0]).toMatchObject({
      path: '/v3/pay/transactions/out-trade-no/SL20261124ABCDEF/close',
      body: '{"mchid":"1900007291"}',
    })
  })

  it('of a query states the payment', async () => {
    talk.server.answerWith(() => signed(200, aPaidContent))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124ABCDEF' })).toMatchObject({
      kind: 'ok',
      value: { kind: 'paid', total: 1_990 },
    })
    expect(talk.server.seen[0]?.path).toBe(
      '/v3/pay/transactions/out-trade-no/SL20261124ABCDEF?mchid=1900007291',
    )
    const { transaction_id, success_time, amount, ...open } = aPaidContent
    talk.server.answerWith(() => signed(200, { ...open, trade_state: 'NOTPAY' }))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124ABCDEF' })).toMatchObject({
      value: { kind: 'unpaid', tradeState: 'NOTPAY' },
    })
  })

  it('to another question is not taken for this one', async () => {
    talk.server.answerWith(() => signed(200, aPaidContent))
    expect(await provider.queryPayment({ outTradeNo: 'SL20261124OTHERS' })).toMatchObject({ kind: 'unknown' })
    expect(await provider.queryPayment({ transactionId: '4200009999' })).toMatchObject({ kind: 'unknown' })
  })

  it('of a refund, its query and its second application', async () => {
    const { refund_status, ...content } = aRefundContent
    talk.server.answerWith(() => signed(200, { ...content, status: 'PROCESSING', success_time: undefined }))
    const body = provider.buildRefund({
      transactionId: content.transaction_id,
      outRefundNo: 'SLR1',
      refund: 990 as Fen,
      total: 1_990 as Fen,
      reason: '客户要求',
    })
    const facts = { kind: 'ok', value: { status: 'PROCESSING', refund: 990, mchid: '1900007291' } }
    expect(await provider.requestRefund(body)).toMatchObject(facts)
    expect(talk.server.seen[0]?.body).toBe(body)
    expect(await provider.queryRefund('SLR1')).toMatchObject(facts)
    expect(await provider.queryRefund('SLR2')).toMatchObject({ kind: 'unknown' })
    expect(await provider.applyAbnormalRefund({ refundId: '5000', outRefundNo: 'SLR1' })).toMatchObject(facts)
    expect(talk.server.seen.at(-1)).toMatchObject({
      path: '/v3/refund/domestic/refunds/5000/apply-abnormal-refund',
      body: '{"out_refund_no":"SLR1","type":"MERCHANT_BANK_CARD"}',
    })
  })

  it('begins a payment in a phone’s browser and inside WeChat', async () => {
    const h5Body = provider.buildPayment({ ...order, tradeType: 'h5', payerAddress: '203.0.113.7' })
    talk.server.answerWith(() =>
      signed(200, { h5_url: 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=1' }),
    )
    expect(await provider.createPayment({ tradeType: 'h5', body: h5Body })).toMatchObject({
      value: { kind: 'link' },
    })
    talk.server.answerWith(() => signed(200, { h5_url: 'http://elsewhere.example/' }))
    expect(await provider.createPayment({ tradeType: 'h5', body: h5Body })).toMatchObject({ kind: 'unknown' })

    talk.server.answerWith(() => signed(200, { prepay_id: 'wx24110000' }))
    const body = provider.buildPayment({ ...order, tradeType: 'jsapi', openid })
    const answer = await provider.createPayment({ tradeType: 'jsapi', body })
    if (answer.kind !== 'ok' || answer.value.kind !== 'jsapi') throw new Error('not begun')
    const { appId, timeStamp, nonceStr, package: parcel, paySign } = answer.value.parameters
    expect(parcel).toBe('prepay_id=wx24110000')
    const message = Buffer.from(`${appId}\n${timeStamp}\n${nonceStr}\n${parcel}\n`)
    expect(verify('RSA-SHA256', message, merchantKey, Buffer.from(paySign, 'base64'))).toBe(true)
  })
})

describe('the clock', () => {
  it('is compared with WeChat’s at every answer that WeChat signed, also when it is too far off to believe', async () => {
    expect(provider.clockSkewMs()).toBeNull()
    await createWith(provider)
    expect(provider.clockSkewMs()).toBe(0)
    clock.advance(400_000)
    expect(await createWith(provider)).toMatchObject({ kind: 'unknown', cause: 'stale' })
    expect(provider.clockSkewMs()).toBe(400_000)
    clock.advance(-400_000)
    expect(await createWith(provider)).toMatchObject({ kind: 'ok' })
    expect(provider.clockSkewMs()).toBe(0)
  })

  it('is not judged by an answer that is not WeChat’s', async () => {
    talk.server.answerWith(() => ({
      ...signed(200, {}, stranger),
      headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
    }))
    await createWith(provider)
    expect(provider.clockSkewMs()).toBeNull()
  })
})
