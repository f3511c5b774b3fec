import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { OrderRow } from '../../hub/db/entities/orders.ts'
import type { Database, Tx } from '../../hub/db/transaction.ts'
import { createServer } from '../../hub/http/create-server.ts'
import { notifyPath, servePayNotifications } from '../../hub/http/serve-pay-notifications.ts'
import type { Crash } from '../../hub/kernel/crash-points.ts'
import { type Logger, silentLogger } from '../../hub/kernel/logger.ts'
import type { Outcome } from '../../hub/kernel/outcome.ts'
import { createSingleFlight } from '../../hub/kernel/single-flight.ts'
import { createMailQueue } from '../../hub/mail/queue-mail.ts'
import type { OrderCodes } from '../../hub/orders/ports.ts'
import { fulfilFreely } from '../../hub/payments/fulfil-freely.ts'
import type { RefundFacts } from '../../hub/payments/payment-provider.ts'
import type { Rewards, Till } from '../../hub/payments/ports.ts'
import { processDueNotifications, processNotification } from '../../hub/payments/process-notification.ts'
import { expireOrders, queryDuePayments } from '../../hub/payments/query-payments.ts'
import { receiveNotification } from '../../hub/payments/receive-notification.ts'
import { createSampledLog } from '../../hub/payments/sampled-log.ts'
import type { PayWay } from '../../hub/payments/send-attempt.ts'
import { runRefunds } from '../../hub/payments/send-refund.ts'
import { settleRefund } from '../../hub/payments/settle-refund.ts'
import { createWechatProvider } from '../../hub/payments/wechat/create-wechat-provider.ts'
import type { Emulator } from '../wechat-emulator/start-emulator.ts'
import type { openPeopleAndNodes } from './people-and-nodes.ts'
import { timeZone } from './people-and-nodes.ts'
import { noCodes } from './shop-codes.ts'

export interface ShopOptions {
  readonly answerWithinMs?: number
  readonly rewards?: Rewards
  readonly codes?: OrderCodes
  readonly logger?: Logger
  readonly bodyWithinMs?: number
}

/** Ends at a named point, as a power cut would, as often as it is armed. */
export function createCrashing() {
  const crashing: { at: string | null; armed: number } = { at: null, armed: 0 }
  const crash: Crash = point => {
    if (crashing.at !== point || crashing.armed === 0) return
    crashing.armed -= 1
    throw new Error(`ended at ${point}`)
  }
  return { crashing, crash }
}

interface Parts {
  readonly database: Database
  readonly clock: Awaited<ReturnType<typeof openPeopleAndNodes>>['clock']
  readonly deps: Awaited<ReturnType<typeof openPeopleAndNodes>>['deps']
  readonly emulator: Emulator
  readonly options: ShopOptions
  readonly crash: ReturnType<typeof createCrashing>
}

/** What one hub of a shop is made of: its account at WeChat, its way to it, and where it is notified. */
export async function openShopHub(parts: Parts) {
  const { database, clock, deps, emulator, options } = parts
  const { crash, crashing } = parts.crash
  const logger = options.logger ?? silentLogger
  const app = await createServer({ tls: null, logger, trustedProxies: [], requestsPerMinute: 100_000 })
  const refusals: [string, number][] = []
  const accounts: Till[] = []
  const tills = {
    active: async () => accounts[0] ?? null,
    byId: async (merchantId: number) => accounts.find(till => till.merchantId === merchantId) ?? null,
    all: async () => accounts,
  }
  const shop = {
    ...deps,
    database,
    timeZone,
    codes: options.codes ?? noCodes,
    rewards: options.rewards ?? { rewardFirstOrder: async () => null, takeBackReward: async () => null },
    random: randomBytes,
    queueMail: createMailQueue({ vault: deps.vault }).queueMail,
    tills,
    crash,
    logger,
    opening: createSingleFlight<Outcome<PayWay>>(),
    serviceName: async () => 'Sluice',
  }
  const refunding = { ...shop, settleRefund: (by: Till, facts: RefundFacts) => settleRefund(shop, by, facts) }
  const receiving = {
    ...shop,
    refusals: createSampledLog((what, count) => void refusals.push([what, count])),
    process: (id: number) => processNotification(refunding, id),
  }
  const notifications = servePayNotifications(
    app,
    raw => receiveNotification(receiving, raw),
    options.bodyWithinMs,
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const tradeTypes = ['native', 'h5'] as const
  const limits = options.answerWithinMs === undefined ? {} : { limits: { totalMs: options.answerWithinMs } }
  const provider = createWechatProvider({
    settings: { ...emulator.merchant, notifyUrl: `${url}${notifyPath}`, tradeTypes },
    ...{ origin: emulator.origin, clock, random: randomBytes, logger, ...limits },
  })
  accounts.push({ merchantId: 1, provider })
  const ordering = {
    ...shop,
    fulfilFree: (tx: Tx, order: OrderRow, at: Instant) => fulfilFreely(tx, shop, order, at),
  }
  return {
    ...{ shop, ordering, refunding, notifications, refusals, url, crashing, accounts },
    async [Symbol.asyncDispose]() {
      await app.close()
      await notifications.idle()
    },
  }
}

export type ShopHub = Awaited<ReturnType<typeof openShopHub>>

/** What a hub does by itself as time passes. */
export async function runShopJobs({ shop, refunding }: ShopHub): Promise<void> {
  await processDueNotifications(refunding)
  await queryDuePayments(shop)
  await expireOrders(shop)
  await runRefunds(shop)
}
