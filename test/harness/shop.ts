import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import { type OrderRow, orderEntity } from '../../hub/db/entities/orders.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../../hub/db/entities/payments.ts'
import { type PlanRow, planEntity } from '../../hub/db/entities/plans.ts'
import {
  type InboxItemRow,
  inboxItemEntity,
  type RefundRow,
  refundEntity,
} from '../../hub/db/entities/refunds.ts'
import { textIn } from '../../hub/db/raw-row.ts'
import { rowsOf, type Tx } from '../../hub/db/transaction.ts'
import { createServer } from '../../hub/http/create-server.ts'
import { notifyPath, servePayNotifications } from '../../hub/http/serve-pay-notifications.ts'
import type { Crash } from '../../hub/kernel/crash-points.ts'
import { silentLogger } from '../../hub/kernel/logger.ts'
import { createMailQueue } from '../../hub/mail/queue-mail.ts'
import { placeOrder, type WantedOrder } from '../../hub/orders/place-order.ts'
import type { OrderCodes } from '../../hub/orders/ports.ts'
import { runBill, runBills } from '../../hub/payments/bills/run-bills.ts'
import { fulfilFreely } from '../../hub/payments/fulfil-freely.ts'
import { applyInboxItem } from '../../hub/payments/inbox/apply-inbox-item.ts'
import { markPaid } from '../../hub/payments/mark-paid.ts'
import { openAttempt } from '../../hub/payments/open-attempt.ts'
import type { RefundFacts } from '../../hub/payments/payment-provider.ts'
import type { Rewards, Till } from '../../hub/payments/ports.ts'
import { processDueNotifications, processNotification } from '../../hub/payments/process-notification.ts'
import { expireOrders, queryDuePayments } from '../../hub/payments/query-payments.ts'
import { receiveNotification } from '../../hub/payments/receive-notification.ts'
import { refundInboxItem, requestRefund, type WantedRefund } from '../../hub/payments/request-refund.ts'
import { createSampledLog } from '../../hub/payments/sampled-log.ts'
import { runRefunds } from '../../hub/payments/send-refund.ts'
import { settleRefund } from '../../hub/payments/settle-refund.ts'
import { watchClock } from '../../hub/payments/watch-clock.ts'
import { createWechatProvider } from '../../hub/payments/wechat/create-wechat-provider.ts'
import { createIdentity, type Identity } from '../wechat-emulator/crypto/create-identity.ts'
import { startEmulator } from '../wechat-emulator/start-emulator.ts'
import type { TestEngine } from './engines.ts'
import { openPeopleAndNodes, operator, succeeded, timeZone } from './people-and-nodes.ts'
import { noCodes } from './shop-codes.ts'
import { wechatTill } from './wechat-emulator.ts'

const gb = 1e9
let identity: Promise<Identity> | null = null

/** A shop on a real database that sells over HTTP through an emulated WeChat Pay; time stands still unless moved. */
export async function openShop(
  engine: TestEngine,
  options: { readonly answerWithinMs?: number; readonly rewards?: Rewards; readonly codes?: OrderCodes } = {},
) {
  const world = await openPeopleAndNodes(engine)
  const { database, clock, deps } = world
  identity ??= createIdentity()
  const emulator = await startEmulator({ now: clock.now, identity: await identity })
  const app = await createServer({
    tls: null,
    logger: silentLogger,
    trustedProxies: [],
    requestsPerMinute: 100_000,
  })
  const refusals: [string, number][] = []
  const crashing: { at: string | null; armed: number } = { at: null, armed: 0 }
  const crash: Crash = point => {
    if (crashing.at !== point || crashing.armed === 0) return
    crashing.armed -= 1
    throw new Error(`ended at ${point}`)
  }
  let till: Till | null = null
  const tills = {
    active: async () => till,
    byId: async (merchantId: number) => (till?.merchantId === merchantId ? till : null),
    all: async () => (till === null ? [] : [till]),
  }
  const shop = {
    ...deps,
    timeZone,
    codes: options.codes ?? noCodes,
    rewards: options.rewards ?? { rewardFirstOrder: async () => null, takeBackReward: async () => null },
    random: randomBytes,
    queueMail: createMailQueue({ vault: deps.vault }).queueMail,
    tills,
    crash,
    logger: silentLogger,
    serviceName: async () => 'Sluice',
  }
  const refunding = { ...shop, settleRefund: (by: Till, facts: RefundFacts) => settleRefund(shop, by, facts) }
  const receiving = {
    ...shop,
    refusals: createSampledLog((what, count) => void refusals.push([what, count])),
    process: (id: number) => processNotification(refunding, id),
  }
  const notifications = servePayNotifications(app, raw => receiveNotification(receiving, raw))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const settings = {
    ...emulator.merchant,
    notifyUrl: `${url}${notifyPath}`,
    tradeTypes: ['native', 'h5'] as const,
  }
  const provider = createWechatProvider({
    settings,
    origin: emulator.origin,
    clock,
    random: randomBytes,
    logger: silentLogger,
    ...(options.answerWithinMs === undefined ? {} : { limits: { totalMs: options.answerWithinMs } }),
  })
  till = { merchantId: 1, provider }
  const ordering = {
    ...shop,
    fulfilFree: (tx: Tx, order: OrderRow, at: Instant) => fulfilFreely(tx, shop, order, at),
  }

  const shopWorld = {
    ...world,
    shop,
    url,
    emulator,
    wechat: wechatTill(emulator.control),
    refusals,
    crashing,
    settled: () => notifications.idle(),
    async plan(wanted: Partial<PlanRow> = {}): Promise<PlanRow> {
      const inserted = await database.inTransaction(tx =>
        tx.manager.insert(planEntity, { ...aPlan(clock.now()), ...wanted }),
      )
      const id = Number(inserted.identifiers[0]?.['id'])
      return database.inTransaction(tx => tx.manager.findOneByOrFail(planEntity, { id }))
    },
    place: (wanted: Partial<WantedOrder> & Pick<WantedOrder, 'userId' | 'planId'>) =>
      placeOrder(ordering, { quantity: 1, wish: 'auto', code: null, ...wanted }, operator),
    attempt: (orderId: number, tradeType: 'native' | 'h5' = 'native') =>
      openAttempt(shop, { orderId, tradeType, clientIp: '203.0.113.9' }),
    /** A customer who ordered and looks at the QR code. */
    async pending(wanted: { plan?: PlanRow; userId?: number } = {}) {
      const userId = wanted.userId ?? (await world.user())
      const plan = wanted.plan ?? (await shopWorld.plan())
      const order = succeeded(await shopWorld.place({ userId, planId: plan.id }))
      const way = succeeded(await shopWorld.attempt(order.id))
      return {
        userId,
        plan,
        order,
        way,
        outTradeNo: (await shopWorld.attempts(order.id))[0]?.outTradeNo ?? '',
      }
    },
    /** The same, paid. */
    async paid(wanted: { plan?: PlanRow; userId?: number } = {}) {
      const bought = await shopWorld.pending(wanted)
      await emulator.control.pay({ outTradeNo: bought.outTradeNo })
      await notifications.idle()
      return bought
    },
    refund: (wanted: Partial<WantedRefund> & Pick<WantedRefund, 'orderId'>) =>
      requestRefund(shop, { amount: null, policy: 'now', reason: 'asked', ...wanted }, operator),
    refunds: (orderId: number): Promise<RefundRow[]> =>
      database.inTransaction(tx =>
        tx.manager.find(refundEntity, { where: { orderId }, order: { id: 'ASC' } }),
      ),
    apply: (item: InboxItemRow | undefined, orderId: number) =>
      applyInboxItem(shop, { inboxId: item?.id ?? 0, version: item?.version ?? 0, orderId }, operator),
    payBack: (item: InboxItemRow | undefined) =>
      refundInboxItem(
        shop,
        { inboxId: item?.id ?? 0, version: item?.version ?? 0, reason: 'not ours' },
        operator,
      ),
    mark: (orderId: number, reference: string) =>
      markPaid(shop, { orderId, reference, reason: 'paid in cash' }, operator),
    bill: (day: number) => runBill(shop, { merchantId: 1, day }),
    bills: () => runBills(shop),
    watchClock: () => watchClock(shop),
    /** Kinds of what people are told about payments and were not freed of. */
    alerts: (): Promise<string[]> =>
      database.inTransaction(async tx =>
        rowsOf(
          await tx.query(
            "SELECT kind FROM alerts WHERE closedAt IS NULL AND kind LIKE 'payment.%' ORDER BY id",
          ),
        ).map(row => textIn(row, 'kind')),
      ),
    inbox: (): Promise<InboxItemRow[]> =>
      database.inTransaction(tx => tx.manager.find(inboxItemEntity, { order: { id: 'ASC' } })),
    order: (id: number): Promise<OrderRow> =>
      database.inTransaction(tx => tx.manager.findOneByOrFail(orderEntity, { id })),
    attempts: (orderId: number): Promise<PaymentAttemptRow[]> =>
      database.inTransaction(tx =>
        tx.manager.find(paymentAttemptEntity, { where: { orderId }, order: { id: 'ASC' } }),
      ),
    /** What the hub does by itself as time passes. */
    async jobs() {
      await processDueNotifications(refunding)
      await queryDuePayments(shop)
      await expireOrders(shop)
      await runRefunds(shop)
    },
    async pass(ms: number) {
      clock.advance(ms)
      await shopWorld.jobs()
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await notifications.idle()
      await emulator.close()
      await world[Symbol.asyncDispose]()
    },
  }
  return shopWorld
}

export type Shop = Awaited<ReturnType<typeof openShop>>

const aPlan = (createdAt: number): Omit<PlanRow, 'id'> => ({
  name: `month-${randomBytes(4).toString('hex')}`,
  title: { zh: '月付', en: 'Monthly' },
  description: { zh: '', en: '' },
  kind: 'month',
  price: 1_500,
  bytes: 100 * gb,
  validity: null,
  nodeCount: 2,
  regions: [],
  cyclePolicy: 'calendar',
  mostPerOrder: 12,
  stock: null,
  visibility: 'public',
  position: 0,
  createdAt,
  version: 1,
})
