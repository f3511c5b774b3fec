import { expect, it } from 'vitest'
import { toggleBatch, toggleCode } from '../../../../hub/codes/code-batches.ts'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import { type CodeUseRow, codeEntity, codeUseEntity } from '../../../../hub/db/entities/codes.ts'
import { normalCode } from '../../../../hub/kernel/code-text-rule.ts'
import { quoteForNewcomer } from '../../../../hub/orders/quote-for-newcomer.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { makeCode } from '../../../harness/make-code.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minute = 60_000
const open = (engine: TestEngine) => openShop(engine, { codes: createOrderCodes() })

const rowOf = (shop: Shop, text: string) =>
  shop.database.inTransaction(tx => tx.manager.findOneByOrFail(codeEntity, { code: normalCode(text) }))
const usesOf = async (shop: Shop, text: string): Promise<CodeUseRow['state'][]> => {
  const { id } = await rowOf(shop, text)
  const uses = await shop.database.inTransaction(tx =>
    tx.manager.find(codeUseEntity, { where: { codeId: id }, order: { id: 'ASC' } }),
  )
  return uses.map(use => use.state)
}

forEachEngine('a code', engine => {
  it('is refused by who may not use it, for what, or when, and says why', async () => {
    await using shop = await open(engine)
    const [plan, other] = [await shop.plan(), await shop.plan()]
    const now = shop.clock.now()
    const userId = await shop.user()
    const whyNot = async (code: string, planId: number | null = plan.id) => {
      const quote = await shop.quote({ userId, planId, code })
      return quote.ok ? 'fine' : (quote.facts?.['why'] ?? quote.code)
    }
    expect(await whyNot('NOBODY-KNOWS-IT')).toBe('unknown')
    expect(await whyNot(await makeCode(shop, { validFrom: now + 1 }))).toBe('not_yet')
    expect(await whyNot(await makeCode(shop, { validUntil: now }))).toBe('over')
    expect(await whyNot(await makeCode(shop, { validUntil: now + 1 }))).toBe('fine')
    expect(await whyNot(await makeCode(shop, { planIds: [other.id] }))).toBe('other_plan')
    expect(await whyNot(await makeCode(shop, { planIds: [other.id] }), other.id)).toBe('fine')
    const gift = await makeCode(shop, { effect: { kind: 'activation', bytes: 5, days: null } })
    expect(await whyNot(gift)).toBe('other_use')
    expect(await whyNot(gift, null)).toBe('fine')
    expect(await whyNot(await makeCode(shop), null)).toBe('other_use')
    const code = await makeCode(shop)
    const { id, batchId } = await rowOf(shop, code)
    succeeded(await toggleCode(shop.shop, { codeId: id, enabled: false }, operator))
    expect(await whyNot(code)).toBe('unknown')
    succeeded(await toggleCode(shop.shop, { codeId: id, enabled: true }, operator))
    expect(await whyNot(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe('fine')
    succeeded(await toggleBatch(shop.shop, { batchId, enabled: false }, operator))
    expect(await whyNot(code)).toBe('unknown')
    const first = await makeCode(shop, { firstOrderOnly: true })
    expect(await whyNot(first)).toBe('fine')
    await shop.bought({ userId, planId: other.id })
    expect(await whyNot(first)).toBe('first_order')
  })

  it('is shown in what a new customer would pay, or why it would be refused', async () => {
    await using shop = await open(engine)
    const [plan, other] = [await shop.plan(), await shop.plan()]
    const shown = (code: string, wish: 'auto' | 'extend' = 'auto') =>
      quoteForNewcomer(
        { ...shop.deps, timeZone: 'Asia/Shanghai', codes: createOrderCodes() },
        { planId: plan.id, quantity: 1, wish, code },
      )
    const first = await makeCode(shop, { firstOrderOnly: true })
    expect(succeeded(await shown(` ${first.toLowerCase()}`))).toMatchObject({
      ...{ discount: 100, total: plan.price - 100, code: { text: normalCode(first) } },
    })
    expect(succeeded(await shown(''))).toMatchObject({ discount: 0, total: plan.price })
    const elsewhere = await makeCode(shop, { planIds: [other.id] })
    expect(await shown(elsewhere)).toMatchObject({ code: 'code_refused', facts: { why: 'other_plan' } })
    expect(await shown(first, 'extend')).toMatchObject({ facts: { why: 'nothing_to_extend' } })
  })

  it('for a first order is used once, whichever batches there are', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const plans = [await shop.plan(), await shop.plan()]
    const codes = [
      await makeCode(shop, { firstOrderOnly: true, usesPerUser: 5 }),
      await makeCode(shop, { firstOrderOnly: true }),
    ]
    const [one, two] = plans.map((plan, i) => ({ userId, planId: plan.id, code: codes[i] ?? null }))
    if (one === undefined || two === undefined) throw new Error('there are two')
    const order = succeeded(await shop.place(one))
    // Both wait to be paid: the second would be no first order any more.
    expect(await shop.place(two)).toMatchObject({ facts: { why: 'used_by_you' } })
    await shop.pass(31 * minute)
    expect(await shop.order(order.id)).toMatchObject({ state: 'closed' })
    expect(succeeded(await shop.place(two)).discount).toBe(100)
  })

  it('is reserved with its order, committed by the payment, and released by the close', async () => {
    await using shop = await open(engine)
    const plan = await shop.plan()
    const code = await makeCode(shop, { usesPerCode: 3, usesPerUser: 1 })
    const [payer, leaver] = [await shop.user(), await shop.user()]
    await shop.place({ userId: leaver, planId: plan.id, code })
    await shop.place({ userId: payer, planId: plan.id, code })
    expect([await usesOf(shop, code), (await rowOf(shop, code)).used]).toEqual([['reserved', 'reserved'], 2])
    await shop.mark(2, 'PAID')
    await shop.pass(31 * minute)
    expect([await usesOf(shop, code), (await rowOf(shop, code)).used]).toEqual([['released', 'committed'], 1])
    // Used is used, also once the money went back; what was released may be used.
    succeeded(await shop.refund({ orderId: 2 }))
    expect(await usesOf(shop, code)).toEqual(['released', 'committed'])
    const again = { planId: plan.id, code }
    expect(await shop.place({ userId: payer, ...again })).toMatchObject({ facts: { why: 'used_by_you' } })
    succeeded(await shop.place({ userId: leaver, ...again }))
    await expectBooks(shop.database)
  })

  it('paid for late counts again within its limits, and beyond them people are told', async () => {
    await using shop = await open(engine)
    const [plan, other] = [await shop.plan(), await shop.plan()]
    const userId = await shop.user()
    const terms = { usesPerCode: 1, usesPerUser: 1, activity: 'spring' }
    const code = await makeCode(shop, terms)
    const late = succeeded(await shop.place({ userId, planId: plan.id, code }))
    await shop.pass(31 * minute)
    succeeded(await shop.mark(late.id, 'LATE'))
    const overruns = () =>
      shop.database.inTransaction(tx =>
        tx.query("SELECT id FROM alerts WHERE kind = 'code.overrun'"),
      ) as Promise<unknown[]>
    expect(await overruns()).toEqual([])
    expect(await shop.place({ userId, planId: other.id, code })).toMatchObject({ facts: { why: 'used_up' } })
    const sibling = await makeCode(shop, terms)
    const campaign = await shop.place({ userId, planId: other.id, code: sibling })
    expect(campaign).toMatchObject({ facts: { why: 'used_by_you' } })

    const tight = await makeCode(shop, { usesPerCode: 1 })
    const [slow, quick] = [await shop.user(), await shop.user()]
    const first = succeeded(await shop.place({ userId: slow, planId: plan.id, code: tight }))
    await shop.pass(31 * minute)
    succeeded(await shop.place({ userId: quick, planId: plan.id, code: tight }))
    succeeded(await shop.mark(first.id, 'LATER'))
    expect(await overruns()).toHaveLength(1)
    // The place that the second gives back is the late one's: nobody else gets it.
    await shop.pass(31 * minute)
    expect(await usesOf(shop, tight)).toEqual(['committed', 'released'])
    const third = await shop.place({ userId: await shop.user(), planId: plan.id, code: tight })
    expect(third).toMatchObject({ facts: { why: 'used_up' } })
    await expectBooks(shop.database)
  })
})
