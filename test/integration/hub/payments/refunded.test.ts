import { expect, it } from 'vitest'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { endAbnormal } from '../../../../hub/payments/list-refunds.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const day = 86_400_000

const standing = (shop: Shop, userId: number) =>
  shop.database.inTransaction(async tx => {
    const [user] = rowsOf(await tx.query('SELECT gate, expiresAt FROM users WHERE id = ?', [userId]))
    const [live] = rowsOf(
      await tx.query('SELECT COUNT(*) AS n FROM grants WHERE userId = ? AND endedAt IS NULL', [userId]),
    )
    return { gate: user?.['gate'], expiresAt: Number(user?.['expiresAt']), live: Number(live?.['n']) }
  })
const sent = async (shop: Shop) =>
  (await shop.wechat.requests()).filter(
    one => one.method === 'POST' && one.url === '/v3/refund/domestic/refunds',
  )

forEachEngine('money that goes back', engine => {
  it('suspends what was bought when the refund is accepted, and ends it when the money is back', async () => {
    await using shop = await openShop(engine)
    const { order, userId } = await shop.paid()
    const before = await standing(shop, userId)
    expect(before.gate).toBe('open')
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    expect(refund).toMatchObject({ state: 'accepted', amount: 1_500 })
    expect(await shop.order(order.id)).toMatchObject({ state: 'refunded', entitlement: 'suspended' })
    const suspended = await standing(shop, userId)
    expect(suspended).toMatchObject({ live: 0, expiresAt: shop.clock.now() })
    expect(suspended.gate).not.toBe('open')
    await expectBooks(shop.database)
    await shop.wechat.settleRefund(refund.outRefundNo)
    await shop.settled()
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'succeeded', nextTryAt: null }])
    expect(await shop.order(order.id)).toMatchObject({ state: 'refunded', entitlement: 'ended' })
    await expectBooks(shop.database)
  })

  it('pays nothing where something else went back since it was decided', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const part = { orderId: order.id, policy: 'keep', amount: 400, refundedBefore: 0 } as const
    const both = await Promise.all([shop.refund(part), shop.refund(part)])
    const [late] = both.filter(({ ok }) => !ok)
    expect(late).toMatchObject({ code: 'changed_meanwhile', facts: { current: { refunded: 400 } } })
    expect(await shop.refunds(order.id)).toHaveLength(1)
    succeeded(await shop.refund({ ...part, refundedBefore: 400 }))
    expect(await shop.order(order.id)).toMatchObject({ refunded: 800 })
    await expectBooks(shop.database)
  })

  it('gives everything back where the provider closes the refund, and tells people', async () => {
    await using shop = await openShop(engine)
    const { order, userId } = await shop.paid()
    const before = await standing(shop, userId)
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    await shop.wechat.settleRefund(refund.outRefundNo, { status: 'CLOSED' })
    await shop.settled()
    expect(await standing(shop, userId)).toEqual(before)
    expect(await shop.order(order.id)).toMatchObject({
      state: 'fulfilled',
      entitlement: 'active',
      refunded: 0,
    })
    expect(await shop.alerts()).toEqual(['payment.refund'])
    expect(succeeded(await shop.refund({ orderId: order.id })).state).toBe('accepted')
    await expectBooks(shop.database)
  })

  it('keeps the cycle that runs where the refund is for the end of it', async () => {
    await using shop = await openShop(engine)
    const userId = await shop.user()
    const plan = await shop.plan()
    const placed = succeeded(await shop.place({ userId, planId: plan.id, quantity: 3 }))
    succeeded(await shop.attempt(placed.id))
    await shop.wechat.pay((await shop.attempts(placed.id))[0]?.outTradeNo ?? '')
    await shop.settled()
    const before = await standing(shop, userId)
    succeeded(await shop.refund({ orderId: placed.id, policy: 'cycle_end', amount: 3_000 }))
    const after = await standing(shop, userId)
    expect(after).toMatchObject({ gate: 'open', live: 1 })
    expect(after.expiresAt).toBeLessThan(before.expiresAt)
    expect(await shop.order(placed.id)).toMatchObject({
      state: 'partly_refunded',
      entitlement: 'active',
      endsAt: after.expiresAt,
    })
    await expectBooks(shop.database)
  })

  it('20: parts are at most what was paid, in parallel too', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => shop.refund({ orderId: order.id, amount: 400, policy: 'keep' })),
    )
    expect(asked.filter(one => one.ok)).toHaveLength(3)
    expect(asked.find(one => !one.ok)).toMatchObject({ code: 'refund_refused', facts: { why: 'too_much' } })
    expect(await shop.order(order.id)).toMatchObject({ state: 'partly_refunded', refunded: 1_200 })
    expect((await shop.wechat.state()).refunds).toHaveLength(3)
    await expectBooks(shop.database)
  })

  it('20: a refund without an answer is asked for again with its number, and pays once', async () => {
    await using shop = await openShop(engine, { answerWithinMs: 300 })
    const { order } = await shop.paid()
    const match = { method: 'POST', path: '/v3/refund/domestic/refunds' } as const
    await shop.wechat.fault(match, 'timeout_after')
    expect(succeeded(await shop.refund({ orderId: order.id })).state).toBe('requested')
    await expectBooks(shop.database)
    await shop.pass(minutes)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'accepted' }])
    const [first, second, ...more] = await sent(shop)
    expect(more).toEqual([])
    expect(second?.body).toBe(first?.body)
    expect((await shop.wechat.state()).refunds).toHaveLength(1)
    await expectBooks(shop.database)
  })

  it('20: ended between the request and its sending, it is sent by the next hub', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    for (const point of ['refund.after-commit', 'refund.after-answer']) {
      shop.crashing.at = point
      shop.crashing.armed = 1
      await expect(shop.refund({ orderId: order.id, amount: 500, policy: 'keep' })).rejects.toThrow(point)
    }
    await shop.pass(minutes)
    expect((await shop.refunds(order.id)).map(one => one.state)).toEqual(['accepted', 'accepted'])
    expect((await shop.wechat.state()).refunds).toHaveLength(2)
    await expectBooks(shop.database)
  })

  it('21: what is final does not turn back, whatever comes after it', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.paid()
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    await shop.wechat.settleRefund(refund.outRefundNo, { status: 'ABNORMAL' })
    await shop.settled()
    expect(await shop.inbox()).toMatchObject([{ kind: 'refund_abnormal', state: 'open', amount: 1_500 }])
    await expectBooks(shop.database)
    await shop.wechat.settleRefund(refund.outRefundNo)
    await shop.settled()
    expect(await shop.inbox()).toMatchObject([{ state: 'refunded' }])
    await shop.wechat.replay(outTradeNo, 1)
    await shop.settled()
    await shop.pass(7 * 60 * minutes)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'succeeded' }])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('21: told of in the wrong order, it ends as it ended', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const whole = succeeded(await shop.refund({ orderId: order.id }))
    await shop.wechat.holdNotifications()
    await shop.wechat.settleRefund(whole.outRefundNo, { status: 'ABNORMAL' })
    await shop.wechat.settleRefund(whole.outRefundNo)
    const sent = await shop.wechat.releaseNotifications('newest_first')
    await shop.settled()
    expect(sent.map(({ event, status }) => [event, status])).toEqual([
      ['REFUND.SUCCESS', 204],
      ['REFUND.ABNORMAL', 204],
    ])
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'succeeded' }])
    expect(await shop.order(order.id)).toMatchObject({ state: 'refunded', entitlement: 'ended' })
    expect(await shop.inbox()).toEqual([])
    // The same again, and after a day of asking.
    await shop.wechat.forge(sent[1]?.outTradeNo ?? '', { copies: 5, inParallel: true })
    await shop.settled()
    await shop.pass(day)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'succeeded' }])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('21: an abnormal one is paid to the merchant’s own account when a person says so', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    await shop.wechat.settleRefund(refund.outRefundNo, { status: 'ABNORMAL' })
    await shop.settled()
    expect(await shop.alerts()).toEqual(['payment.inbox'])
    succeeded(await endAbnormal(shop.shop, { refundId: refund.id }))
    await shop.wechat.settleRefund(refund.outRefundNo)
    await shop.settled()
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'succeeded' }])
    expect(await shop.inbox()).toMatchObject([{ kind: 'refund_abnormal', state: 'refunded' }])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('21: a refund made in the merchant console is asked about, imported, and shown to a person', async () => {
    await using shop = await openShop(engine)
    const { order, userId, outTradeNo } = await shop.paid()
    await shop.wechat.clearJournal()
    await shop.wechat.consoleRefund(outTradeNo, 500, { status: 'SUCCESS' })
    await shop.settled()
    const asked = await shop.wechat.requests({ path: '/v3/refund/domestic/refunds/' })
    expect(asked).toMatchObject([{ method: 'GET', status: 200 }])
    expect(await shop.alerts()).toEqual(['payment.inbox'])
    expect(await shop.order(order.id)).toMatchObject({ state: 'partly_refunded', refunded: 500 })
    expect((await standing(shop, userId)).gate).toBe('open')
    await expectBooks(shop.database)
    await shop.wechat.consoleRefund(outTradeNo, 1_000, { status: 'SUCCESS' })
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'refunded', entitlement: 'ended' })
    expect((await standing(shop, userId)).gate).not.toBe('open')
    expect((await shop.inbox()).map(item => item.kind)).toEqual(['refund_imported', 'refund_imported'])
    await expectBooks(shop.database)
  })

  it('25: an empty merchant balance keeps the request, tells people, and goes on with the same number', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    await shop.wechat.settings({ balanceFen: 0 })
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    expect(refund.state).toBe('requested')
    expect(await shop.alerts()).toEqual(['payment.refund'])
    expect(await shop.order(order.id)).toMatchObject({ refunded: 1_500, entitlement: 'active' })
    await expectBooks(shop.database)
    await shop.wechat.settings({ balanceFen: 100_000 })
    await shop.pass(61 * minutes)
    expect(await shop.refunds(order.id)).toMatchObject([
      { state: 'accepted', outRefundNo: refund.outRefundNo },
    ])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('25: an account that cannot be paid is kept as well, and goes on with the same number', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const match = { method: 'POST', path: '/v3/refund/domestic/refunds' } as const
    await shop.wechat.fault(match, { status: 403, code: 'USER_ACCOUNT_ABNORMAL' }, 2)
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    expect(refund).toMatchObject({ state: 'requested', lastError: 'USER_ACCOUNT_ABNORMAL' })
    expect(await shop.alerts()).toEqual(['payment.refund'])
    expect(await shop.order(order.id)).toMatchObject({ refunded: 1_500, entitlement: 'active' })
    await shop.pass(61 * minutes)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'requested' }])
    await expectBooks(shop.database)
    await shop.pass(61 * minutes)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'accepted' }])
    expect(await shop.alerts()).toEqual([])
    const numbers = (await sent(shop)).map(
      ({ body }) => (JSON.parse(body) as { out_refund_no: string }).out_refund_no,
    )
    expect(numbers).toEqual([refund.outRefundNo, refund.outRefundNo, refund.outRefundNo])
    expect((await shop.wechat.state()).refunds).toHaveLength(1)
    await expectBooks(shop.database)
  })

  it('25: one that nobody answers for is told to people', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    await shop.wechat.fault({ path: '/v3/refund/domestic/refunds' }, 'error_500_before', 5)
    succeeded(await shop.refund({ orderId: order.id }))
    for (const ms of [30_000, 2 * minutes, 10 * minutes]) await shop.pass(ms)
    expect(await shop.alerts()).toEqual([])
    await shop.pass(60 * minutes)
    expect(await shop.alerts()).toEqual(['payment.refund'])
    await shop.pass(60 * minutes)
    expect(await shop.refunds(order.id)).toMatchObject([{ state: 'accepted' }])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('26: a second refund counts what the first has not finished', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    succeeded(await shop.refund({ orderId: order.id, amount: 1_000, policy: 'keep' }))
    expect(await shop.refund({ orderId: order.id, amount: 600 })).toMatchObject({
      code: 'refund_refused',
      facts: { why: 'too_much', most: 500 },
    })
    succeeded(await shop.refund({ orderId: order.id, amount: 500, policy: 'now' }))
    expect(await shop.refund({ orderId: order.id })).toMatchObject({ facts: { why: 'nothing_left' } })
    await shop.pass(2 * day)
    await expectBooks(shop.database)
  })
})
