import { expect, it } from 'vitest'
import { planEntity } from '../../../../hub/db/entities/plans.ts'
import { inboxItemEntity } from '../../../../hub/db/entities/refunds.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { closePending } from '../../../../hub/payments/close-pending.ts'
import { openAttempt } from '../../../../hub/payments/open-attempt.ts'
import { expireOrders } from '../../../../hub/payments/query-payments.ts'
import type { PayWay } from '../../../../hub/payments/send-attempt.ts'
import { deleteUser } from '../../../../hub/users/delete-user.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'
import { runShopJobs } from '../../../harness/shop-hub.ts'

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

  it('4: a close that is answered ORDER_PAID is no close: it is asked about and taken as paid', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.loseNotifications()
    await shop.wechat.beginPayment(outTradeNo)
    shop.clock.advance(31 * minutes)
    await shop.wechat.confirmPayment(outTradeNo)
    await shop.wechat.clearJournal()
    expect(await expireOrders(shop.shop)).toBe(1)
    const asked = await shop.wechat.requests({ outTradeNo })
    expect(asked.map(({ method, status, code }) => [method, status, code])).toEqual([
      ['POST', 400, 'ORDER_PAID'],
      ['GET', 200, null],
    ])
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
    const deleted = await shop.pending()
    const twice = await shop.pending()
    await shop.pass(31 * minutes)
    await shop.wechat.pay((await shop.pending({ plan: last.plan })).outTradeNo)
    await shop.wechat.pay((await shop.pending({ plan: twice.plan, userId: twice.userId })).outTradeNo)
    await shop.database.inTransaction(tx =>
      tx.manager.update(userEntity, { id: gone.userId }, { status: 'suspended' }),
    )
    succeeded(await deleteUser(shop.deps, { userId: deleted.userId }, operator))
    await shop.settled()
    const all = [last, gone, deleted, twice]
    for (const one of all) await shop.wechat.lateSuccess(one.outTradeNo)
    await shop.settled()
    const why = await Promise.all(all.map(async one => (await shop.order(one.order.id)).heldReason))
    expect(why).toEqual(['sold_out', 'account_not_active', 'account_not_active', 'bought_again'])
    expect(await inboxKinds(shop)).toEqual(Array(4).fill({ kind: 'late', amount: 1_500 }))
    expect(await shop.alerts()).toEqual(Array(4).fill('payment.inbox'))
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

  it('18: only the newest picture is shown, and the one before it is dead', async () => {
    await using shop = await openShop(engine)
    const userId = await shop.user()
    const { id } = succeeded(await shop.place({ userId, planId: (await shop.plan()).id }))
    const first = succeeded(await shop.attempt(id, 'h5'))
    expect(succeeded(await shop.attempt(id, 'h5')).h5Url).toBe(first.h5Url)
    shop.clock.advance(4 * minutes)
    const second = succeeded(await shop.attempt(id, 'h5'))
    expect(second.h5Url).not.toBe(first.h5Url)
    const [attempt, ...others] = await shop.attempts(id)
    expect(others).toEqual([])
    expect(attempt?.payUrl).toBe(second.h5Url)
    const open = (way: PayWay) => shop.wechat.beginPayment(attempt?.outTradeNo ?? '', tokenOf(way))
    await expect(open(first)).rejects.toThrow('LINK_REPLACED')
    await open(second)
    await expectBooks(shop.database)
  })

  it('18: whoever asks at the same moment sees the one picture that lives', async () => {
    await using shop = await openShop(engine)
    await using other = await shop.anotherHub()
    const userId = await shop.user()
    const { id } = succeeded(await shop.place({ userId, planId: (await shop.plan()).id }))
    const wanted = { orderId: id, tradeType: 'h5', clientIp: '203.0.113.9' } as const
    const ways = await Promise.all(Array.from({ length: 6 }, () => openAttempt(shop.shop, wanted)))
    const [way, ...others] = new Set(ways.map(one => succeeded(one).h5Url))
    expect(others).toEqual([])
    const [attempt] = await shop.attempts(id)
    const open = (url = '') => shop.wechat.beginPayment(attempt?.outTradeNo ?? '', tokenOf({ h5Url: url }))
    await open(way)
    // Two hubs know nothing of each other: what is kept is what lives all the same.
    shop.clock.advance(4 * minutes)
    await Promise.all([shop.shop, other.shop].map(hub => openAttempt(hub, wanted)))
    await open((await shop.attempts(id))[0]?.payUrl ?? '')
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

  it('15: two hubs that are told and ask at the same moment have one winner and one entry in the audit', async () => {
    await using shop = await openShop(engine)
    await using other = await shop.anotherHub()
    for (let round = 0; round < 3; round += 1) {
      const { order, outTradeNo } = await shop.pending()
      await shop.wechat.trick({ kind: 'drop' })
      const { delivered } = await shop.wechat.pay(outTradeNo)
      const tell = async (url: string) => {
        const { headers = {}, body = '' } = delivered[0] ?? {}
        return (await fetch(`${url}/pay/wechat/notify`, { method: 'POST', headers, body })).status
      }
      shop.clock.advance(5_000)
      const urls = Array.from({ length: 5 }, () => [shop.url, other.url]).flat()
      const [answers] = await Promise.all([Promise.all(urls.map(tell)), shop.jobs(), runShopJobs(other)])
      expect(answers).toEqual(urls.map(() => 204))
      await shop.settled()
      await other.notifications.idle()
      expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    }
    const audited = await shop.rows("SELECT subject FROM audit_entries WHERE action = 'order.pay'")
    expect(audited).toHaveLength(3)
    expect(await inboxKinds(shop)).toEqual([])
    await expectBooks(shop.database)
  })
})

/** The part of a link that names it. */
const tokenOf = ({ h5Url = '' }: Pick<PayWay, 'h5Url'>): string =>
  /prepay_id=wx([^&]+)/.exec(h5Url)?.[1] ?? ''
