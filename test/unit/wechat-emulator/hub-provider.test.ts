import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fen, Instant } from '../../../hub/contract/primitives.ts'
import { createWechatProvider } from '../../../hub/payments/wechat/create-wechat-provider.ts'
import { noon, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const quiet = () => undefined
function provider(publicKey: boolean) {
  const { merchant, emulator, clock } = shop
  return createWechatProvider({
    settings: {
      ...merchant,
      publicKeyId: publicKey ? merchant.publicKeyId : null,
      publicKeyPem: publicKey ? merchant.publicKeyPem : null,
      notifyUrl: shop.notifyUrl,
      tradeTypes: ['native', 'h5', 'jsapi'],
    },
    origin: emulator.origin,
    clock: { now: () => clock.now() as Instant, sleep: async () => undefined },
    random: randomBytes,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
}

describe.each([
  ['public_key', true],
  ['certificates', false],
] as const)('the hub’s own provider against the emulator, mode %s', (mode, publicKey) => {
  it('creates, is told, queries, refunds, and reads the bill of the day', async () => {
    await shop.till.setKeys({ mode })
    shop.clock.at = noon
    shop.received.length = 0
    const wechat = provider(publicKey)
    const outTradeNo = createHash('sha1').update(mode).digest('hex').slice(0, 20)
    const order = {
      outTradeNo,
      description: '一个月',
      total: 1990 as Fen,
      expiresAt: (noon + 1_800_000) as Instant,
    }
    const body = wechat.buildPayment({ ...order, tradeType: 'native' })
    expect(await wechat.createPayment({ tradeType: 'native', body })).toMatchObject({
      kind: 'ok',
      value: { kind: 'link', payUrl: expect.stringMatching(/^weixin:\/\//) },
    })
    const { transactionId } = await shop.till.pay(outTradeNo, { couponFen: 100 })
    const [raw] = shop.received
    const paid = { kind: 'paid', outTradeNo, transactionId, total: 1990, payerTotal: 1890 }
    const notified = await wechat.readNotification({
      headers: raw?.headers ?? {},
      body: Buffer.from(raw?.body ?? ''),
    })
    expect(notified).toMatchObject({ kind: 'payment', facts: paid })
    expect(await wechat.queryPayment({ outTradeNo })).toMatchObject({ kind: 'ok', value: paid })
    expect(await wechat.closePayment(outTradeNo)).toMatchObject({ kind: 'rejected', code: 'ORDERPAID' })
    shop.clock.advance(60_000)
    const refund = { transactionId, outRefundNo: `R${outTradeNo}`, refund: 500 as Fen, total: 1990 as Fen }
    expect(await wechat.requestRefund(wechat.buildRefund(refund))).toMatchObject({
      kind: 'ok',
      value: { status: 'PROCESSING', refund: 500 },
    })
    await shop.till.settleRefund(refund.outRefundNo)
    const told = shop.received.at(-1)
    expect(
      await wechat.readNotification({ headers: told?.headers ?? {}, body: Buffer.from(told?.body ?? '') }),
    ).toMatchObject({ kind: 'refund', facts: { status: 'SUCCESS', outRefundNo: refund.outRefundNo } })
    expect(await wechat.queryRefund(refund.outRefundNo)).toMatchObject({ value: { status: 'SUCCESS' } })
    shop.clock.advance(86_400_000)
    const bill = await wechat.downloadBill('2026-11-24')
    expect(bill).toMatchObject({ kind: 'ok' })
    expect(bill.kind === 'ok' && bill.value.rows.filter(row => row.outTradeNo === outTradeNo)).toMatchObject([
      { tradeState: 'REFUND', refund: { refund: 500 } },
      { tradeState: 'SUCCESS', total: 1990 },
    ])
  })

  it('finds nothing wrong with the connection', async () => {
    await shop.till.setKeys({ mode })
    shop.clock.at = noon
    expect(await provider(publicKey).testConnection()).toMatchObject({ clockSkewMs: 0 })
  })
})

describe('the other products', () => {
  it('open with the hub’s own bodies', async () => {
    await shop.till.setKeys({ mode: 'public_key' })
    shop.clock.at = noon
    const wechat = provider(true)
    const order = { description: 'x', total: 1 as Fen, expiresAt: (noon + 1_800_000) as Instant }
    const h5 = { ...order, outTradeNo: 'HUBH50001', tradeType: 'h5', payerAddress: '127.0.0.1' } as const
    expect(await wechat.createPayment({ tradeType: 'h5', body: wechat.buildPayment(h5) })).toMatchObject({
      kind: 'ok',
    })
    const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'
    const jsapi = { ...order, outTradeNo: 'HUBJS0001', tradeType: 'jsapi', openid } as const
    const begun = await wechat.createPayment({ tradeType: 'jsapi', body: wechat.buildPayment(jsapi) })
    if (begun.kind !== 'ok' || begun.value.kind !== 'jsapi') throw new Error('no prepay_id')
    const page = await fetch(
      `${shop.emulator.origin}/jsapi/pay?${new URLSearchParams(begun.value.parameters)}`,
      {
        headers: { 'User-Agent': 'MicroMessenger' },
      },
    )
    expect(page.status).toBe(200)
  })
})
