import { expect, it } from 'vitest'
import { createOrderCodes } from '../../../../hub/codes/order-codes.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { paymentCrashPoints } from '../../../../hub/kernel/crash-points.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { seededRandom, seedOfRun } from '../../../harness/seeded-random.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const minutes = 60_000
const steps = 60

/** One thing that happens in a shop; what is refused or ends the hub on its way is part of it. */
async function step(shop: Shop, random: ReturnType<typeof seededRandom>, known: Known): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[random.between(0, list.length - 1)]
  const order = pick(known.orders)
  const number = pick(known.numbers)
  const what = random.between(1, 14)
  if (what <= 3) return place(shop, random, known)
  if (what === 4 && order !== undefined) {
    await shop.attempt(order, random.between(0, 1) === 0 ? 'native' : 'h5')
    known.numbers.push(...(await shop.attempts(order)).map(attempt => attempt.outTradeNo))
  } else if (what <= 6 && number !== undefined) await shop.wechat.pay(number)
  else if (what === 7 && number !== undefined) await shop.wechat.lateSuccess(number)
  else if (what === 8 && number !== undefined)
    await shop.wechat.forge(number, { copies: 3, inParallel: true })
  else if (what === 9 && order !== undefined) {
    await shop.refund({
      orderId: order,
      amount: pick([null, 500, 1_000]) ?? null,
      policy: pick(['now', 'keep']) ?? 'now',
    })
  } else if (what === 10) {
    const [refund] = (await shop.wechat.state()).refunds.filter(one => one.status === 'PROCESSING')
    const status = pick(['SUCCESS', 'CLOSED', 'ABNORMAL'] as const) ?? 'SUCCESS'
    if (refund !== undefined) await shop.wechat.settleRefund(refund.outRefundNo, { status })
  } else if (what === 11 && number !== undefined)
    await shop.wechat.consoleRefund(number, 300, { status: 'SUCCESS' })
  else if (what === 12) {
    await shop.wechat.loseNotifications(random.between(0, 1) === 0)
    await shop.wechat.duplicateNotifications(random.between(1, 3), random.between(0, 1) === 0)
  } else if (what === 13) {
    shop.crashing.at = pick(paymentCrashPoints) ?? null
    shop.crashing.armed = 1
  } else await shop.pass(random.between(1, 20) * minutes)
}

interface Known {
  readonly users: number[]
  readonly plans: number[]
  readonly orders: number[]
  readonly numbers: string[]
}

async function place(shop: Shop, random: ReturnType<typeof seededRandom>, known: Known): Promise<void> {
  const userId = known.users[random.between(0, known.users.length - 1)] ?? 0
  const planId = known.plans[random.between(0, known.plans.length - 1)] ?? 0
  const wish = (['auto', 'switch', 'after'] as const)[random.between(0, 2)] ?? 'auto'
  const placed = await shop.place({ userId, planId, wish })
  if (!placed.ok) return
  known.orders.push(placed.value.id)
  await shop.attempt(placed.value.id)
  known.numbers.push(...(await shop.attempts(placed.value.id)).map(attempt => attempt.outTradeNo))
}

forEachEngine('a shop in which everything happens at once', engine => {
  const seed = seedOfRun(`random mix ${engine.name}`)
  it.each([0, 1, 2, 3])(
    'keeps its books, run %s',
    async run => {
      const random = seededRandom(seed + run)
      await using shop = await openShop(engine, { codes: createOrderCodes(), answerWithinMs: 2_000 })
      const known: Known = { users: [], plans: [], orders: [], numbers: [] }
      for (let n = 0; n < 3; n += 1) known.users.push(await shop.user())
      for (const stock of [null, null, 2]) known.plans.push((await shop.plan({ stock })).id)
      const refused: string[] = []
      for (let n = 0; n < steps; n += 1) {
        await step(shop, random, known).catch((error: unknown) => refused.push(String(error)))
        await shop.settled()
        await expectBooks(shop.database)
      }
      // Only a crash that was armed, or WeChat itself, may have refused.
      const own = refused.filter(text => !/ended at|Refused|^Error: [A-Z_]+: /.test(text))
      expect(own).toEqual([])
      shop.crashing.armed = 0
      await shop.wechat.loseNotifications(false)
      for (let n = 0; n < 4; n += 1) await shop.pass(61 * minutes)
      await expectBooks(shop.database)
      // Nothing is left that could still be paid for an order that is paid.
      const left = await shop.database.inTransaction(async tx =>
        rowsOf(
          await tx.query(
            "SELECT a.id FROM payment_attempts a JOIN orders o ON o.id = a.openKey WHERE o.state <> 'pending'",
          ),
        ),
      )
      expect(left).toEqual([])
    },
    60_000,
  )
})
