import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fen, Instant } from '../../../../../hub/contract/primitives.ts'
import {
  beijingTime,
  billText,
  buildPaymentBody,
  buildRefundBody,
} from '../../../../../hub/payments/wechat/build-payment.ts'

const merchant = { mchid: '1900007291', appid: 'wx1', notifyUrl: 'https://shop.example/pay' }
const order = {
  tradeType: 'native',
  outTradeNo: 'SL20261124ABCDEF',
  description: '一个月',
  total: 1_990 as Fen,
  expiresAt: Date.parse('2026-11-24T15:59:59.900Z') as Instant,
} as const
const refund = {
  transactionId: '4200001',
  outRefundNo: 'SLR1',
  refund: 990 as Fen,
  total: 1_990 as Fen,
}

describe('the body of a payment', () => {
  it('has what WeChat asks for', () => {
    expect(JSON.parse(buildPaymentBody(merchant, { ...order, attach: 'a1' }))).toEqual({
      appid: 'wx1',
      mchid: '1900007291',
      description: '一个月',
      out_trade_no: 'SL20261124ABCDEF',
      time_expire: '2026-11-24T23:59:59+08:00',
      attach: 'a1',
      notify_url: 'https://shop.example/pay',
      amount: { total: 1_990, currency: 'CNY' },
    })
    expect(
      JSON.parse(buildPaymentBody(merchant, { ...order, tradeType: 'h5', payerAddress: '2001:db8::1' })),
    ).toMatchObject({
      scene_info: { payer_client_ip: '2001:db8::1', h5_info: { type: 'Wap' } },
    })
    expect(
      JSON.parse(buildPaymentBody(merchant, { ...order, tradeType: 'jsapi', openid: 'o1' })),
    ).toMatchObject({
      payer: { openid: 'o1' },
    })
  })

  it.each([
    { outTradeNo: 'SHORT' },
    { outTradeNo: 'S'.repeat(33) },
    { outTradeNo: 'with-a-dash' },
    { total: 0 as Fen },
    { total: 1.5 as Fen },
    { description: ' ' },
    { attach: 'a,b' },
    { attach: 'a`b' },
    { attach: 'x'.repeat(129) },
  ])('is not made of %j', change => {
    expect(() => buildPaymentBody(merchant, { ...order, ...change })).toThrow(RangeError)
  })

  it('survives being read and written, so that what is stored is what is sent', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.integer({ min: 1 }),
        (description, total) => {
          fc.pre(billText(description, 127) !== '')
          const body = buildPaymentBody(merchant, { ...order, description, total: total as Fen })
          expect(JSON.stringify({ appid: '', mchid: '', ...JSON.parse(body) })).toBe(body)
          expect([...JSON.parse(body).description].length).toBeLessThanOrEqual(127)
          expect(JSON.parse(body).description).not.toMatch(/[,`]|\p{Cc}/u)
        },
      ),
    )
  })

  it('tells the time as Beijing has it', () => {
    expect(beijingTime(Date.parse('2026-12-31T16:00:00Z'))).toBe('2027-01-01T00:00:00+08:00')
  })
})

describe('the body of a refund', () => {
  it('names no address for notifications where there is none', () => {
    const body = JSON.parse(buildRefundBody({ ...merchant, notifyUrl: '' }, refund))
    expect(body).not.toHaveProperty('notify_url')
    expect(body).toHaveProperty('amount')
  })

  it('has what WeChat asks for', () => {
    expect(JSON.parse(buildRefundBody(merchant, { ...refund, reason: '退,`' }))).toEqual({
      transaction_id: '4200001',
      out_refund_no: 'SLR1',
      reason: '退，’',
      notify_url: 'https://shop.example/pay',
      amount: { refund: 990, total: 1_990, currency: 'CNY' },
    })
  })

  it.each([
    { outRefundNo: '' },
    { outRefundNo: 'x'.repeat(65) },
    { outRefundNo: 'a/b' },
    { refund: 0 as Fen },
    { refund: 1_991 as Fen },
    { transactionId: '' },
  ])('is not made of %j', change => {
    expect(() => buildRefundBody(merchant, { ...refund, ...change })).toThrow(RangeError)
  })
})
