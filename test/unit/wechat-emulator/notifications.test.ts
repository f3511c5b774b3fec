import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../harness/processes.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { nextAttemptAt, retryDelays } from '../../wechat-emulator/retry-rule.ts'
import { noon, openShop, type Received, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())
beforeEach(async () => {
  await shop.till.reset()
  shop.clock.at = noon
  shop.received.length = 0
  shop.answerWith(() => 204)
})

async function paid(outTradeNo: string, options: Parameters<Shop['till']['pay']>[1] = {}) {
  await shop.create(outTradeNo)
  return shop.till.pay(outTradeNo, options)
}
function only(received: readonly Received[]): Received {
  const [one, ...more] = received
  if (!one || more.length > 0) throw new Error(`${received.length} notifications instead of one`)
  return one
}
const numbers = () => shop.received.map(one => shop.open(one)['out_trade_no'])

describe('a notification', () => {
  it('tells a payment, signed and sealed, before pay() resolves', async () => {
    const { transactionId, delivered } = await paid('NOTIFY01', { couponFen: 90 })
    const one = only(shop.received)
    expect(delivered).toMatchObject([{ attempt: 1, status: 204 }])
    expect(shop.isGenuine(one)).toBe(true)
    expect(JSON.parse(one.body)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM' },
    })
    expect(shop.open(one)).toMatchObject({
      transaction_id: transactionId,
      trade_state: 'SUCCESS',
      amount: { total: 1990, payer_total: 1900 },
    })
  })

  it('tells each end of a refund', async () => {
    await paid('NOTIFY01')
    for (const [number, status] of [
      ['R1', 'ABNORMAL'],
      ['R2', 'CLOSED'],
      ['R3', 'SUCCESS'],
    ] as const) {
      await shop.refund('NOTIFY01', number, 100)
      shop.received.length = 0
      await shop.till.settleRefund(number, { status })
      const one = only(shop.received)
      expect(JSON.parse(one.body).event_type).toBe(`REFUND.${status}`)
      const content = shop.open(one)
      expect(content).toMatchObject({ out_refund_no: number, refund_status: status })
      expect([content['appid'], content['trade_state']]).toEqual([undefined, undefined])
    }
  })

  it('comes again by the schedule: the same id and ciphertext, another signature', async () => {
    shop.answerWith(count => (count < 3 ? 500 : 200))
    await paid('NOTIFY01')
    expect(await shop.till.deliverDue()).toEqual([])
    shop.clock.advance(15_000)
    expect(await shop.till.deliverDue()).toMatchObject([{ attempt: 2, status: 500 }])
    shop.clock.advance(15_000)
    expect(await shop.till.deliverDue()).toMatchObject([{ attempt: 3, status: 200 }])
    shop.clock.advance(86_400_000)
    expect(await shop.till.deliverDue()).toEqual([])
    expect(new Set(shop.received.map(one => one.body)).size).toBe(1)
    expect(new Set(shop.received.map(one => one.headers['wechatpay-nonce'])).size).toBe(3)
  })

  it('is given up after sixteen attempts, about 24 hours', async () => {
    shop.answerWith(() => 500)
    await paid('NOTIFY01')
    for (let attempt = 2; attempt <= 20; attempt++)
      await shop.till.deliverNow('NOTIFY01').then(() => undefined)
    const total = retryDelays.reduce((sum, delay) => sum + delay)
    expect([retryDelays.length, Math.round(total / 3_600_000)]).toEqual([15, 24])
    expect([nextAttemptAt(15, 0, 1), nextAttemptAt(16, 0, 1), nextAttemptAt(1, 0, 0.001)]).toEqual([
      21_600_000,
      null,
      15,
    ])
  })

  it('goes nowhere but to the loopback, through a route where one is set', async () => {
    await shop.create('NOTIFY01', { notify_url: 'https://shop.example/notify' })
    const { delivered } = await shop.till.pay('NOTIFY01')
    expect(delivered).toMatchObject([{ status: null, error: expect.stringContaining('loopback') }])
    const { origin } = new URL(shop.notifyUrl)
    await shop.till.settings({ notifyRoutes: [{ from: 'https://shop.example', to: origin }] })
    expect(await shop.till.deliverNow('NOTIFY01')).toMatchObject([{ status: 204 }])
  })

  it('may come before the answer to the create', async () => {
    await shop.till.payOnCreate()
    let seenBefore = 0
    await shop.create('NOTIFY01').then(() => {
      seenBefore = shop.received.length
    })
    expect(seenBefore).toBe(1)
    expect(await shop.query('NOTIFY01')).toMatchObject({ trade_state: 'SUCCESS' })
  })

  it('says what is not true where the payment says so: notification and query alike', async () => {
    await paid('NOTIFY01', { override: { total: 1, mchid: '1900000009', appid: 'wxother', currency: 'USD' } })
    const told = { mchid: '1900000009', appid: 'wxother', amount: { total: 1, currency: 'USD' } }
    expect(shop.open(only(shop.received))).toMatchObject(told)
    expect(await shop.query('NOTIFY01')).toMatchObject(told)
  })

  it('is signed by the public key in the share that was set', async () => {
    await shop.till.setKeys({ mode: 'migrating', publicKeyPercent: 30 })
    await paid('NOTIFY01')
    await shop.till.forge('NOTIFY01', { copies: 99 })
    const byPublicKey = shop.received.filter(
      one => one.headers['wechatpay-serial'] === shop.merchant.publicKeyId,
    )
    expect([shop.received.length, byPublicKey.length]).toEqual([100, 30])
    expect(shop.received.every(shop.isGenuine)).toBe(true)
  })
})

describe('by themselves', () => {
  it('attempts follow a scaled schedule, and refunds succeed where the demo wants it', async () => {
    await using demo = await openShop({
      delivery: 'auto',
      retryScale: 0.001,
      settings: { autoSettleRefunds: true },
    })
    demo.answerWith(count => (count === 1 ? 500 : 204))
    await demo.create('NOTIFY01')
    await demo.till.pay('NOTIFY01', { wait: false })
    await eventually('the first attempt', () => demo.received.length === 1)
    demo.clock.advance(15)
    await eventually('the second attempt', () => demo.received.length === 2)
    await demo.refund('NOTIFY01', 'R1', 100)
    await eventually('the refund', () => demo.received.length === 3)
    expect(demo.open(demo.received[2] ?? { headers: {}, body: '' })).toMatchObject({
      refund_status: 'SUCCESS',
    })
  })

  it('go on after a restart with a state file', async () => {
    using folder = tempFolder('emulator')
    const stateFile = join(folder.path, 'state.json')
    await using before = await openShop({ stateFile })
    before.answerWith(() => 500)
    await before.create('NOTIFY01')
    const { transactionId } = await before.till.pay('NOTIFY01')
    await before.emulator.close()
    await using after = await openShop({ stateFile })
    expect(await after.query('NOTIFY01')).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: transactionId,
    })
    before.answerWith(() => 204)
    expect(await after.till.deliverNow()).toMatchObject([{ attempt: 2, status: 204 }])
    expect(new Set(before.received.map(one => one.body)).size).toBe(1)
  })
})

describe('the switches of delivery', () => {
  it('hold until released, in either order', async () => {
    await shop.till.holdNotifications()
    for (const number of ['NOTIFY01', 'NOTIFY02', 'NOTIFY03']) await paid(number)
    expect(shop.received).toEqual([])
    await shop.till.releaseNotifications('newest_first')
    expect(numbers()).toEqual(['NOTIFY03', 'NOTIFY02', 'NOTIFY01'])
    await paid('NOTIFY04')
    expect(numbers()).toHaveLength(4)
  })

  it('gather and turn the order round', async () => {
    await shop.till.reorderNotifications(2)
    await paid('NOTIFY01')
    expect(shop.received).toEqual([])
    await paid('NOTIFY02')
    expect(numbers()).toEqual(['NOTIFY02', 'NOTIFY01'])
  })

  it('lose for good, and delay', async () => {
    await shop.till.loseNotifications()
    await paid('NOTIFY01')
    await shop.till.loseNotifications(false)
    await shop.till.delayNotifications(60_000)
    await paid('NOTIFY02')
    await shop.till.deliverDue()
    expect(shop.received).toEqual([])
    shop.clock.advance(60_000)
    await shop.till.deliverDue()
    expect(numbers()).toEqual(['NOTIFY02'])
    expect(await shop.till.deliverNow('NOTIFY01')).toEqual([])
  })

  it('double, one after the other and at once', async () => {
    await shop.till.duplicateNotifications(3)
    await paid('NOTIFY01')
    await shop.till.duplicateNotifications(20, true)
    await paid('NOTIFY02')
    expect(shop.received).toHaveLength(23)
    expect(new Set(shop.received.map(one => JSON.parse(one.body).id)).size).toBe(2)
    expect((await shop.till.notifications({ outTradeNo: 'NOTIFY02' })).every(one => one.status === 204)).toBe(
      true,
    )
  })

  it('replay the old headers and bytes', async () => {
    await paid('NOTIFY01')
    shop.clock.advance(600_000)
    await shop.till.replay('NOTIFY01')
    const [first, again] = shop.received
    expect(again?.body).toBe(first?.body)
    expect(again?.headers['wechatpay-signature']).toBe(first?.headers['wechatpay-signature'])
    expect(again && shop.isGenuine(again)).toBe(false)
  })
})
