import { expect, it } from 'vitest'
import { planEntity } from '../../../../hub/db/entities/plans.ts'
import { inboxItemEntity } from '../../../../hub/db/entities/refunds.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { closePending } from '../../../../hub/payments/close-pending.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const inboxKinds = async (shop: Shop) =>
  shop.database.inTransaction(async tx =>
    (await tx.manager.find(inboxItemEntity, { order: { id: 'ASC' } })).map(({ kind, amount }) => ({
      kind,
      amount,
    })),
  )

forEachEngine('money that comes late, twice or for what changed', engine => {
  it('4: paid after its time by who was in the cashier already is honoured', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.beginPayment(outTradeNo)
    shop.clock.advance(31 * minutes)
    await shop.wechat.loseNotifications()
    await shop.wechat.confirmPayment(outTradeNo, { wait: false })
    await shop.jobs()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', closedAt: null })
    await expectBooks(shop.database)
  })

  it('4: late money for a closed order is fulfilled at the frozen price, a withdrawn plan too', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo, plan } = await shop.pending()
    await shop.pass(31 * minutes)
    expect(await shop.order(order.id)).toMatchObject({ state: 'closed', pendingKey: null })
    await shop.database.inTransaction(tx =>
      tx.manager.update(planEntity, { id: plan.id }, { price: 9_900, visibility: 'retired', version: 2 }),
    )
    await shop.wechat.lateSuccess(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    await expectBooks(shop.database)
  })

  it('4: late money waits for a person where nothing is left, the buyer is gone, or he bought it since', async () => {
    await using shop = await openShop(engine)
    const last = await shop.pending({ plan: await shop.plan({ stock: 1 }) })
    const gone = await shop.pending()
    const twice = await shop.pending()
    await shop.pass(31 * minutes)
    await shop.wechat.pay((await shop.pending({ plan: last.plan })).outTradeNo)
    await shop.wechat.pay((await shop.pending({ plan: twice.plan, userId: twice.userId })).outTradeNo)
    await shop.database.inTransaction(tx =>
      tx.manager.update(userEntity, { id: gone.userId }, { status: 'suspended' }),
    )
    await shop.settled()
    for (const one of [last, gone, twice]) await shop.wechat.lateSuccess(one.outTradeNo)
    await shop.settled()
    const why = await Promise.all(
      [last, gone, twice].map(async one => (await shop.order(one.order.id)).heldReason),
    )
    expect(why).toEqual(['sold_out', 'account_not_active', 'bought_again'])
    expect(await inboxKinds(shop)).toEqual(Array(3).fill({ kind: 'late', amount: 1_500 }))
    await expectBooks(shop.database)
  })

  it('17: a double click is one order and one attempt; a second real payment waits for a person', async () => {
    await using shop = await openShop(engine)
    const userId = await shop.user()
    const plan = await shop.plan()
    const wanted = { userId, planId: plan.id }
    const orders = (await Promise.all(Array.from({ length: 8 }, () => shop.place(wanted)))).map(succeeded)
    expect(new Set(orders.map(order => order.id)).size).toBe(1)
    const orderId = orders[0]?.id ?? 0
    await Promise.all(Array.from({ length: 4 }, () => shop.attempt(orderId)))
    const [first, ...others] = await shop.attempts(orderId)
    expect(others).toEqual([])
    await shop.wechat.beginPayment(first?.outTradeNo ?? '')
    succeeded(await shop.attempt(orderId, 'h5'))
    const [, second] = await shop.attempts(orderId)
    await shop.wechat.pay(second?.outTradeNo ?? '')
    await shop.wechat.lateSuccess(first?.outTradeNo ?? '')
    await shop.settled()
    expect(await shop.order(orderId)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await inboxKinds(shop)).toEqual([{ kind: 'superseded', amount: 1_500 }])
    await expectBooks(shop.database)
  })

  it('18: only the newest picture is shown', async () => {
    await using shop = await openShop(engine)
    const { order, way } = await shop.pending()
    expect(succeeded(await shop.attempt(order.id)).codeUrl).toBe(way.codeUrl)
    expect(await shop.attempts(order.id)).toHaveLength(1)
    await expectBooks(shop.database)
  })

  it('19: a price that changed while it was pending does not matter', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo, plan } = await shop.pending()
    await shop.database.inTransaction(tx =>
      tx.manager.update(planEntity, { id: plan.id }, { price: 9_900, bytes: 1, version: 2 }),
    )
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    const grants = (await shop.database.inTransaction(tx =>
      tx.query('SELECT bytes FROM grants WHERE sourceRef = ?', [`order:${order.id}`]),
    )) as { bytes: number }[]
    expect(grants.reduce((sum, grant) => sum + Number(grant.bytes), 0)).toBe(100e9)
    await expectBooks(shop.database)
  })

  it('15: notification, query and closing at one moment have one winner and one entry in the audit', async () => {
    await using shop = await openShop(engine)
    for (let round = 0; round < 5; round += 1) {
      const { order, outTradeNo } = await shop.pending()
      await shop.wechat.holdNotifications()
      await shop.wechat.pay(outTradeNo, { wait: false })
      shop.clock.advance(5_000)
      await Promise.all([
        shop.wechat.releaseNotifications(),
        shop.jobs(),
        shop.jobs(),
        closePending(shop.shop, { orderId: order.id, actor: operator, why: 'asked' }),
      ])
      await shop.settled()
      expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
      await shop.wechat.control.deliveryPolicy({ hold: false })
    }
    expect(await inboxKinds(shop)).toEqual([])
    await expectBooks(shop.database)
  })
})
