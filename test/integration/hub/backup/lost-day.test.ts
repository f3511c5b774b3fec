import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dumpDatabase } from '../../../../hub/backup/dump-database.ts'
import { restoreBackup } from '../../../../hub/backup/restore-backup.ts'
import { merchantEntity } from '../../../../hub/db/entities/payments.ts'
import type { InboxItemRow } from '../../../../hub/db/entities/refunds.ts'
import { billDayOf } from '../../../../hub/payments/bills/bill-day-rule.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const hours = 3_600_000
const actor = { kind: 'command-line', name: 'test' } as const

/** The shop goes on after a disk failed: the backup in the place of its database. */
async function backTo(shop: Shop, file: string): Promise<void> {
  const { source } = shop.database
  await shop.settled()
  await source.destroy()
  const secret = { vault: shop.shop.vault, passphrase: null }
  await restoreBackup({ file, secret, config: shop.config, replace: true, actor, clock: shop.clock })
  await source.initialize()
}

async function backUpTo(shop: Shop, file: string): Promise<void> {
  const secret = { vault: shop.shop.vault, passphrase: null }
  await dumpDatabase(shop.database.source, file, { version: '1', createdAt: shop.clock.now(), secret })
}

/** Bills are compared from the day on which the account was entered. */
async function enterMerchant(shop: Shop): Promise<void> {
  const { mchid, appid } = shop.emulator.merchant
  await shop.database.inTransaction(tx =>
    tx.manager.insert(merchantEntity, {
      ...{ id: 1, provider: 'wechat', mchid, appid, state: 'active', settings: {}, secret: '' },
      ...{ createdAt: shop.clock.now(), checkedAt: null, version: 1 },
    }),
  )
}

const open = async (shop: Shop): Promise<InboxItemRow[]> =>
  (await shop.inbox()).filter(item => item.state === 'open')

forEachEngine('a day of payments after the backup', engine => {
  it('comes back: by query where the order is known, by the bill where it is not', async () => {
    using folder = tempFolder('lost-day')
    await using shop = await openShop(engine)
    const file = join(folder.path, 'yesterday.backup')
    await enterMerchant(shop)
    const month = await shop.plan({ price: 1_500 })
    const buyer = await shop.user()
    const before = await shop.paid()
    const paidLater = await shop.pending()
    const neverPaid = await shop.pending()
    const otherWay = await shop.pending()
    await backUpTo(shop, file)

    shop.clock.advance(10 * 60_000)
    await shop.wechat.pay(paidLater.outTradeNo)
    succeeded(await shop.attempt(otherWay.order.id, 'h5'))
    const [, byPhone] = await shop.attempts(otherWay.order.id)
    await shop.wechat.pay(byPhone?.outTradeNo ?? '')
    const unknown = await shop.paid({ plan: month, userId: buyer })
    const stranger = await shop.paid({ plan: await shop.plan({ price: 2_500 }) })
    const scanned = await shop.pending({ plan: await shop.plan({ price: 3_500 }), userId: buyer })
    await shop.settled()
    for (const one of [paidLater, otherWay, unknown, stranger]) {
      expect(await shop.order(one.order.id)).toMatchObject({ state: 'fulfilled' })
    }
    await shop.pass(hours)

    await backTo(shop, file)
    expect(await shop.order(paidLater.order.id)).toMatchObject({ state: 'pending' })
    await shop.jobs()
    expect(await shop.order(before.order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.order(paidLater.order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.order(neverPaid.order.id)).toMatchObject({ state: 'closed', received: 0 })
    await expectBooks(shop.database)

    await shop.wechat.lateSuccess(scanned.outTradeNo)
    await shop.settled()
    expect(await open(shop)).toMatchObject([{ kind: 'unknown_order', amount: 3_500, userId: buyer }])

    const day = billDayOf(shop.clock.now())
    shop.clock.advance(36 * hours)
    await shop.bills()
    expect(await shop.order(otherWay.order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    const waiting = await open(shop)
    expect(waiting).toMatchObject([
      { kind: 'unknown_order', amount: 3_500, userId: buyer },
      { kind: 'unknown_order', amount: 1_500, userId: buyer },
      { kind: 'unknown_order', amount: 2_500, userId: null },
    ])
    await expectBooks(shop.database)
    const again = succeeded(await shop.bill(day))
    expect(again.findings).toEqual([])

    const placed = await shop.pending({ plan: month, userId: buyer })
    succeeded(await shop.apply(waiting[1], placed.order.id))
    expect(await shop.order(placed.order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('pays nothing back a second time: what went back meanwhile is learned from the bill first', async () => {
    using folder = tempFolder('lost-refunds')
    await using shop = await openShop(engine, { answerWithinMs: 1_000 })
    const file = join(folder.path, 'yesterday.backup')
    await enterMerchant(shop)
    const partly = await shop.paid()
    const untouched = await shop.paid()
    const asked = await shop.paid()
    const waiting = await shop.pending()
    await shop.pass(31 * 60_000)
    await shop.database.inTransaction(tx => tx.query('UPDATE users SET status = ?', ['suspended']))
    await shop.wechat.lateSuccess(waiting.outTradeNo)
    await shop.settled()
    await shop.database.inTransaction(tx => tx.query('UPDATE users SET status = ?', ['active']))
    await shop.wechat.fault({ method: 'POST', path: '/v3/refund/domestic/refunds' }, 'timeout_after')
    const under = succeeded(await shop.refund({ orderId: asked.order.id }))
    expect(under).toMatchObject({ state: 'requested' })
    await backUpTo(shop, file)

    const again = { orderId: partly.order.id, amount: 600, policy: 'keep' } as const
    const first = succeeded(await shop.refund(again))
    const inbox = await open(shop)
    expect(inbox).toMatchObject([{ kind: 'late', amount: 1_500 }])
    const second = succeeded(await shop.payBack(inbox[0]))
    for (const { outRefundNo } of [first, second]) await shop.wechat.settleRefund(outRefundNo)
    await shop.pass(hours)

    await backTo(shop, file)
    await shop.jobs()
    const awaited = { code: 'refund_refused', facts: { why: 'bill_awaited', day: expect.any(String) } }
    expect(await shop.refund(again)).toMatchObject(awaited)
    expect(await shop.payBack((await open(shop))[0])).toMatchObject(awaited)
    succeeded(await shop.refund({ orderId: untouched.order.id }))
    expect(await shop.refunds(asked.order.id)).toMatchObject([{ outRefundNo: under.outRefundNo }])

    shop.clock.advance(36 * hours)
    await shop.bills()
    expect(await shop.order(partly.order.id)).toMatchObject({ state: 'partly_refunded', refunded: 600 })
    expect((await open(shop)).map(item => item.kind)).toEqual(['refund_imported', 'refund_imported'])
    expect(await shop.refund({ ...again, amount: 1_000 })).toMatchObject({ facts: { why: 'too_much' } })
    succeeded(await shop.refund({ ...again, amount: 900 }))
    const { refunds } = await shop.wechat.state()
    expect(refunds.map(refund => refund.fen).sort((a, b) => a - b)).toEqual([600, 900, 1_500, 1_500, 1_500])
    await expectBooks(shop.database)
  })
})
