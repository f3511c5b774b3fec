import { expect, it } from 'vitest'
import { openAttempt } from '../../../../hub/payments/open-attempt.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const creates = async (shop: Shop) =>
  (await shop.wechat.requests()).filter(({ url }) => url === '/v3/pay/transactions/native')

async function ordered(shop: Shop): Promise<number> {
  const plan = await shop.plan()
  return succeeded(await shop.place({ userId: await shop.user(), planId: plan.id })).id
}

forEachEngine('a provider that does not answer as it should', engine => {
  it('11: a create that timed out after it took effect is sent again, the same', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const orderId = await ordered(shop)
    await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, 'timeout_after', 3)
    expect(await shop.attempt(orderId)).toMatchObject({ ok: false, code: 'payment_unavailable' })
    expect(await shop.attempts(orderId)).toMatchObject([{ state: 'unknown', payUrl: null }])
    expect(await shop.attempt(orderId)).toMatchObject({ ok: true })
    const sent = await creates(shop)
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
    expect(sent).toHaveLength(4)
    const [attempt] = await shop.attempts(orderId)
    await shop.wechat.pay(attempt?.outTradeNo ?? '')
    await shop.settled()
    expect(await shop.order(orderId)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('11: another way to pay while the first is unknown closes that one first', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const orderId = await ordered(shop)
    await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, 'timeout_after', 3)
    await shop.attempt(orderId)
    expect(await shop.attempt(orderId, 'h5')).toMatchObject({ ok: true })
    const [first, second] = await shop.attempts(orderId)
    expect([first?.state, second?.state]).toEqual(['closed', 'open'])
    expect(first?.outTradeNo).not.toBe(second?.outTradeNo)
    await expectBooks(shop.database)
  })

  it('11: refused on its second sending, it may still be paid by what the first one made', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const orderId = await ordered(shop)
    const path = '/v3/pay/transactions/native'
    await shop.wechat.fault({ path }, 'timeout_after')
    await shop.wechat.fault({ path }, { status: 400, code: 'PARAM_ERROR' })
    expect(await shop.attempt(orderId)).toMatchObject({ facts: { why: 'refused' } })
    const [attempt] = await shop.attempts(orderId)
    expect(attempt).toMatchObject({ state: 'unknown', openKey: orderId, payUrl: null })
    await shop.wechat.pay(attempt?.outTradeNo ?? '')
    await shop.settled()
    expect(await shop.order(orderId)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('11: the number stays the same while the old one may be payable, over the end of a hub too', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const orderId = await ordered(shop)
    const path = '/v3/pay/transactions/native'
    for (const point of ['attempt.after-commit', 'attempt.after-answer']) {
      Object.assign(shop.crashing, { at: point, armed: 1 })
      await expect(shop.attempt(orderId)).rejects.toThrow(point)
    }
    await shop.wechat.fault({ path }, 'reset_mid_body', 3)
    expect(await shop.attempt(orderId)).toMatchObject({ facts: { why: 'no_answer' } })
    await using other = await shop.anotherHub()
    const wanted = { orderId, tradeType: 'native', clientIp: '203.0.113.9' } as const
    succeeded(await openAttempt(other.shop, wanted))
    const sent = (await creates(shop)).map(
      ({ body }) => (JSON.parse(body) as { out_trade_no: string }).out_trade_no,
    )
    expect(new Set(sent).size).toBe(1)
    expect(await shop.attempts(orderId)).toMatchObject([{ state: 'open', outTradeNo: sent[0] }])
    await expectBooks(shop.database)
  })

  it('12: 500, 429 and 502 are tried again with the same body and a new signature', async () => {
    await using shop = await openShop(engine)
    for (const fault of ['error_500_before', 'rate_limited', 'bad_gateway_before'] as const) {
      const orderId = await ordered(shop)
      await shop.wechat.clearJournal()
      await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, fault, 1)
      expect(await shop.attempt(orderId)).toMatchObject({ ok: true })
      const sent = await creates(shop)
      expect(sent).toHaveLength(2)
      expect(sent[0]?.body).toBe(sent[1]?.body)
    }
    for (const fault of ['error_500_before', 'rate_limited', 'bad_gateway_after'] as const) {
      const orderId = await ordered(shop)
      await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, fault, 3)
      expect(await shop.attempt(orderId)).toMatchObject({ ok: false, facts: { why: 'no_answer' } })
      expect(await shop.attempts(orderId), 'unknown, not failed').toMatchObject([{ state: 'unknown' }])
      expect(await shop.order(orderId)).toMatchObject({ state: 'pending' })
      expect(await shop.attempt(orderId)).toMatchObject({ ok: true })
    }
    await expectBooks(shop.database)
  })

  it('13: an answer that is not proven is never shown', async () => {
    await using shop = await openShop(engine)
    const unproven = ['bad_signature', 'missing_signature', 'stale_signature', 'wrong_key'] as const
    for (const fault of [...unproven, 'unknown_serial', 'bad_json', 'redirect'] as const) {
      const orderId = await ordered(shop)
      await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, fault, 3)
      expect(await shop.attempt(orderId)).toMatchObject({ ok: false, code: 'payment_unavailable' })
      expect(await shop.attempts(orderId)).toMatchObject([{ state: 'unknown', payUrl: null }])
    }
    await expectBooks(shop.database)
  })

  it('10: a clock that is off by ten minutes settles nothing, says so, and recovers', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.advanceClock(600_000)
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]?.status).toBe(401)
    await shop.pass(5_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending' })
    await shop.watch()
    expect(await shop.alerts()).toEqual(['payment.clock'])
    await shop.wechat.advanceClock(-600_000)
    await shop.pass(30_000)
    await shop.watch()
    expect(await shop.alerts()).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('10: a wrong clock is told even where nothing that refuses it is signed', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.settings({ unsignedRefusals: true })
    await shop.wechat.advanceClock(-600_000)
    await shop.wechat.pay(outTradeNo)
    await shop.pass(5_000)
    await shop.watch()
    expect(await shop.alerts()).toEqual(['payment.clock'])
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending' })
    await shop.wechat.advanceClock(600_000)
    await shop.pass(30_000)
    await shop.watch()
    expect(await shop.alerts()).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })
})
