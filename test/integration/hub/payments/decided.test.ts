import { expect, it } from 'vitest'
import { createBatch } from '../../../../hub/codes/code-batches.ts'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import type { OrderRow } from '../../../../hub/db/entities/orders.ts'
import type { PlanRow } from '../../../../hub/db/entities/plans.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000

/** An order that was paid in time by somebody who was suspended meanwhile. */
async function heldOrder(shop: Shop, plan: PlanRow, code: string | null): Promise<OrderRow> {
  const userId = await shop.user()
  const order = succeeded(await shop.place({ userId, planId: plan.id, code }))
  succeeded(await shop.attempt(order.id))
  await shop.database.inTransaction(tx =>
    tx.manager.update(userEntity, { id: userId }, { status: 'suspended' }),
  )
  await shop.wechat.pay((await shop.attempts(order.id))[0]?.outTradeNo ?? '')
  await shop.settled()
  expect(await shop.order(order.id)).toMatchObject({ state: 'held', heldReason: 'account_not_active' })
  return order
}

async function aCode(shop: Shop): Promise<string> {
  const terms = { planIds: [], validUntil: null, usesPerCode: 1, usesPerUser: 1, activity: '', note: '' }
  const effect = { kind: 'bonus', bytes: 1e9 } as const
  const wanted = { ...terms, name: 'bonus', effect, firstOrderOnly: false, amount: 1, text: 'BONUS1' }
  succeeded(await createBatch(shop.shop, wanted, operator))
  return 'BONUS1'
}

/** An order whose money came when it could not be given any more. */
async function lateMoney(shop: Shop) {
  const late = await shop.pending()
  await shop.pass(31 * minutes)
  const suspend = (status: 'suspended' | 'active') =>
    shop.database.inTransaction(tx => tx.manager.update(userEntity, { id: late.userId }, { status }))
  await suspend('suspended')
  await shop.wechat.lateSuccess(late.outTradeNo)
  await shop.settled()
  await suspend('active')
  return late
}

forEachEngine('what a person decides about money', engine => {
  it('applies money of the inbox to its order, once', async () => {
    await using shop = await openShop(engine)
    const { order } = await lateMoney(shop)
    const [item] = await shop.inbox()
    expect(item).toMatchObject({ kind: 'late', state: 'open' })
    const both = await Promise.all([shop.apply(item, order.id), shop.apply(item, order.id)])
    expect(both.filter(one => one.ok)).toHaveLength(1)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.inbox()).toMatchObject([{ state: 'applied' }])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('applies it to an order of another user, whose QR is dead from then on', async () => {
    await using shop = await openShop(engine)
    const late = await lateMoney(shop)
    const other = await shop.pending()
    const dear = await shop.pending({ plan: await shop.plan({ price: 9_900 }) })
    const [item] = await shop.inbox()
    expect(await shop.apply(item, dear.order.id)).toMatchObject({ facts: { why: 'other_sum' } })
    succeeded(await shop.apply(item, other.order.id))
    expect(await shop.order(other.order.id)).toMatchObject({ state: 'fulfilled' })
    expect(await shop.order(late.order.id)).toMatchObject({ state: 'refunded', received: 0 })
    await expect(shop.wechat.pay(other.outTradeNo)).rejects.toThrow()
    await expectBooks(shop.database)
  })

  it('pays money of the inbox back; closed by the provider it waits there again', async () => {
    await using shop = await openShop(engine)
    const { order } = await lateMoney(shop)
    const first = succeeded(await shop.payBack((await shop.inbox())[0]))
    expect(await shop.order(order.id)).toMatchObject({ state: 'refunded' })
    await expectBooks(shop.database)
    await shop.wechat.settleRefund(first.outRefundNo, { status: 'CLOSED' })
    await shop.settled()
    expect(await shop.inbox()).toMatchObject([{ state: 'open' }])
    expect(await shop.order(order.id)).toMatchObject({ state: 'held' })
    await expectBooks(shop.database)
    const second = succeeded(await shop.payBack((await shop.inbox())[0]))
    await shop.wechat.settleRefund(second.outRefundNo)
    await shop.settled()
    expect(await shop.inbox()).toMatchObject([{ state: 'refunded' }])
    await expectBooks(shop.database)
  })

  it('marks an order as paid by hand, each reference once, and gives it back by hand', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const other = await shop.pending()
    succeeded(await shop.mark(order.id, 'BANK-1'))
    expect(await shop.mark(other.order.id, 'BANK-1')).toMatchObject({ code: 'reference_taken' })
    expect(await shop.order(order.id)).toMatchObject({
      state: 'fulfilled',
      method: 'manual',
      manualReason: 'paid in cash (BANK-1)',
    })
    await expect(shop.wechat.pay(outTradeNo)).rejects.toThrow()
    expect(succeeded(await shop.refund({ orderId: order.id })).state).toBe('succeeded')
    expect((await shop.wechat.state()).refunds).toEqual([])
    await expectBooks(shop.database)
  })

  it('frees what was reserved for an order that its money does not come back to', async () => {
    await using shop = await openShop(engine, { codes: createOrderCodes() })
    const plan = await shop.plan({ stock: 2 })
    const code = await aCode(shop)
    const [refunded, applied] = [await heldOrder(shop, plan, code), await heldOrder(shop, plan, null)]
    const reserved = async () => ({
      stock: (await shop.rows('SELECT stock FROM plans WHERE id = ?', [plan.id]))[0]?.['stock'],
      uses: (await shop.rows('SELECT used FROM codes')).map(row => row['used']),
    })
    expect(await reserved()).toEqual({ stock: 0, uses: [1] })
    const [first, second] = await shop.inbox()
    const refund = succeeded(await shop.payBack(first))
    expect(await reserved()).toEqual({ stock: 1, uses: [0] })
    expect(await shop.order(refunded.id)).toMatchObject({ state: 'refunded', stockHeld: false })
    const other = await shop.pending()
    succeeded(await shop.apply(second, other.order.id))
    expect(await shop.order(applied.id)).toMatchObject({ state: 'refunded', stockHeld: false })
    expect(await reserved()).toEqual({ stock: 2, uses: [0] })
    // The refund was closed: the money waits again, and giving what it paid for takes the piece again.
    await shop.wechat.settleRefund(refund.outRefundNo, { status: 'CLOSED' })
    await shop.settled()
    await shop.database.inTransaction(tx => tx.query("UPDATE users SET status = 'active'"))
    succeeded(await shop.apply((await shop.inbox())[0], refunded.id))
    expect(await shop.order(refunded.id)).toMatchObject({ state: 'fulfilled', stockHeld: true })
    expect(await reserved()).toEqual({ stock: 1, uses: [1] })
    await expectBooks(shop.database)
  })
})
