import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Trick } from '../../wechat-emulator/trick-rule.ts'
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

async function paid(outTradeNo: string) {
  await shop.create(outTradeNo)
  await shop.till.pay(outTradeNo)
}
function only(received: readonly Received[]): Received {
  const [one, ...more] = received
  if (!one || more.length > 0) throw new Error(`${received.length} notifications instead of one`)
  return one
}

describe('a trick', () => {
  /** Whether the notification is proven to be WeChat's, and whether it can be opened. */
  const cases: [Trick, boolean, boolean][] = [
    [{ kind: 'skew_clock', ms: -600_000 }, false, true],
    [{ kind: 'unknown_serial' }, false, true],
    [{ kind: 'unknown_serial', serial: '__proto__' }, false, true],
    [{ kind: 'wrong_key' }, false, true],
    [{ kind: 'tamper_body' }, false, true],
    [{ kind: 'tamper_tag' }, true, false],
    [{ kind: 'wrong_api_v3_key' }, true, false],
    [{ kind: 'wrong_aad' }, true, false],
    [{ kind: 'bad_json' }, true, false],
    [{ kind: 'missing_headers' }, false, true],
    [{ kind: 'signtest' }, false, true],
    [{ kind: 'huge_body', bytes: 2_000_000 }, true, true],
    [{ kind: 'slow_body', chunkBytes: 100, everyMs: 5 }, true, true],
  ]
  it.each(cases)('%o: genuine %s, opens %s; the retry is sound', async (trick, genuine, opens) => {
    shop.answerWith(count => (count === 1 ? 401 : 204))
    await shop.till.trick(trick)
    await paid('NOTIFY01')
    const one = only(shop.received)
    expect(shop.isGenuine(one)).toBe(genuine)
    if (opens) expect(shop.open(one)).toMatchObject({ out_trade_no: 'NOTIFY01' })
    else expect(() => shop.open(one)).toThrow()
    expect(await shop.till.deliverNow('NOTIFY01')).toMatchObject([{ trick: null, status: 204 }])
    const [, again] = shop.received
    expect(again && shop.isGenuine(again) && shop.open(again)).toMatchObject({ out_trade_no: 'NOTIFY01' })
  })

  it.each<[Trick, object]>([
    [{ kind: 'wrong_amount', fen: 1 }, { amount: { total: 1 } }],
    [{ kind: 'wrong_currency', currency: 'USD' }, { amount: { currency: 'USD' } }],
    [{ kind: 'wrong_mchid', mchid: '1900000009' }, { mchid: '1900000009' }],
    [{ kind: 'wrong_appid', appid: 'wxother' }, { appid: 'wxother' }],
    [{ kind: 'wrong_out_trade_no', outTradeNo: 'OTHER001' }, { out_trade_no: 'OTHER001' }],
  ])('%o is validly signed and sealed', async (trick, told) => {
    await shop.till.trick(trick)
    await paid('NOTIFY01')
    const one = only(shop.received)
    expect(shop.isGenuine(one)).toBe(true)
    expect(shop.open(one)).toMatchObject(told)
    expect(await shop.query('NOTIFY01')).toMatchObject({
      amount: { total: 1990 },
      mchid: shop.merchant.mchid,
    })
  })

  it('drops an attempt, and the next one arrives', async () => {
    await shop.till.trick({ kind: 'drop' }, { times: 2 })
    await paid('NOTIFY01')
    await shop.till.deliverNow()
    expect(shop.received).toEqual([])
    await shop.till.deliverNow()
    expect(shop.received).toHaveLength(1)
  })

  it('is for one order, or for all until cleared', async () => {
    await shop.till.trick({ kind: 'wrong_key' }, { outTradeNo: 'NOTIFY02', times: null })
    await paid('NOTIFY01')
    await paid('NOTIFY02')
    expect(shop.received.map(shop.isGenuine)).toEqual([true, false])
    await shop.till.clearTricks()
    await shop.till.forge('NOTIFY02')
    expect(shop.received.map(shop.isGenuine)).toEqual([true, false, true])
  })

  it('makes forgeries beside the schedule, and probes without an order', async () => {
    await paid('NOTIFY01')
    shop.answerWith(() => 401)
    const forged = await shop.till.forge('NOTIFY01', {
      trick: { kind: 'unknown_serial' },
      copies: 5,
      inParallel: true,
    })
    expect(forged.map(one => [one.attempt, one.status])).toEqual(Array(5).fill([0, 401]))
    expect(new Set(shop.received.slice(1).map(one => one.headers['wechatpay-serial'])).size).toBe(5)
    await shop.till.probe(shop.notifyUrl)
    expect(shop.received.at(-1)?.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//)
  })
})
