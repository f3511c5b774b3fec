import { expect, it } from 'vitest'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import type { CodeEffect, OrderWish, Quote } from '../../../../hub/contract/customer/quote.ts'
import { codeBatchEntity, codeEntity } from '../../../../hub/db/entities/codes.ts'
import type { PlanRow } from '../../../../hub/db/entities/plans.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { frozenOf } from '../../../../hub/orders/frozen-order.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { type SeededRandom, seededRandom, seedOfRun } from '../../../harness/seeded-random.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minute = 60_000
const hour = 60 * minute
const wishes: readonly [OrderWish, ...OrderWish[]] = ['auto', 'switch', 'switch', 'after', 'extend']

/** A shop with a plan of every kind and a code of every effect, each without limits. */
async function openFull(engine: TestEngine) {
  const shop = await openShop(engine, { codes: createOrderCodes() })
  const addon = (validity: PlanRow['validity']) =>
    shop.plan({ kind: 'addon', price: 300, validity, bytes: 7e9 })
  const plans = [
    await shop.plan(),
    await shop.plan({ cyclePolicy: 'anniversary', price: 3_333, bytes: 7_000_000_001, nodeCount: 1 }),
    await shop.plan({ kind: 'year', price: 9_999, bytes: null }),
    await shop.plan({ kind: 'year', cyclePolicy: 'anniversary', price: 7_777 }),
    await addon({ kind: 'until_used' }),
    await addon({ kind: 'this_cycle' }),
    await addon({ kind: 'plan' }),
    await addon({ kind: 'days', days: 3 }),
  ]
  const effects: readonly CodeEffect[] = [
    { kind: 'discount', fen: 400 },
    { kind: 'discount', percent: 33 },
    { kind: 'discount', percent: 100 },
    { kind: 'bonus', months: 1 },
    { kind: 'bonus', bytes: 9 },
    { kind: 'activation', planId: plans[1]?.id ?? 0, quantity: 2 },
    { kind: 'activation', planId: plans[5]?.id ?? 0, quantity: 1 },
    { kind: 'activation', bytes: 11, days: 5 },
    { kind: 'activation', trialDays: 3, bytes: 12 },
  ]
  const codes: { text: string; isGift: boolean }[] = []
  for (const [i, effect] of effects.entries()) {
    const text = `CODE${i}`
    await shop.database.inTransaction(async tx => {
      const batch = {
        ...{ name: text, effect, planIds: [], validFrom: 0, validUntil: null, usesPerCode: null, note: '' },
        ...{
          usesPerUser: null,
          activity: '',
          firstOrderOnly: false,
          createdBy: '',
          createdAt: 0,
          disabledAt: null,
        },
      }
      const inserted = await tx.manager.insert(codeBatchEntity, batch as object)
      const batchId = Number(inserted.identifiers[0]?.['id'])
      await tx.manager.insert(codeEntity, { batchId, code: text, used: 0, mostUses: null, disabledAt: null })
    })
    codes.push({ text, isGift: effect.kind === 'activation' })
  }
  return Object.assign(shop, { plans: plans.map(plan => plan.id), codes })
}

type FullShop = Awaited<ReturnType<typeof openFull>>

function wishOf(shop: FullShop, random: SeededRandom, userId: number) {
  const code = random.between(0, 2) === 0 ? random.pick([shop.codes[0], ...shop.codes]) : undefined
  const planId = random.pick([shop.plans[0] ?? 0, ...shop.plans])
  return {
    userId,
    planId: code?.isGift ? null : planId,
    quantity: random.between(1, 2),
    wish: random.pick(wishes),
    code: code?.text ?? null,
  }
}

const money = ({ listPrice, discount, credit, total, ends }: Quote) => ({
  ...{ listPrice, discount, credit, total, ends },
})

/** Uses some of what somebody may use now, as a collection does. */
const use = (shop: Shop, userId: number, percent: number) =>
  shop.database.inTransaction(tx =>
    tx.query(
      `UPDATE grants SET used = used + FLOOR((bytes - used) * ${percent / 100}) WHERE userId = ? AND validFrom <= ?
       AND validUntil > ? AND bytes IS NOT NULL AND endedAt IS NULL`,
      [userId, shop.clock.now(), shop.clock.now()],
    ),
  )

/** Buys what chance wants: what is shown is what is frozen, and what is given. How the order ended, or why it did not begin. */
async function buy(shop: FullShop, random: SeededRandom, userId: number): Promise<string> {
  const wanted = wishOf(shop, random, userId)
  const shown = await shop.quote(wanted)
  const placed = await shop.place(wanted)
  if (!placed.ok || !shown.ok) {
    expect(placed.ok ? null : placed.code).toBe(shown.ok ? null : shown.code)
    return placed.ok ? '' : JSON.stringify(placed.facts)
  }
  const order = placed.value
  if (order.state === 'pending') {
    expect(frozenOf(order).quote).toEqual(shown.value)
    if (random.between(0, 1) === 0) shop.clock.advance(random.between(1, 29) * minute)
  }
  const now = order.state === 'pending' ? await shop.quote(wanted) : shown
  const paid = order.state === 'pending' ? await shop.mark(order.id, `M${order.id}`) : placed
  if (!paid.ok) {
    await shop.pass(40 * minute)
    return JSON.stringify(paid.facts)
  }
  const given = frozenOf(paid.value).quote
  // The money is the one that was shown, and everything else is what would be shown now.
  expect(money(given)).toEqual(money(shown.value))
  if (now.ok) expect({ ...given, ...money(now.value) }).toEqual(now.value)
  const { expiresAt, cyclePolicy, nodeCount } = await shop.database.inTransaction(tx =>
    tx.manager.findOneByOrFail(userEntity, { id: userId }),
  )
  if (given.endsAt !== null) expect(expiresAt).toBe(given.endsAt)
  if (given.cyclePolicy !== null) expect(cyclePolicy).toBe(given.cyclePolicy)
  if (given.nodeCount !== null && given.startsAt <= shop.clock.now()) expect(nodeCount).toBe(given.nodeCount)
  return given.mode
}

forEachEngine('what is shown, what is frozen and what is given', engine => {
  it('are the same, whatever somebody buys, uses and gets back', async () => {
    const random = seededRandom(seedOfRun(`fulfilment ${engine.name}`))
    await using shop = await openFull(engine)
    const users = [await shop.user(), await shop.user(), await shop.user()]
    const seen = new Map<string, number>()
    for (let n = 0; n < 75; n += 1) {
      const userId = random.pick([users[0] ?? 0, ...users])
      shop.clock.advance(random.between(0, 300) * hour)
      if (random.between(0, 1) === 0) await use(shop, userId, random.between(1, 100))
      const mode = await buy(shop, random, userId)
      seen.set(mode, (seen.get(mode) ?? 0) + 1)
      if (random.between(0, 4) === 0) {
        const orderId = random.between(1, n + 1)
        const policy = random.pick(['now', 'cycle_end', 'pro_rata', 'keep'] as const)
        await shop.refund({ orderId, policy, amount: random.pick([null, 100, 500]) })
      }
      await expectBooks(shop.database)
    }
    // The run was about something: most of what was wished for was bought.
    const bought = ['new', 'add', 'after', 'extend', 'switch'].map(mode => seen.get(mode) ?? 0)
    expect(bought.reduce((a, b) => a + b, 0)).toBeGreaterThan(25)
  }, 120_000)
})
