import { expect, it } from 'vitest'
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
    const orderId = await ordered(shop)
    await shop.wechat.fault({ path: '/v3/pay/transactions/native' }, 'error_500_before', null)
    expect(await shop.attempt(orderId)).toMatchObject({ ok: false })
    expect(await shop.attempts(orderId)).toMatchObject([{ state: 'unknown' }])
    await expectBooks(shop.database)
  })

  it('13: an answer that is not proven is never shown', async () => {
    await using shop = await openShop(engine)
    for (const fault of ['bad_signature', 'missing_signature', 'stale_signature', 'wrong_key'] as const) {
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
})
