import { randomBytes } from 'node:crypto'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import { createLimit } from '../../hub/kernel/limit.ts'
import type { PaidFacts } from '../../hub/payments/payment-provider.ts'
import { settlePayment } from '../../hub/payments/settle-payment.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { createIdentity } from '../wechat-emulator/crypto/create-identity.ts'
import { merchantSettings } from '../wechat-emulator/start-emulator.ts'
import { median, report } from './report.ts'
import { bareWriter, createBareTables, rowsLeftBy } from './selling/bare-rows.ts'
import { type EngineName, onEachEngine } from './selling/on-each-engine.ts'
import { placeOrders, seedShop } from './selling/seed-shop.ts'
import { wireShop } from './selling/wire-shop.ts'

/**
 * Orders fulfilled a second, in a shop of 10,000 customers on ten nodes: money that is verified is entered, the plan
 * given, nodes and numbers found, the gate decided, the receipt queued, all of it audited, in one transaction each.
 * Beside it, in turn, the rows that this leaves, put into tables without an index, one transaction an order.
 */
const turns = 7
const ordersPerTurn = 40
/** As many as the hub takes up at once. */
const atOnce = 4

interface Turn {
  readonly own: number
  readonly bare: number
}

async function measure(engine: EngineName, config: DatabaseConfig): Promise<void> {
  await using opened = await openTestDatabase({
    name: config.engine,
    createDatabase: async () => ({ config, [Symbol.asyncDispose]: async () => {} }),
  })
  const { database } = opened
  const shop = await wireShop(database, randomBytes(32))
  const merchant = merchantSettings(await createIdentity())
  const seeded = await seedShop(shop, { newcomers: 1 + turns * ordersPerTurn, merchant })
  const till = await shop.payments.tills.active()
  if (till === null) throw new Error('there is no merchant')
  let transactions = 0

  async function fulfil(outTradeNo: string): Promise<void> {
    transactions += 1
    const { mchid, appid } = merchant
    const price = seeded.month.price as PaidFacts['total']
    const facts: PaidFacts = {
      ...{ kind: 'paid', tradeState: 'SUCCESS', mchid, appid, outTradeNo, currency: 'CNY' },
      ...{ transactionId: `t${transactions}`, total: price, payerTotal: price, successAt: shop.clock.now() },
    }
    const settled = await settlePayment(shop.payments, { till: till ?? fail(), facts, source: 'query' })
    if (settled.kind !== 'fulfilled') throw new Error(`an order was not fulfilled: ${settled.kind}`)
  }
  const fail = () => {
    throw new Error('there is no merchant')
  }
  /** Orders a second. */
  async function rateOf<T>(pieces: readonly T[], work: (piece: T) => Promise<unknown>): Promise<number> {
    const limit = createLimit(atOnce)
    const startedAt = performance.now()
    await Promise.all(pieces.map(piece => limit(() => work(piece))))
    return (1_000 * pieces.length) / (performance.now() - startedAt)
  }

  for (const [what, plan] of [
    ['the first month of somebody new', seeded.month],
    ['one more month', seeded.month],
    ['an add-on', seeded.addon],
  ] as const) {
    const { merchantId, newcomers: userIds } = seeded
    const [sample = '', ...numbers] = await placeOrders(shop, { userIds, planId: plan.id, merchantId })
    const left = await rowsLeftBy(database, () => fulfil(sample))
    const writeBare = bareWriter(left)
    await createBareTables(database, left)
    const done: Turn[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      const part = numbers.slice(turn * ordersPerTurn, (turn + 1) * ordersPerTurn)
      const bare = await rateOf(part, () => database.inTransaction(writeBare))
      done.push({ bare, own: await rateOf(part, fulfil) })
    }
    for (const { table } of left) await database.source.query(`DROP TABLE bare_${table}`)
    const rows = left.reduce((sum, { rows: of }) => sum + of.length, 0)
    const ratios = done.map(({ own, bare }) => own / bare).toSorted((a, b) => a - b)
    report({
      name: `orders fulfilled on ${engine}, ${what}`,
      figure: Math.round(median(done.map(({ own }) => own))),
      unit: 'orders/s',
      peer: { name: 'the rows alone, bare', figure: Math.round(median(done.map(({ bare }) => bare))) },
      ratio: median(ratios),
      note: `${rows} rows each; ${ratios.at(0)?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)} in ${turns} turns`,
    })
  }
}

await onEachEngine(measure)
