import { expect, it } from 'vitest'
import { toggleBatch } from '../../../../hub/codes/code-batches.ts'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { makeCode } from '../../../harness/make-code.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const many = 50
const openRace = (engine: TestEngine) => openShop(engine, { codes: createOrderCodes() })

const users = (shop: Shop, count: number) => Promise.all(Array.from({ length: count }, () => shop.user()))

const count = (shop: Shop, sql: string) =>
  shop.database.inTransaction(async tx => Number(rowsOf(await tx.query(sql))[0]?.['n']))

const won = (outcomes: readonly { readonly ok: boolean }[]) => outcomes.filter(one => one.ok).length

forEachEngine('fifty at once', engine => {
  it('one gets the last piece of a plan', async () => {
    await using shop = await openRace(engine)
    const plan = await shop.plan({ stock: 1 })
    const buyers = await users(shop, many)
    const placed = await Promise.all(buyers.map(userId => shop.place({ userId, planId: plan.id })))
    expect(won(placed)).toBe(1)
    expect(placed.filter(one => !one.ok && one.code === 'sold_out')).toHaveLength(many - 1)
    expect(await count(shop, 'SELECT stock AS n FROM plans')).toBe(0)
    await expectBooks(shop.database)
  })

  it('one gets the last use of a code', async () => {
    await using shop = await openRace(engine)
    const plan = await shop.plan()
    const text = await makeCode(shop, { usesPerCode: 1 })
    const buyers = await users(shop, many)
    const placed = await Promise.all(
      buyers.map(userId => shop.place({ userId, planId: plan.id, code: text })),
    )
    expect(won(placed)).toBe(1)
    expect(placed.filter(one => !one.ok && one.code === 'code_refused')).toHaveLength(many - 1)
    expect(await count(shop, 'SELECT used AS n FROM codes')).toBe(1)
    await expectBooks(shop.database)
  })

  it('one gets what an activation code gives, at once and free', async () => {
    await using shop = await openRace(engine)
    const plan = await shop.plan()
    const effect = { kind: 'activation', planId: plan.id, quantity: 1 } as const
    const text = await makeCode(shop, { effect, usesPerCode: 1 })
    const buyers = await users(shop, many)
    const placed = await Promise.all(buyers.map(userId => shop.place({ userId, planId: null, code: text })))
    expect(won(placed)).toBe(1)
    expect(placed.find(one => one.ok)).toMatchObject({ value: { state: 'fulfilled', method: 'free' } })
    await expectBooks(shop.database)
  })

  it('a customer uses a code as often as he may, over plans of a campaign once', async () => {
    await using shop = await openRace(engine)
    const userId = await shop.user()
    const plans = await Promise.all(Array.from({ length: 12 }, () => shop.plan()))
    const twice = await makeCode(shop, { usesPerUser: 2 })
    const placed = await Promise.all(plans.map(plan => shop.place({ userId, planId: plan.id, code: twice })))
    expect(won(placed)).toBe(2)
    const other = await shop.user()
    const campaign = [
      await makeCode(shop, { activity: 'spring' }),
      await makeCode(shop, { activity: 'spring' }),
    ]
    const tried = await Promise.all(
      plans.map((plan, n) => shop.place({ userId: other, planId: plan.id, code: campaign[n % 2] ?? '' })),
    )
    expect(won(tried)).toBe(1)
    await expectBooks(shop.database)
  })

  it('the same order placed at once is one order', async () => {
    await using shop = await openRace(engine)
    const userId = await shop.user()
    const plan = await shop.plan()
    const placed = await Promise.all(
      Array.from({ length: many }, () => shop.place({ userId, planId: plan.id })),
    )
    expect(new Set(placed.map(one => succeeded(one).id)).size).toBe(1)
    await expectBooks(shop.database)
  })

  it('16: a code that runs out while somebody pays stays his; released by the close, taken again by late money', async () => {
    await using shop = await openRace(engine)
    const plan = await shop.plan()
    const text = await makeCode(shop, { usesPerCode: 1 })
    const [payer = 0, rival = 0] = await users(shop, 2)
    const order = succeeded(await shop.place({ userId: payer, planId: plan.id, code: text }))
    succeeded(await shop.attempt(order.id))
    const number = (await shop.attempts(order.id))[0]?.outTradeNo ?? ''
    expect(await shop.place({ userId: rival, planId: plan.id, code: text })).toMatchObject({
      code: 'code_refused',
    })
    await shop.pass(31 * 60_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'closed' })
    const second = succeeded(await shop.place({ userId: rival, planId: plan.id, code: text }))
    expect(second.discount).toBe(100)
    await shop.wechat.lateSuccess(number)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_400 })
    const alerts = await count(shop, "SELECT COUNT(*) AS n FROM alerts WHERE kind = 'code.overrun'")
    expect(alerts).toBe(1)
    expect(await count(shop, "SELECT COUNT(*) AS n FROM code_uses WHERE state <> 'released'")).toBe(2)
    await expectBooks(shop.database)
  })

  it('16: a code that was withdrawn while somebody paid late keeps its price, and his use of it stays used', async () => {
    await using shop = await openRace(engine)
    const plan = await shop.plan()
    const text = await makeCode(shop, { usesPerUser: 1 })
    const [payer = 0] = await users(shop, 1)
    const order = succeeded(await shop.place({ userId: payer, planId: plan.id, code: text }))
    succeeded(await shop.attempt(order.id))
    const number = (await shop.attempts(order.id))[0]?.outTradeNo ?? ''
    await shop.pass(31 * 60_000)
    const [{ batchId } = { batchId: 0 }] = await shop.rows('SELECT batchId FROM codes')
    succeeded(await toggleBatch(shop.shop, { batchId: Number(batchId), enabled: false }, operator))
    await shop.wechat.lateSuccess(number)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_400 })
    expect(await count(shop, "SELECT COUNT(*) AS n FROM alerts WHERE kind = 'code.overrun'")).toBe(0)
    await expectBooks(shop.database)
    succeeded(await toggleBatch(shop.shop, { batchId: Number(batchId), enabled: true }, operator))
    expect(await shop.place({ userId: payer, planId: plan.id, code: text })).toMatchObject({
      code: 'code_refused',
      facts: { why: 'used_by_you' },
    })
    await expectBooks(shop.database)
  })

  it('16: late money for a code of a campaign that its buyer used again since is told', async () => {
    await using shop = await openRace(engine)
    const [plan, other] = [await shop.plan(), await shop.plan()]
    const text = await makeCode(shop, { activity: 'spring', usesPerUser: 1 })
    const [payer = 0] = await users(shop, 1)
    const order = succeeded(await shop.place({ userId: payer, planId: plan.id, code: text }))
    succeeded(await shop.attempt(order.id))
    const number = (await shop.attempts(order.id))[0]?.outTradeNo ?? ''
    await shop.pass(31 * 60_000)
    expect(succeeded(await shop.place({ userId: payer, planId: other.id, code: text })).discount).toBe(100)
    await shop.wechat.lateSuccess(number)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_400 })
    expect(await count(shop, "SELECT COUNT(*) AS n FROM alerts WHERE kind = 'code.overrun'")).toBe(1)
    const [entry] = await shop.rows("SELECT * FROM audit_entries WHERE action = 'order.pay'")
    expect(JSON.stringify(entry)).toContain('codeOverrun')
    await expectBooks(shop.database)
  })
})
