import { expect, it } from 'vitest'
import { paymentEntity } from '../../../../hub/db/entities/payments.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { billDayOf } from '../../../../hub/payments/bills/bill-day-rule.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const day = 86_400_000

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

  it('22: what the bill knows and the book does not is settled; what only the book knows is told', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.loseNotifications()
    const { order, outTradeNo } = await shop.pending()
    const known = await shop.paid()
    await shop.wechat.consoleRefund(known.outTradeNo, 500, { status: 'SUCCESS', notify: false })
    await shop.wechat.pay(outTradeNo, { wait: false })
    const today = billDayOf(shop.clock.now())
    await shop.database.inTransaction(tx =>
      tx.manager.insert(paymentEntity, {
        ...{ merchantId: 1, transactionId: 'NOWHERE', outTradeNo: 'NOWHERE', attemptId: null, amount: 0 },
        ...{ currency: 'CNY', source: 'notification', successAt: shop.clock.now(), recordedAt: 0 },
        ...{ orderId: known.order.id, refunded: 0 },
      }),
    )
    shop.clock.advance(day + 12 * 60 * minutes)
    const report = succeeded(await shop.bill(today))
    expect(report.state).toBe('done')
    const kinds = (report.findings as { kind: string; about: string; done: string }[]).map(
      ({ kind, about, done }) => [kind, about, done],
    )
    expect(kinds).toContainEqual(['missing_here', 'payment', 'fulfilled'])
    expect(kinds).toContainEqual(['missing_here', 'refund', 'imported'])
    expect(kinds).toContainEqual(['missing_there', 'payment', ''])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    expect(await shop.order(known.order.id)).toMatchObject({ refunded: 500 })
    expect(await shop.alerts()).toContain('payment.bill')
    const again = succeeded(await shop.bill(today)).findings as { kind: string }[]
    expect(again.map(one => one.kind)).toEqual(['missing_there'])
  })

  it('22: a bill that is spoiled on its way is asked for again, and compared by itself', async () => {
    await using shop = await openShop(engine)
    await shop.paid()
    const today = billDayOf(shop.clock.now())
    shop.clock.advance(day + 12 * 60 * minutes)
    await shop.wechat.fault({ path: '/v3/billdownload/file' }, 'wrong_bytes')
    expect(succeeded(await shop.bill(today))).toMatchObject({ state: 'waiting' })
    expect(succeeded(await shop.bill(today))).toMatchObject({
      state: 'done',
      payments: 1,
      paid: 1_500,
      findings: [],
    })
    await expectBooks(shop.database)
  })
  it('22: a bill that cannot be there yet is not taken for a day without trade', async () => {
    await using shop = await openShop(engine)
    await shop.paid()
    const today = billDayOf(shop.clock.now())
    expect(await shop.bill(today)).toMatchObject({
      code: 'bill_not_found',
      facts: { readyAt: expect.any(Number) },
    })
    expect(await shop.bill(20_260_231)).toMatchObject({ code: 'bill_not_found', facts: { readyAt: null } })
    shop.clock.advance(day + 12 * 60 * minutes)
    await shop.wechat.fault({ path: '/v3/bill/tradebill' }, { status: 404, code: 'NO_STATEMENT_EXIST' })
    expect(succeeded(await shop.bill(today))).toMatchObject({ state: 'waiting', findings: [] })
    expect(await shop.alerts()).toEqual([])
    expect(succeeded(await shop.bill(today))).toMatchObject({ state: 'done', payments: 1, findings: [] })
  })
})
