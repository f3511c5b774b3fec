import { expect, it } from 'vitest'
import { createBatch } from '../../../../hub/codes/code-batches.ts'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import { billDayOf } from '../../../../hub/payments/bills/bill-day-rule.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { expectSettled } from '../../../harness/expect-settled.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { seededRandom, seedOfRun } from '../../../harness/seeded-random.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'
import { happen, type Known } from '../../../harness/shop-steps.ts'

const minutes = 60_000
const day = 86_400_000
const things = 90
const pieces = 2

async function stockUp(shop: Shop): Promise<Known> {
  const known: Known = { users: [], plans: [], codes: ['TWICE', 'GIFT'], orders: [], numbers: [] }
  for (let n = 0; n < 3; n += 1) known.users.push(await shop.user())
  for (const wanted of [{}, { price: 900 }, { stock: pieces }]) known.plans.push((await shop.plan(wanted)).id)
  const terms = { planIds: [], validUntil: null, firstOrderOnly: false, activity: '', note: '', amount: 1 }
  const limits = { usesPerCode: 2, usesPerUser: 1 }
  const codes = [
    { ...terms, ...limits, name: 'twice', text: 'TWICE', effect: { kind: 'discount', fen: 200 } },
    { ...terms, ...limits, name: 'gift', text: 'GIFT', effect: { kind: 'bonus', bytes: 1e9 } },
  ] as const
  for (const code of codes) succeeded(await createBatch(shop.shop, { ...code, planIds: [] }, operator))
  return known
}

/** Everything that is under way comes to its end: WeChat answers again, people do what is theirs, bills are compared. */
async function comeToRest(shop: Shop, since: number): Promise<void> {
  shop.crashing.armed = 0
  await shop.wechat.clearFaults()
  await shop.wechat.clearTricks()
  await shop.wechat.control.deliveryPolicy({ lose: false, copies: 1, reorder: 0 })
  await shop.wechat.releaseNotifications('newest_first')
  await shop.wechat.deliverNow()
  await shop.settled()
  for (let n = 0; n < 4; n += 1) await shop.pass(61 * minutes)
  const until = shop.clock.now()
  shop.clock.advance(2 * day)
  for (let at = since; at <= until + day; at += day) succeeded(await shop.bill(billDayOf(at)))
  for (let n = 0; n < 4; n += 1) await shop.pass(61 * minutes)
}

/** Every piece of stock is in the shop or an order's, and every use of a code is counted, or told to be beyond its limit. */
async function expectReserved(shop: Shop): Promise<void> {
  const [plan] = await shop.rows(
    `SELECT stock, (SELECT COUNT(*) FROM orders o WHERE o.planId = p.id AND o.stockHeld) AS held
     FROM plans p WHERE stock IS NOT NULL`,
  )
  expect(Number(plan?.['stock']) + Number(plan?.['held']), 'pieces of stock').toBe(pieces)
  const [uses] = await shop.rows(
    `SELECT (SELECT SUM(used) FROM codes) AS counted,
       (SELECT COUNT(*) FROM code_uses WHERE state <> 'released') AS used,
       (SELECT COUNT(*) FROM alerts WHERE kind = 'code.overrun') AS beyond`,
  )
  const beyond = Number(uses?.['used']) - Number(uses?.['counted'])
  expect(beyond, 'uses of codes').toBeGreaterThanOrEqual(0)
  expect(beyond, 'uses of codes').toBeLessThanOrEqual(Number(uses?.['beyond']))
}

forEachEngine('a shop in which everything happens at once', engine => {
  const seed = seedOfRun(`random mix ${engine.name}`)
  it.each([0, 1, 2, 3, 4])(
    'keeps its books, run %s',
    async run => {
      const random = seededRandom(seed + run)
      await using shop = await openShop(engine, { codes: createOrderCodes(), answerWithinMs: 400 })
      const since = shop.clock.now()
      const known = await stockUp(shop)
      const trail: string[] = []
      const own: string[] = []
      try {
        for (let n = 0; n < things; n += 1) {
          const { name, refusal } = await happen(shop, random, known)
          trail.push(refusal === null ? name : `${name}: ${refusal}`)
          await shop.settled()
          await expectBooks(shop.database)
          await expectReserved(shop)
          // Only an end that was asked for, or WeChat itself, may refuse by throwing.
          if (refusal !== null && !/ended at|Refused|^Error: [A-Z_]+: /.test(refusal)) own.push(refusal)
        }
        expect(own).toEqual([])
        await comeToRest(shop, since)
        await expectBooks(shop.database)
        await expectSettled(shop.database, shop.wechat)
        // Nothing is left that could still be paid for an order that is paid.
        const left = await shop.rows(
          "SELECT a.id FROM payment_attempts a JOIN orders o ON o.id = a.openKey WHERE o.state <> 'pending'",
        )
        expect(left).toEqual([])
        expect(await shop.alerts()).not.toContain('payment.bill')
      } catch (error) {
        console.log(`random mix ${engine.name}, run ${run}, SLUICE_TEST_SEED=${seed}:\n${trail.join('\n')}`)
        throw error
      }
    },
    120_000,
  )
})
