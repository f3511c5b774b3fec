import { expect, it } from 'vitest'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { integerIn, integerOrNullIn } from '../../../../hub/db/raw-row.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { extendTime } from '../../../../hub/entitlements/extend-time.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { frozenOf } from '../../../../hub/orders/frozen-order.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { makeCode } from '../../../harness/make-code.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const day = 86_400_000
const gb = 1e9
const open = (engine: TestEngine) => openShop(engine, { codes: createOrderCodes() })

const expiryOf = async (shop: Shop, id: number) =>
  (await shop.database.inTransaction(tx => tx.manager.findOneByOrFail(userEntity, { id }))).expiresAt ?? 0

/** Grants that were not taken back, in order of time. */
const grantsOf = (shop: Shop, userId: number) =>
  shop.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        'SELECT bytes, validFrom, validUntil FROM grants WHERE userId = ? AND endedAt IS NULL ORDER BY validFrom, id',
        [userId],
      ),
    ).map(row => ({
      bytes: integerOrNullIn(row, 'bytes'),
      from: integerIn(row, 'validFrom'),
      until: integerOrNullIn(row, 'validUntil'),
    })),
  )

forEachEngine('beside a plan that runs', engine => {
  it('a switch moves what is left by time and bytes, and ends what it names', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [small, large] = [await shop.plan(), await shop.plan({ price: 9_900, bytes: 500 * gb })]
    const bonus = await makeCode(shop, { effect: { kind: 'bonus', bytes: 7 * gb } })
    const first = await shop.bought({ userId, planId: small.id, code: bonus })
    await shop.bought({ userId, planId: small.id })
    shop.clock.advance(3 * day)
    await shop.database.inTransaction(tx =>
      tx.query('UPDATE grants SET used = bytes WHERE sourceRef = ? AND validFrom < ?', [
        `order:${first.id}`,
        shop.clock.now(),
      ]),
    )
    const cuts = frozenOf(first).quote.cuts.map(cut => cut.bytes ?? 0)
    const left = cuts[1] ?? 0
    const { ends } = succeeded(await shop.quote({ userId, planId: large.id, wish: 'switch' }))
    // The bytes of the cut that runs are used up, those of the next are left; what waits counts whole.
    expect(ends).toEqual([
      { orderId: first.id, movedFen: Math.floor((1_500 * left) / (100 * gb)), bytesLeft: left + 7 * gb },
      { orderId: first.id + 1, movedFen: 1_500, bytesLeft: 100 * gb },
    ])
    const switched = await shop.bought({ userId, planId: large.id, wish: 'switch' })
    expect(switched.total).toBe(9_900 - switched.credit)
    expect(await shop.order(first.id)).toMatchObject({ movedOut: ends[0]?.movedFen, entitlement: 'ended' })
    // What the switch moved never goes back in money, and what it did not move still may.
    expect(await shop.refund({ orderId: first.id + 1 })).toMatchObject({ facts: { why: 'nothing_left' } })
    const rest = succeeded(await shop.refund({ orderId: first.id }))
    expect(rest.amount).toBe(1_500 - (ends[0]?.movedFen ?? 0))
    expect(succeeded(await shop.refund({ orderId: switched.id })).amount).toBe(switched.total)
    expect(await grantsOf(shop, userId)).toEqual([])
    await expectBooks(shop.database)
  })

  it('what a code gave is no plan to extend or end, and what an operator gave goes on', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [small, large] = [await shop.plan(), await shop.plan({ price: 9_900 })]
    await shop.bought({ userId, planId: small.id })
    shop.clock.advance(day)
    const gift = await makeCode(shop, { effect: { kind: 'activation', bytes: 11, days: 90 } })
    await shop.bought({ userId, planId: null, code: gift })
    expect(succeeded(await shop.quote({ userId, planId: small.id }))).toMatchObject({ mode: 'extend' })
    const given = { userIds: [userId], months: 2, bytesPerCycle: 5 * gb, policy: undefined, reason: 'thanks' }
    succeeded(await grantPlan(shop.shop, given, operator))
    const reach = await expiryOf(shop, userId)
    const quote = succeeded(await shop.quote({ userId, planId: large.id, wish: 'switch' }))
    expect(quote.ends).toHaveLength(1)
    expect(quote.endsAt).toBeLessThan(reach)
    await shop.bought({ userId, planId: large.id, wish: 'switch' })
    expect(await expiryOf(shop, userId)).toBe(reach)
    const kept = await grantsOf(shop, userId)
    expect(kept.filter(grant => grant.bytes === 11)).toHaveLength(1)
    expect(kept.filter(grant => (grant.until ?? 0) > (quote.endsAt ?? 0)).length).toBeGreaterThan(0)
    await expectBooks(shop.database)
  })

  it('an activation code ends nothing that was paid for, whatever is wished for', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [year, month] = [await shop.plan({ kind: 'year', price: 15_000 }), await shop.plan()]
    await shop.bought({ userId, planId: year.id })
    const reach = await expiryOf(shop, userId)
    const effect = { kind: 'activation', planId: month.id, quantity: 1 } as const
    const code = await makeCode(shop, { effect })
    const order = await shop.bought({ userId, planId: null, wish: 'switch', code })
    expect(order).toMatchObject({ mode: 'after', method: 'free', total: 0, startsAt: reach })
    expect(await expiryOf(shop, userId)).toBeGreaterThan(reach + 27 * day)
    await expectBooks(shop.database)
  })

  it('a switch whose plan is over by the time it is paid begins at once, days on top or not', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [small, large] = [await shop.plan(), await shop.plan({ price: 9_900 })]
    const first = await shop.bought({ userId, planId: small.id })
    succeeded(await extendTime(shop.shop, { userIds: [userId], days: 5, reason: 'outage' }, operator))
    shop.clock.advance((first.endsAt ?? 0) - shop.clock.now() - 60_000)
    const order = succeeded(await shop.place({ userId, planId: large.id, wish: 'switch' }))
    shop.clock.advance(120_000)
    const paid = succeeded(await shop.mark(order.id, 'LATE'))
    expect(paid).toMatchObject({ state: 'fulfilled', startsAt: shop.clock.now() })
    // What runs is the new plan alone.
    expect((await grantsOf(shop, userId)).filter(grant => (grant.until ?? 0) > shop.clock.now())).toEqual(
      frozenOf(paid).quote.cuts.map(({ from, until, bytes }) => ({ bytes, from, until })),
    )
  })

  it('a credit is gone once a refund took what it stands for, though its money would do', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [small, large] = [await shop.plan({ price: 10_000 }), await shop.plan({ price: 20_000 })]
    const first = await shop.bought({ userId, planId: small.id })
    shop.clock.advance(15 * day)
    const order = succeeded(await shop.place({ userId, planId: large.id, wish: 'switch' }))
    expect(order.credit).toBeGreaterThan(0)
    expect(order.credit).toBeLessThan(6_000)
    succeeded(await shop.refund({ orderId: first.id, amount: 100, policy: 'now' }))
    expect(await shop.mark(order.id, 'GONE')).toMatchObject({ facts: { why: 'credit_gone' } })
    expect(await shop.order(first.id)).toMatchObject({ movedOut: 0, refunded: 100 })
    await expectBooks(shop.database)
  })

  it('bytes for this cycle last as long as the cut that runs, given by an operator or bought', async () => {
    await using shop = await open(engine)
    const userId = await shop.user()
    const [calendar, other] = [await shop.plan(), await shop.plan({ cyclePolicy: 'anniversary' })]
    const addon = await shop.plan({ kind: 'addon', validity: { kind: 'this_cycle' }, bytes: gb })
    const first = await shop.bought({ userId, planId: calendar.id })
    const cut = frozenOf(first).quote.cuts[0]?.until
    // The anniversary that waits rules the cycles to come, not the one that runs.
    await shop.bought({ userId, planId: other.id })
    expect((await shop.bought({ userId, planId: addon.id })).endsAt).toBe(cut)
    const gift = { userIds: [userId], bytes: 5, validity: { kind: 'this_cycle' }, reason: 'x' } as const
    succeeded(await grantBytes(shop.shop, { ...gift, compensation: true }, operator))
    const given = (await grantsOf(shop, userId)).filter(grant => grant.bytes === 5)
    expect(given.map(grant => grant.until)).toEqual([cut])
  })
})
