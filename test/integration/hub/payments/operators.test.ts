import { expect, it } from 'vitest'
import { createBatch, exportBatch, listUses } from '../../../../hub/codes/code-batches.ts'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import type { PlanBody } from '../../../../hub/contract/admin/plans.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { listInbox, readInboxItem } from '../../../../hub/payments/inbox/list-inbox.ts'
import { exportOrders, listOrders, readOrder } from '../../../../hub/payments/list-orders.ts'
import { previewRefund } from '../../../../hub/payments/list-refunds.ts'
import { readRevenue } from '../../../../hub/payments/read-revenue.ts'
import { createPlan, editPlan, listPlans } from '../../../../hub/plans/change-plans.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop } from '../../../harness/shop.ts'

const terms = {
  ...{ planIds: [], validUntil: null, usesPerCode: 1, usesPerUser: 1, activity: '', firstOrderOnly: false },
  ...{ note: '', amount: 1 },
}

forEachEngine('what operators see of selling', engine => {
  it('finds an order by every number it goes by and by its user, with what was paid and refunded', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo, userId } = await shop.paid()
    await shop.pending()
    const email = `${userId}@example.org`
    await shop.database.inTransaction(tx => tx.manager.update(userEntity, { id: userId }, { email }))
    const refund = succeeded(await shop.refund({ orderId: order.id, amount: 500, policy: 'keep' }))
    const read = succeeded(await readOrder(shop.shop, { orderId: order.id }))
    expect(read).toMatchObject({
      order: { state: 'partly_refunded', received: 1_500, refunded: 500, userId },
      payments: [{ source: 'notification', amount: 1_500, outTradeNo }],
      attempts: [{ state: 'paid', outTradeNo }],
      refunds: [{ outRefundNo: refund.outRefundNo, state: 'accepted' }],
    })
    const numbers = [
      order.number.toLowerCase(),
      outTradeNo,
      read.payments[0]?.transactionId,
      refund.outRefundNo,
      email.toUpperCase(),
    ]
    for (const text of numbers) {
      const { items } = await listOrders(shop.shop, { limit: 10, text })
      expect(items.map(item => item.id)).toEqual([order.id])
    }
    expect((await listOrders(shop.shop, { limit: 1 })).next).not.toBeNull()
    expect((await listOrders(shop.shop, { limit: 10, state: 'pending' })).items).toHaveLength(1)
    const { csv } = await exportOrders(shop.shop, {})
    expect(csv.trim().split('\r\n')).toHaveLength(3)
    const preview = succeeded(await previewRefund(shop.shop, { orderId: order.id, policy: 'pro_rata' }))
    expect(preview).toMatchObject({ most: 1_000, proposed: 1_000, endsAt: shop.clock.now() })
  })

  it('sums money by the day it came and went', async () => {
    await using shop = await openShop(engine)
    const { order } = await shop.paid()
    const { order: byHand } = await shop.pending()
    succeeded(await shop.mark(byHand.id, 'CASH'))
    shop.clock.advance(86_400_000)
    const refund = succeeded(await shop.refund({ orderId: order.id }))
    await shop.wechat.settleRefund(refund.outRefundNo)
    await shop.settled()
    const day = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
    const today = day(shop.clock.now())
    const first = day(shop.clock.now() - 86_400_000)
    const { items } = succeeded(await readRevenue(shop.shop, { from: first, until: today }))
    expect(items).toHaveLength(3)
    expect(items).toContainEqual(expect.objectContaining({ day: first, method: 'wechat', received: 1_500 }))
    expect(items).toContainEqual(expect.objectContaining({ day: first, method: 'manual', received: 1_500 }))
    expect(items).toContainEqual(expect.objectContaining({ day: today, received: 0, refunded: 1_500 }))
  })

  it('names orders of the same sum that money of the inbox may be for', async () => {
    await using shop = await openShop(engine)
    const other = await shop.pending()
    const again = await shop.pending()
    succeeded(await shop.attempt(again.order.id, 'h5'))
    const newest = (await shop.attempts(again.order.id))[1]?.outTradeNo ?? ''
    await shop.wechat.pay(newest)
    await shop.wechat.lateSuccess(again.outTradeNo)
    await shop.settled()
    const item = (await shop.inbox()).at(-1)
    const read = succeeded(await readInboxItem(shop.shop, { inboxId: item?.id ?? 0 }))
    expect(read.candidates.map(one => one.orderId)).toEqual([other.order.id])
    expect(read.item).toMatchObject({ orderNumber: again.order.number, userId: again.userId })
    const listed = await listInbox(shop.shop, { limit: 10, state: 'open' })
    expect(listed.items).toContainEqual(read.item)
    const { inbox } = succeeded(await readOrder(shop.shop, { orderId: again.order.id }))
    expect(inbox).toMatchObject([{ inboxId: item?.id, kind: 'superseded', state: 'open' }])
    succeeded(await shop.apply(item, other.order.id))
    await expectBooks(shop.database)
  })

  it('keeps plans that cannot be sold from being made, and edits of two operators apart', async () => {
    await using shop = await openShop(engine)
    const body: PlanBody = {
      ...{ name: 'gold', title: { zh: '金', en: 'Gold' }, description: { zh: '', en: '' }, price: 1_000 },
      ...{ bytes: 1e9, nodeCount: 2, regions: [], mostPerOrder: 1, stock: null, position: 1 },
      kind: 'addon',
      validity: { kind: 'plan' },
      cyclePolicy: 'calendar',
      visibility: 'public',
    }
    expect(await createPlan(shop.shop, { ...body, validity: null }, operator)).toMatchObject({
      code: 'plan_refused',
    })
    const plan = succeeded(await createPlan(shop.shop, body, operator))
    expect(await createPlan(shop.shop, body, operator)).toMatchObject({
      code: 'name_taken',
    })
    const edit = { ...body, planId: plan.id, version: 1, price: 2_000 }
    expect(succeeded(await editPlan(shop.shop, edit, operator))).toMatchObject({ price: 2_000, version: 2 })
    expect(await editPlan(shop.shop, edit, operator)).toMatchObject({ code: 'changed_meanwhile' })
    const hide = { planId: plan.id, version: 2, visibility: 'hidden', title: { zh: '', en: 'Gold' } } as const
    expect(succeeded(await editPlan(shop.shop, hide, operator))).toMatchObject({
      ...{ visibility: 'hidden', price: 2_000, validity: { kind: 'plan' }, version: 3 },
      title: { zh: 'Gold', en: 'Gold' },
    })
    expect((await listPlans(shop.shop, { limit: 10 })).items).toHaveLength(1)
  })

  it('lets the price of a plan be changed while its last pieces are sold, and sells none twice for it', async () => {
    await using shop = await openShop(engine)
    const plan = await shop.plan({ stock: 2 })
    await shop.paid({ plan })
    const price = { planId: plan.id, version: plan.version, price: 2_000 }
    expect(succeeded(await editPlan(shop.shop, price, operator))).toMatchObject({ stock: 1, price: 2_000 })
    const none = { planId: plan.id, version: plan.version + 1, stock: null }
    expect(succeeded(await editPlan(shop.shop, none, operator))).toMatchObject({ stock: null })
  })

  it('makes codes that no spreadsheet runs, and says who used them', async () => {
    await using shop = await openShop(engine, { codes: createOrderCodes() })
    const effect = { kind: 'discount', percent: 10 } as const
    const batch = succeeded(
      await createBatch(shop.shop, { ...terms, name: '=1+1', effect, amount: 20 }, operator),
    )
    const { csv } = succeeded(await exportBatch(shop.shop, { batchId: batch.id }))
    const lines = csv.trim().split('\r\n')
    expect(lines).toHaveLength(21)
    expect(csv).toContain(",'=1+1,")
    const code = (lines[1] ?? '').split(',')[0] ?? ''
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/)
    const plan = await shop.plan()
    const userId = await shop.user()
    const order = succeeded(await shop.place({ userId, planId: plan.id, code: code.toLowerCase() }))
    expect(order).toMatchObject({ discount: 150, total: 1_350 })
    const uses = succeeded(await listUses(shop.shop, { batchId: batch.id, limit: 10 }))
    expect(uses.items).toMatchObject([{ code, userId, orderId: order.id, state: 'reserved' }])
  })
})
