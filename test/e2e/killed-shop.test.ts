import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderEntity } from '../../hub/db/entities/orders.ts'
import { paymentAttemptEntity } from '../../hub/db/entities/payments.ts'
import { rowsOf } from '../../hub/db/transaction.ts'
import { paymentCrashPoints } from '../../hub/kernel/crash-points.ts'
import { mariadb, sqlite, type TestEngine } from '../harness/engines.ts'
import { expectBooks } from '../harness/expect-books.ts'
import { expectSettled } from '../harness/expect-settled.ts'
import { hasMariadb } from '../harness/mariadb.ts'
import { eventually } from '../harness/processes.ts'
import { type SeededRandom, seededRandom, seedOfRun } from '../harness/seeded-random.ts'
import { bundleHub, openShopDaemon, type ShopDaemon } from '../harness/shop-daemon.ts'
import { tempFolder } from '../harness/temp-folder.ts'

/** On each engine. */
const kills = 12
const shoppers = 4
/** How long the daemon may live before it reaches the point it is to end at. */
const patienceMs = 6_000
const phone = { 'user-agent': 'Mozilla/5.0 (Linux; Android 15) Mobile' }

/** Does `work` again and again until it is stopped; a hub that is away is what this is about. */
function keepOn(work: () => Promise<unknown>) {
  let isStopping = false
  const run = async () => {
    while (!isStopping) {
      const wasThere = await work().then(
        () => true,
        () => false,
      )
      await sleep(wasThere ? 10 : 150)
    }
  }
  const ended = run()
  return () => {
    isStopping = true
    return ended
  }
}

/** Buys as people do: orders, looks at the code, pays, or thinks better of it. */
async function buyer(shop: ShopDaemon, name: string, random: SeededRandom) {
  const browser = await shop.customer(name, random.between(0, 1) === 0 ? {} : phone)
  return async () => {
    const { to } = await browser.submit(`/buy?plan=${shop.planId}`, '/buy', {
      ...{ plan: String(shop.planId), quantity: '1', wish: 'auto', code: '' },
    })
    const number = /^\/orders\/([A-Z0-9]+)/.exec(to ?? '')?.[1]
    if (number === undefined) return
    await browser.ask(`/orders/${number}`)
    if (random.between(0, 3) === 0) await browser.ask(`/orders/${number}?way=native`)
    if (random.between(0, 4) === 0) {
      await browser.submit(`/orders/${number}`, `/orders/${number}/close`, {})
      return
    }
    const attempts = await shop.database.inTransaction(async tx => {
      const order = await tx.manager.findOneByOrFail(orderEntity, { number })
      return tx.manager.find(paymentAttemptEntity, { where: { orderId: order.id }, order: { id: 'ASC' } })
    })
    const last = attempts.at(-1)
    if (last === undefined) return
    await shop.wechat.pay(last.outTradeNo, { wait: false })
    // Paid by an older code as well, now and then.
    const older = attempts.at(-2)
    if (older !== undefined) await shop.wechat.lateSuccess(older.outTradeNo, { wait: false })
  }
}

/** Pays back parts of what was sold, as an operator. */
const refunder = (shop: ShopDaemon, random: SeededRandom) => async () => {
  const sold = await shop.database.inTransaction(async tx =>
    rowsOf(await tx.query("SELECT id FROM orders WHERE state IN ('fulfilled', 'partly_refunded')")),
  )
  const one = sold[random.between(0, sold.length - 1)]
  if (one !== undefined) {
    const body = {
      amount: random.pick([null, 300, 700]),
      policy: random.pick(['now', 'keep']),
      reason: 'asked',
    }
    await shop.ask('POST', `/v1/orders/${one['id']}/refunds`, body)
  }
  await sleep(150)
}

/** One life of the daemon, ended by `kill -9` where it does not end at its point. Whether it ended there. */
async function liveOnce(shop: ShopDaemon, point: string | undefined, lifeMs: number): Promise<boolean> {
  const daemon = await shop.start(point).catch((error: unknown) => {
    if (point !== undefined && /SIGKILL/.test(String(error))) return null
    throw error
  })
  if (daemon === null) return true
  const until = Date.now() + (point === undefined ? lifeMs : patienceMs)
  while (Date.now() < until && daemon.ended() === undefined) await sleep(10)
  const ended = daemon.ended() !== undefined
  await daemon.kill()
  return ended
}

async function comeToRest(shop: ShopDaemon): Promise<void> {
  const waiting = 'SELECT COUNT(*) AS n FROM provider_events WHERE processedAt IS NULL'
  const refunds = "SELECT COUNT(*) AS n FROM refunds WHERE state IN ('requested', 'accepted')"
  const none = async (sql: string) => {
    const [row] = await shop.database.inTransaction(async tx => rowsOf(await tx.query(sql)))
    return Number(row?.['n']) === 0
  }
  await eventually(
    'everything that is due to be done',
    async () => {
      const { notifications } = await shop.wechat.state()
      const isTold = notifications.every(job => job.state === 'delivered')
      return isTold && (await none(waiting)) && (await none(refunds))
    },
    120_000,
  )
}

async function runCampaign(engine: TestEngine, hubFile: string, seed: number): Promise<void> {
  const random = seededRandom(seed)
  await using shop = await openShopDaemon(engine, hubFile)
  const work = [refunder(shop, random.fork())]
  for (let n = 0; n < shoppers; n += 1) work.push(await buyer(shop, `buyer${n}`, random.fork()))
  const stops = work.map(keepOn)
  const todo = random.shuffle(paymentCrashPoints)
  const reached = new Set<string>()
  let tries = 0
  for (let killed = 0; killed < kills || todo.length > 0; killed += 1) {
    const name = todo.pop()
    const point = name === undefined ? undefined : `${name}:${random.between(2, 8)}`
    if (await liveOnce(shop, point, random.between(100, 1_500))) reached.add(name ?? '')
    else if (name !== undefined) {
      tries += 1
      expect(tries, `${name} is not reached`).toBeLessThan(20)
      todo.unshift(name)
    }
    await expectBooks(shop.database)
  }
  await shop.start()
  await sleep(1_000)
  await Promise.all(stops.map(stop => stop()))
  await comeToRest(shop)
  await expectBooks(shop.database)
  await expectSettled(shop.database, shop.wechat)
  expect([...reached].sort()).toEqual([...paymentCrashPoints].sort())
  const [sold] = await shop.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        'SELECT COUNT(fulfilledAt) AS given, COUNT(*) AS placed, SUM(received) AS received FROM orders',
      ),
    ),
  )
  console.log(`killed shop ${engine.name}: ${JSON.stringify(sold)}`)
  expect(Number(sold?.['given'])).toBeGreaterThan(kills)
}

// Both at once: most of their time is waiting for a hub to start.
describe('a shop whose hub is killed while it sells', { concurrent: true, timeout: 400_000 }, () => {
  const seed = seedOfRun('killed shop')
  const folder = tempFolder('killed-shop')
  let hubFile = ''
  beforeAll(async () => {
    hubFile = await bundleHub(folder.path)
  })
  afterAll(() => folder[Symbol.dispose]())

  it('loses no fen and gives nothing twice on SQLite', () => runCampaign(sqlite, hubFile, seed))

  it.skipIf(!hasMariadb)(
    `loses no fen and gives nothing twice on MariaDB${hasMariadb ? '' : ' (skipped: mariadbd is missing)'}`,
    () => runCampaign(mariadb, hubFile, seed + 1),
  )
})
