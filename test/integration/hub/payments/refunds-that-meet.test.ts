import { expect, it } from 'vitest'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { expectSettled } from '../../../harness/expect-settled.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const refunding = { method: 'POST', path: '/v3/refund/domestic/refunds' } as const

const states = async (shop: Shop, orderId: number) =>
  (await shop.refunds(orderId)).map(({ amount, state }) => [amount, state])

forEachEngine('a refund of the merchant console that meets others', engine => {
  it('21: takes no place from one that went through, though its answer was lost', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const { order, outTradeNo } = await shop.paid()
    const part = { orderId: order.id, policy: 'keep' } as const
    await shop.wechat.fault(refunding, 'error_500_before')
    succeeded(await shop.refund({ ...part, amount: 400 }))
    await shop.wechat.fault(refunding, 'timeout_after')
    succeeded(await shop.refund({ ...part, amount: 500 }))
    expect(await states(shop, order.id)).toEqual([
      [400, 'requested'],
      [500, 'requested'],
    ])
    await shop.wechat.consoleRefund(outTradeNo, 1_000, { status: 'SUCCESS' })
    await shop.settled()
    expect(await states(shop, order.id)).toEqual([
      [400, 'closed'],
      [500, 'accepted'],
      [1_000, 'succeeded'],
    ])
    await expectBooks(shop.database)
    await shop.pass(60 * minutes)
    await expectSettled(shop.database, shop.wechat)
  })

  it('21: waits until it can be asked how far the others are', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.paid()
    await shop.wechat.fault(refunding, 'error_500_before')
    const asked = succeeded(await shop.refund({ orderId: order.id, policy: 'keep', amount: 900 }))
    const question = { method: 'GET', path: `/v3/refund/domestic/refunds/${asked.outRefundNo}` } as const
    await shop.wechat.fault(question, 'error_500_before')
    await shop.wechat.consoleRefund(outTradeNo, 1_000, { status: 'SUCCESS' })
    await shop.settled()
    expect(await states(shop, order.id)).toEqual([[900, 'requested']])
    await expectBooks(shop.database)
    await shop.pass(minutes)
    expect(await states(shop, order.id)).toEqual([
      [900, 'closed'],
      [1_000, 'succeeded'],
    ])
    await expectBooks(shop.database)
    await expectSettled(shop.database, shop.wechat)
  })

  it('21: counts one again that gave way and had been on its way after all', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.paid()
    await shop.wechat.fault(refunding, 'error_500_before', 2)
    succeeded(await shop.refund({ orderId: order.id, policy: 'keep', amount: 700 }))
    const late = succeeded(await shop.refund({ orderId: order.id, policy: 'keep', amount: 600 }))
    await shop.wechat.consoleRefund(outTradeNo, 500, { status: 'SUCCESS' })
    await shop.settled()
    expect(await states(shop, order.id)).toEqual([
      [700, 'requested'],
      [600, 'closed'],
      [500, 'succeeded'],
    ])
    await shop.wechat.consoleRefund(outTradeNo, 600, { outRefundNo: late.outRefundNo, status: 'SUCCESS' })
    await shop.settled()
    expect(await states(shop, order.id)).toEqual([
      [700, 'closed'],
      [600, 'succeeded'],
      [500, 'succeeded'],
    ])
    expect(await shop.order(order.id)).toMatchObject({ state: 'partly_refunded', refunded: 1_100 })
    await expectBooks(shop.database)
    await expectSettled(shop.database, shop.wechat)
  })
})
