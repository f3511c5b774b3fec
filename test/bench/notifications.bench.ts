import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import { integerIn } from '../../hub/db/raw-row.ts'
import { rowsOf } from '../../hub/db/transaction.ts'
import { notifyPath } from '../../hub/http/serve-pay-notifications.ts'
import type { PaidFacts } from '../../hub/payments/payment-provider.ts'
import { processNotification } from '../../hub/payments/process-notification.ts'
import { storeNotification } from '../../hub/payments/store-notification.ts'
import { run } from '../../scripts/lab/ip-command.ts'
import { runProcess } from '../../scripts/lab/run-process.ts'
import { freePort } from '../harness/free-port.ts'
import { openTestDatabase } from '../harness/open-test-database.ts'
import { eventually } from '../harness/processes.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { databaseVariables } from '../harness/whole-hub.ts'
import { createIdentity } from '../wechat-emulator/crypto/create-identity.ts'
import { merchantSettings } from '../wechat-emulator/start-emulator.ts'
import { median, report } from './report.ts'
import type { BareReceiver } from './selling/bare-receiver.ts'
import { rowsLeftBy } from './selling/bare-rows.ts'
import type { Notices, Taken } from './selling/notify.ts'
import { type EngineName, onEachEngine } from './selling/on-each-engine.ts'
import { placeOrders, seedShop } from './selling/seed-shop.ts'
import { wireShop } from './selling/wire-shop.ts'

/**
 * Signed notifications of payments over HTTP to the daemon, from the first one sent to the last order given, in a shop
 * of 10,000 customers who buy one more month. The hub is alone on one core; who tells of the payments is on the other.
 * Beside it, in turn and on the same core, the least that takes money: see bare-receiver.
 */
const turns = 5
const perTurn = 150
const connections = 32
const [hubCore, otherCore] = ['0', '1']
const file = (name: string) => join(import.meta.dirname, name)

interface Turn {
  readonly taken: Taken
  /** Notifications a second, from the first one sent to the last one settled. */
  readonly settled: number
}

const pinned = (core: string, script: string, ...args: string[]) => {
  const views = ['--import', file('../../scripts/load-views.mjs')]
  return ['taskset', '-c', core, process.execPath, ...views, file(script), ...args]
}

async function measure(engine: EngineName, config: DatabaseConfig, bareConfig: DatabaseConfig) {
  using folder = tempFolder('notifications')
  await using opened = await openTestDatabase({
    name: config.engine,
    createDatabase: async () => ({ config, [Symbol.asyncDispose]: async () => {} }),
  })
  const { database } = opened
  const masterKey = randomBytes(32)
  const shop = await wireShop(database, masterKey)
  const identity = await createIdentity()
  const seeded = await seedShop(shop, { newcomers: 1, merchant: merchantSettings(identity) })
  const { merchantId, month } = seeded
  const userIds = Array.from({ length: 1 + turns * perTurn }, (_, index) => index + 1)
  const [sample = '', ...numbers] = await placeOrders(shop, { userIds, planId: month.id, merchantId })
  const left = await rowsLeftBy(database, async () => {
    const total = month.price as PaidFacts['total']
    const at = shop.clock.now()
    const { mchid, appid } = identity
    const facts: PaidFacts = {
      ...{ kind: 'paid', tradeState: 'SUCCESS', mchid, appid, outTradeNo: sample, currency: 'CNY' },
      ...{ transactionId: 'sample', total, payerTotal: total, successAt: at },
    }
    const told = { merchantId, eventKey: 'sample', at, kind: 'payment', facts } as const
    const id = await storeNotification(shop, told)
    await processNotification(shop.payments, id ?? 0)
  })

  const bareFile = join(folder.path, 'bare.json')
  const { publicKeyPem } = merchantSettings(identity)
  const asked: BareReceiver = { config: bareConfig, publicKeyPem, apiV3Key: identity.apiV3Key, left }
  writeFileSync(bareFile, JSON.stringify(asked))
  await using bare = await runProcess(pinned(hubCore, 'selling/bare-receiver.ts', bareFile))
  const [, bareUrl = ''] = await bare.waitFor(/listening at (\S+)/, 60_000)
  const port = await freePort()
  const environment: Record<string, string> = {
    ...databaseVariables(config),
    ...(config.engine === 'mariadb' ? { SLUICE_DATABASE_PASSWORD: config.password } : {}),
    // The embedded database lies in the data directory, under this very name.
    SLUICE_DATA: config.engine === 'sqlite' ? dirname(config.file) : folder.path,
    SLUICE_MASTER_KEY: masterKey.toString('hex'),
    SLUICE_ADMIN_PORT: '0',
    SLUICE_METRICS_PORT: '0',
    SLUICE_PUBLIC_PORT: String(port),
    NODE_ENV: 'production',
  }
  await using hub = await runProcess(pinned(hubCore, '../../hub/main.ts'), { env: environment })
  await hub.waitFor(/the hub is running/, 60_000)

  let told = 0
  async function tell(url: string, outTradeNos: readonly string[]): Promise<Taken> {
    const payments = outTradeNos.map(outTradeNo => {
      told += 1
      return { outTradeNo, transactionId: `4200${String(told).padStart(12, '0')}`, total: month.price }
    })
    const noticesFile = join(folder.path, 'notices.json')
    const notices: Notices = { url: `${url}${notifyPath}`, connections, identity, payments }
    writeFileSync(noticesFile, JSON.stringify(notices))
    const taken: Taken = JSON.parse(await run(pinned(otherCore, 'selling/notify.ts', noticesFile)))
    if (taken.statuses['204'] !== payments.length) {
      throw new Error(`${JSON.stringify(taken.statuses)}\n${hub.output().slice(-2_000)}`)
    }
    return taken
  }
  const perSecond = (taken: Taken, lastAt: number) => (1_000 * perTurn) / (lastAt - taken.beganAt)
  async function toHub(outTradeNos: readonly string[]): Promise<Turn> {
    const taken = await tell(`http://127.0.0.1:${port}`, outTradeNos)
    const lastAt = await eventually(
      'every notification to be settled',
      async () => {
        const [row] = rowsOf(
          await database.source.query(
            'SELECT SUM(processedAt IS NULL) AS open, MAX(processedAt) AS lastAt FROM provider_events',
          ),
        )
        return row !== undefined && integerIn(row, 'open') === 0 && integerIn(row, 'lastAt')
      },
      120_000,
    )
    return { taken, settled: perSecond(taken, lastAt) }
  }
  async function toBare(turn: number, outTradeNos: readonly string[]): Promise<Turn> {
    const taken = await tell(bareUrl, outTradeNos)
    const lastAt = await eventually(
      'every row to be written',
      async () => {
        const done = (await (await fetch(`${bareUrl}/done`)).json()) as { count: number; lastAt: number }
        return done.count === (turn + 1) * perTurn && done.lastAt
      },
      120_000,
    )
    return { taken, settled: perSecond(taken, lastAt) }
  }

  const done: { own: Turn; bare: Turn }[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const part = numbers.slice(turn * perTurn, (turn + 1) * perTurn)
    done.push({ bare: await toBare(turn, part), own: await toHub(part) })
  }
  const [row] = rowsOf(
    await database.source.query("SELECT COUNT(*) AS given FROM orders WHERE state = 'fulfilled'"),
  )
  if (row === undefined || integerIn(row, 'given') !== userIds.length) throw new Error('orders are missing')

  const ratios = done.map(({ own, bare: peer }) => own.settled / peer.settled).toSorted((a, b) => a - b)
  const middle = (of: (turn: { own: Turn; bare: Turn }) => number) => median(done.map(of))
  const name = `payment notifications on ${engine}`
  report({
    name: `${name}, settled`,
    figure: Math.round(middle(({ own }) => own.settled)),
    unit: 'notifications/s',
    peer: { name: 'verified and written bare', figure: Math.round(middle(turn => turn.bare.settled)) },
    ratio: median(ratios),
    note: `${ratios.at(0)?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)} in ${turns} turns`,
  })
  report({
    name: `${name}, acknowledged, p99`,
    figure: Math.round(middle(({ own }) => own.taken.p99)),
    unit: 'ms',
    // WeChat waits five seconds.
    limit: { kind: 'at most', value: 5_000 },
    note: `bare ${Math.round(middle(turn => turn.bare.taken.p99))} ms; ${perTurn} over ${connections} connections`,
  })
}

await onEachEngine(measure)
