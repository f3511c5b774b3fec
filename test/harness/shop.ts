import { randomBytes } from 'node:crypto'
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
import { rowsOf } from '../../hub/db/transaction.ts'
import { placeOrder, quoteFor, type WantedOrder } from '../../hub/orders/place-order.ts'
import { runBill, runBills } from '../../hub/payments/bills/run-bills.ts'
import { applyInboxItem } from '../../hub/payments/inbox/apply-inbox-item.ts'
import { markPaid } from '../../hub/payments/mark-paid.ts'
import { openAttempt } from '../../hub/payments/open-attempt.ts'
import { refundInboxItem, requestRefund, type WantedRefund } from '../../hub/payments/request-refund.ts'
import { watchClock } from '../../hub/payments/watch-clock.ts'
import { watchUnreadable } from '../../hub/payments/watch-unreadable.ts'
import { createIdentity, type Identity } from '../wechat-emulator/crypto/create-identity.ts'
import { startEmulator } from '../wechat-emulator/start-emulator.ts'
import type { TestEngine } from './engines.ts'
import { openPeopleAndNodes, operator, succeeded } from './people-and-nodes.ts'
import { createCrashing, openShopHub, runShopJobs, type ShopOptions } from './shop-hub.ts'
import { wechatTill } from './wechat-emulator.ts'

const gb = 1e9
let identity: Promise<Identity> | null = null

/** A shop on a real database that sells over HTTP through an emulated WeChat Pay; time stands still unless moved. */
export async function openShop(engine: TestEngine, options: ShopOptions = {}) {
  const world = await openPeopleAndNodes(engine)
  const { database, clock } = world
  identity ??= createIdentity()
  const emulator = await startEmulator({ now: clock.now, identity: await identity })
  const opened = await openShopHub({ ...world, emulator, options, crash: createCrashing() })
  const { shop, ordering, notifications, refusals, url, crashing } = opened

  const shopWorld = {
    ...world,
    shop,
    url,
    emulator,
    /** Merchant accounts; the first takes new payments. */
    accounts: opened.accounts,
    wechat: wechatTill(emulator.control),
    refusals,
    crashing,
    settled: () => notifications.idle(),
    /** Another hub on the same database, with a connection and keys of its own. */
    async anotherHub() {
      const own = await world.another()
      return openShopHub({ ...world, database: own, emulator, options, crash: createCrashing() })
    },
    async plan(wanted: Partial<PlanRow> = {}): Promise<PlanRow> {
      const inserted = await database.inTransaction(tx =>
        tx.manager.insert(planEntity, { ...aPlan(clock.now()), ...wanted }),
      )
      const id = Number(inserted.identifiers[0]?.['id'])
      return database.inTransaction(tx => tx.manager.findOneByOrFail(planEntity, { id }))
    },
    quote: (wanted: Wish) => quoteFor(ordering, { ...aWish, ...wanted }),
    place: (wanted: Wish) => placeOrder(ordering, { ...aWish, ...wanted }, operator),
    /** Placed and, where it costs anything, paid by hand at the same moment. */
    async bought(wanted: Wish): Promise<OrderRow> {
      const order = succeeded(await shopWorld.place(wanted))
      if (order.state !== 'pending') return order
      return succeeded(await shopWorld.mark(order.id, `order-${order.id}`))
    },
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
    async watch() {
      await watchClock(shop)
      await watchUnreadable(shop)
    },
    /** Kinds of what people are told about payments and were not freed of. */
    alerts: (): Promise<string[]> =>
      database.inTransaction(async tx =>
        rowsOf(
          await tx.query(
            "SELECT kind FROM alerts WHERE closedAt IS NULL AND kind LIKE 'payment.%' ORDER BY id",
          ),
        ).map(row => textIn(row, 'kind')),
      ),
    /** Rows of a query, for what has no words of its own here. */
    rows: (sql: string, parameters: readonly unknown[] = []) =>
      database.inTransaction(async tx => rowsOf(await tx.query(sql, parameters))),
    inbox: (): Promise<InboxItemRow[]> =>
      database.inTransaction(tx => tx.manager.find(inboxItemEntity, { order: { id: 'ASC' } })),
    order: (id: number): Promise<OrderRow> =>
      database.inTransaction(tx => tx.manager.findOneByOrFail(orderEntity, { id })),
    attempts: (orderId: number): Promise<PaymentAttemptRow[]> =>
      database.inTransaction(tx =>
        tx.manager.find(paymentAttemptEntity, { where: { orderId }, order: { id: 'ASC' } }),
      ),
    /** What the hub does by itself as time passes. */
    jobs: () => runShopJobs(opened),
    async pass(ms: number) {
      clock.advance(ms)
      await shopWorld.jobs()
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await emulator.close()
      await world[Symbol.asyncDispose]()
    },
  }
  return shopWorld
}

type Wish = Partial<WantedOrder> & Pick<WantedOrder, 'userId' | 'planId'>
const aWish = { quantity: 1, wish: 'auto', code: null } as const

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
