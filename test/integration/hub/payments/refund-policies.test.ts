import { expect, it } from 'vitest'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import type { OrderRow } from '../../../../hub/db/entities/orders.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { integerIn, integerOrNullIn } from '../../../../hub/db/raw-row.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { frozenOf } from '../../../../hub/orders/frozen-order.ts'
import { beginOrders } from '../../../../hub/payments/begin-orders.ts'
import { previewRefund } from '../../../../hub/payments/list-refunds.ts'
import type { RefundPolicy } from '../../../../hub/payments/refund-rule.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { makeCode } from '../../../harness/make-code.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { seededRandom, seedOfRun } from '../../../harness/seeded-random.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const day = 86_400_000
const open = (engine: TestEngine) => openShop(engine, { codes: createOrderCodes() })

/** Bought and paid through WeChat: its refunds wait for WeChat's word. */
async function paid(shop: Shop, wanted: Parameters<Shop['place']>[0]): Promise<OrderRow> {
  const order = succeeded(await shop.place(wanted))
  succeeded(await shop.attempt(order.id))
  await shop.wechat.pay((await shop.attempts(order.id))[0]?.outTradeNo ?? '')
  await shop.settled()
  return shop.order(order.id)
}

/** What a user has of an order: which of its grants, until when his plan is, and how the order stands. */
async function standing(shop: Shop, orderId: number) {
  const { entitlement, state, userId, endsAt, refunded } = await shop.order(orderId)
  return shop.database.inTransaction(async tx => ({
    ...{ entitlement, state, endsAt, refunded },
    expiresAt: (await tx.manager.findOneByOrFail(userEntity, { id: userId })).expiresAt,
    grants: rowsOf(
      await tx.query(
        'SELECT validFrom, validUntil FROM grants WHERE sourceRef IN (?, ?) AND endedAt IS NULL ORDER BY validFrom, id',
        [`order:${orderId}`, `order:${orderId}:bonus`],
      ),
    ).map(row => [integerIn(row, 'validFrom'), integerOrNullIn(row, 'validUntil')]),
  }))
}

const answer = async (shop: Shop, outRefundNo: string, status: 'SUCCESS' | 'CLOSED' | 'ABNORMAL') => {
  await shop.wechat.settleRefund(outRefundNo, { status })
  await shop.settled()
}

forEachEngine('what a refund takes', engine => {
  it('is all of it, what begins after the cycle that runs, or nothing; a bonus falls with its order', async () => {
    await using shop = await open(engine)
    const plan = await shop.plan()
    const code = await makeCode(shop, { effect: { kind: 'bonus', bytes: 5e9 } })
    const cases = [
      ['now', 'suspended', 0],
      ['pro_rata', 'suspended', 0],
      ['cycle_end', 'active', 1],
      ['keep', 'active', 5],
    ] as const
    for (const [policy, entitlement, kept] of cases) {
      const order = await paid(shop, { userId: await shop.user(), planId: plan.id, quantity: 3, code })
      expect((await standing(shop, order.id)).grants).toHaveLength(5)
      const preview = succeeded(await previewRefund(shop.shop, { orderId: order.id, policy }))
      succeeded(await shop.refund({ orderId: order.id, amount: 1_000, policy }))
      const after = await standing(shop, order.id)
      expect([policy, after.entitlement, after.grants.length]).toEqual([policy, entitlement, kept])
      expect(preview).toMatchObject({ most: 4_500, grants: 5 - kept })
      const firstCut = frozenOf(order).quote.cuts[0]?.until
      const until = {
        now: shop.clock.now(),
        pro_rata: shop.clock.now(),
        cycle_end: firstCut,
        keep: order.endsAt,
      }
      expect([policy, after.expiresAt]).toEqual([policy, until[policy]])
      expect([policy, preview.endsAt]).toEqual([policy, until[policy]])
    }
    await expectBooks(shop.database)
  })

  it('is proposed by what is left of time and bytes, of the money that was paid for it', async () => {
    await using shop = await open(engine)
    const plan = await shop.plan()
    const order = await shop.bought({ userId: await shop.user(), planId: plan.id })
    shop.clock.advance(6 * day)
    const { startsAt, endsAt } = order
    const left = (endsAt ?? 0) - shop.clock.now()
    const { proposed } = succeeded(await previewRefund(shop.shop, { orderId: order.id, policy: 'pro_rata' }))
    expect(proposed).toBe(Math.floor((1_500 * left) / ((endsAt ?? 0) - (startsAt ?? 0))))
    shop.clock.advance(60 * day)
    const over = succeeded(await previewRefund(shop.shop, { orderId: order.id, policy: 'pro_rata' }))
    expect(over).toMatchObject({ most: 1_500, proposed: 0, grants: 0 })
  })

  it('comes back with the last of several that are closed, and only then', async () => {
    await using shop = await open(engine)
    const plan = await shop.plan()
    const order = await paid(shop, { userId: await shop.user(), planId: plan.id, quantity: 3 })
    const before = await standing(shop, order.id)
    const refund = async (policy: RefundPolicy) =>
      succeeded(await shop.refund({ orderId: order.id, amount: 1_000, policy })).outRefundNo
    const [all, rest] = [await refund('now'), await refund('cycle_end')]
    expect(await standing(shop, order.id)).toMatchObject({ entitlement: 'suspended', grants: [] })
    // The second one would have left the cycle that runs.
    await answer(shop, all, 'CLOSED')
    expect(await standing(shop, order.id)).toMatchObject({
      entitlement: 'active',
      endsAt: before.grants[0]?.[1],
      grants: before.grants.slice(0, 1),
    })
    await answer(shop, rest, 'CLOSED')
    expect(await standing(shop, order.id)).toEqual(before)
    const [first, second] = [await refund('now'), await refund('now')]
    await answer(shop, second, 'SUCCESS')
    await answer(shop, first, 'CLOSED')
    expect(await standing(shop, order.id)).toMatchObject({
      entitlement: 'ended',
      grants: [],
      refunded: 1_000,
    })
    await expectBooks(shop.database)
  })

  it('begins in its time after all where it waited and was given back', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [now, next] = [await shop.plan(), await shop.plan({ nodeCount: 1, regions: ['asia'] })]
    await shop.bought({ userId, planId: now.id })
    const waiting = await paid(shop, { userId, planId: next.id })
    expect(waiting.entitlement).toBe('waiting')
    const { outRefundNo } = succeeded(await shop.refund({ orderId: waiting.id }))
    expect(await standing(shop, waiting.id)).toMatchObject({ entitlement: 'suspended', grants: [] })
    shop.clock.advance((waiting.startsAt ?? 0) - shop.clock.now() + day)
    await answer(shop, outRefundNo, 'CLOSED')
    await beginOrders(shop.shop)
    const user = await shop.database.inTransaction(tx =>
      tx.manager.findOneByOrFail(userEntity, { id: userId }),
    )
    expect(user).toMatchObject({ nodeCount: 1, regions: ['asia'], expiresAt: waiting.endsAt })
    expect((await shop.order(waiting.id)).entitlement).toBe('active')
    await expectBooks(shop.database)
  })

  it('whatever refunds are asked for and closed, all is as before once the last one is', async () => {
    await using shop = await open(engine)
    const random = seededRandom(seedOfRun(`refunds ${engine.name}`))
    const [plan, addon] = [
      await shop.plan(),
      await shop.plan({ kind: 'addon', validity: { kind: 'until_used' }, price: 4_500 }),
    ]
    for (let round = 0; round < 4; round += 1) {
      const userId = await shop.user()
      const code = await makeCode(shop, { effect: { kind: 'bonus', months: 1 } })
      const order =
        round % 2 === 0
          ? await paid(shop, { userId, planId: plan.id, quantity: 3, code })
          : await paid(shop, { userId, planId: addon.id })
      const before = await standing(shop, order.id)
      const open: string[] = []
      for (let n = 0; n < 10; n += 1) {
        if (open.length > 0 && random.between(0, 1) === 0) {
          const [gone = ''] = open.splice(random.between(0, open.length - 1), 1)
          if (random.between(0, 3) === 0) await answer(shop, gone, 'ABNORMAL')
          await answer(shop, gone, 'CLOSED')
        } else {
          const policy = random.pick(['now', 'cycle_end', 'pro_rata', 'keep'] as const)
          const asked = await shop.refund({ orderId: order.id, amount: random.between(1, 900), policy })
          if (asked.ok) open.push(asked.value.outRefundNo)
        }
        await expectBooks(shop.database)
      }
      for (const number of open) await answer(shop, number, 'CLOSED')
      expect(await standing(shop, order.id)).toEqual(before)
    }
  })
})
