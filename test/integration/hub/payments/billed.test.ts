import { expect, it } from 'vitest'
import { billDayOf } from '../../../../hub/payments/bills/bill-day-rule.ts'
import type { BillFinding } from '../../../../hub/payments/bills/reconcile-day.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const day = 86_400_000

const findingsOf = async (shop: Shop, of: number) => {
  const { findings } = succeeded(await shop.bill(of))
  return (findings as BillFinding[]).map(({ kind, about, done }) => [kind, about, done])
}

forEachEngine('the bill of a day', engine => {
  it('22: what it knows and the book does not is settled or waits for a person; again it finds nothing', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.loseNotifications()
    const [lost, short, forgotten] = [await shop.pending(), await shop.pending(), await shop.pending()]
    const known = await shop.pending()
    await shop.wechat.pay(known.outTradeNo)
    await shop.pass(5_000)
    await shop.wechat.consoleRefund(known.outTradeNo, 500, { status: 'SUCCESS' })
    await shop.wechat.pay(lost.outTradeNo)
    await shop.wechat.pay(short.outTradeNo, { override: { total: 900 } })
    await shop.wechat.pay(forgotten.outTradeNo)
    // As after the restore of a backup that is older than this order.
    await shop.database.inTransaction(async tx => {
      await tx.query('DELETE FROM payment_attempts WHERE orderId = ?', [forgotten.order.id])
      await tx.query('DELETE FROM orders WHERE id = ?', [forgotten.order.id])
    })
    const today = billDayOf(shop.clock.now())
    shop.clock.advance(day + 12 * 60 * minutes)
    const found = await findingsOf(shop, today)
    expect(found).toHaveLength(4)
    expect(found).toContainEqual(['missing_here', 'payment', 'fulfilled'])
    expect(found.filter(one => one[2] === 'inbox')).toHaveLength(2)
    expect(found).toContainEqual(['missing_here', 'refund', 'imported'])
    expect(await shop.order(lost.order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.order(short.order.id)).toMatchObject({ state: 'pending', received: 0 })
    expect(await shop.order(known.order.id)).toMatchObject({ refunded: 500 })
    expect((await shop.inbox()).map(({ kind, amount }) => [kind, amount]).sort()).toEqual([
      ['mismatch', 900],
      ['refund_imported', 500],
      ['unknown_order', 1_500],
    ])
    await expectBooks(shop.database)
    const before = await shop.rows('SELECT id, state FROM payment_inbox')
    expect(await findingsOf(shop, today)).toEqual([])
    expect(await shop.rows('SELECT id, state FROM payment_inbox')).toEqual(before)
    expect(await shop.alerts()).not.toContain('payment.bill')
    await expectBooks(shop.database)
  })

  it('22: what is given here and absent there is told, until the bill has it', async () => {
    await using shop = await openShop(engine)
    const { outTradeNo, order } = await shop.paid()
    await shop.paid()
    await shop.wechat.settings({ billOmits: [outTradeNo] })
    const today = billDayOf(shop.clock.now())
    shop.clock.advance(day + 12 * 60 * minutes)
    expect(await findingsOf(shop, today)).toEqual([['missing_there', 'payment', '']])
    expect(await shop.alerts()).toEqual(['payment.bill'])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await shop.wechat.settings({ billOmits: [] })
    expect(await findingsOf(shop, today)).toEqual([])
    expect(await shop.alerts()).toEqual([])
    await expectBooks(shop.database)
  })

  it('22: what cannot be asked about now is asked about again, and keeps no other row from being settled', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.loseNotifications()
    const [first, second] = [await shop.pending(), await shop.pending()]
    for (const { outTradeNo } of [first, second]) await shop.wechat.pay(outTradeNo)
    const today = billDayOf(shop.clock.now())
    shop.clock.advance(day + 12 * 60 * minutes)
    await shop.wechat.fault({ path: '/v3/pay/transactions/id/' }, 'error_500_before')
    const { state, nextTryAt } = succeeded(await shop.bill(today))
    expect([state, nextTryAt]).toEqual(['waiting', shop.clock.now() + 30 * minutes])
    expect(await shop.alerts()).toEqual(['payment.bill'])
    const states = async () =>
      Promise.all([first, second].map(async ({ order }) => (await shop.order(order.id)).state))
    expect((await states()).sort()).toEqual(['fulfilled', 'pending'])
    expect(succeeded(await shop.bill(today))).toMatchObject({ state: 'done', payments: 2 })
    expect(await states()).toEqual(['fulfilled', 'fulfilled'])
    expect(await shop.alerts()).toEqual([])
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
    await expectBooks(shop.database)
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
})
