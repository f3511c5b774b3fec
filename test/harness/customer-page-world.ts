import type { Instant } from '../../hub/contract/primitives.ts'
import { slotOf } from '../../hub/contract/primitives.ts'
import type { CustomerPageDeps } from '../../hub/customer-page/page-deps.ts'
import type { InvitedPerson, Notice, OpenedAttempt } from '../../hub/customer-page/ports.ts'
import { serveCustomerPage } from '../../hub/customer-page/serve-customer-page.ts'
import { type OrderRow, orderEntity } from '../../hub/db/entities/orders.ts'
import { type PlanRow, planEntity } from '../../hub/db/entities/plans.ts'
import { grantPlan } from '../../hub/entitlements/grant-plan.ts'
import { createServer } from '../../hub/http/create-server.ts'
import { silentLogger } from '../../hub/kernel/logger.ts'
import { fail, RolledBack, succeed } from '../../hub/kernel/outcome.ts'
import { dayOf } from '../../hub/metering/day-rule.ts'
import { placeOrder, quoteFor } from '../../hub/orders/place-order.ts'
import { fakeAccounts } from '../fakes/customer-accounts.ts'
import type { TestEngine } from './engines.ts'
import { openPeopleAndNodes, operator, succeeded, timeZone } from './people-and-nodes.ts'

const dayMs = 86_400_000
const gb = 1e9

const plans: readonly Pick<PlanRow, 'name' | 'title' | 'description' | 'kind' | 'price' | 'bytes'>[] = [
  {
    name: 'month-100',
    title: { zh: '月付 100 GB', en: 'Monthly 100 GB' },
    description: { zh: '够一个人看视频和办公。', en: 'Enough for one person’s video and work.' },
    kind: 'month',
    price: 1_500,
    bytes: 100 * gb,
  },
  {
    name: 'year-200',
    title: { zh: '年付 200 GB', en: 'Yearly 200 GB' },
    description: { zh: '一次买好全年，每月更划算。', en: 'A whole year at once, for less.' },
    kind: 'year',
    price: 19_800,
    bytes: 200 * gb,
  },
  {
    name: 'addon-50',
    title: { zh: '加油包 50 GB', en: 'Add-on 50 GB' },
    description: { zh: '', en: '' },
    kind: 'addon',
    price: 800,
    bytes: 50 * gb,
  },
]

/** The customer page on a free port of loopback, with a real database and accounts and payments that are made up. */
export async function openCustomerPage(engine: TestEngine, requestsPerMinute = 5_000) {
  const world = await openPeopleAndNodes(engine)
  const { database, clock } = world
  const known = new Map<string, number>()
  const accounts = fakeAccounts(known)
  const said = {
    notices: [] as Notice[],
    attempt: null as OpenedAttempt | null,
    terms: null as string | null,
    serviceName: 'Sluice',
    invited: [] as InvitedPerson[],
    /** Texts cannot be read. */
    isBroken: false,
  }
  const app = await createServer({
    tls: null,
    logger: silentLogger,
    trustedProxies: [],
    requestsPerMinute,
  })
  const ordering = {
    database,
    clock,
    timeZone,
    random: world.deps.random,
    codes: {
      find: async () => {
        throw new RolledBack(fail('code_refused', { why: 'unknown' }))
      },
      reserve: async () => 0,
      commit: async () => 'within' as const,
      release: async () => {},
    },
    fulfilFree: async (_tx: unknown, order: OrderRow) => order,
  }
  const deps: CustomerPageDeps = {
    database,
    clock,
    logger: silentLogger,
    vault: world.deps.vault,
    timeZone,
    publicUrl: null,
    serviceName: async () => said.serviceName,
    demo: true,
    readBalances: world.deps.readBalances,
    random: world.deps.random,
    accounts,
    content: {
      notices: async () => said.notices,
      siteText: async name => {
        if (said.isBroken) throw new Error('the database is gone')
        return name === 'terms' ? said.terms : name === 'support' ? 'help@example.com' : null
      },
    },
    links: {
      link: async userId => `https://sluice.example/s/${'a'.repeat(31)}${userId}`,
      servers: async userId => [
        { name: '🇭🇰 香港 1', uri: `ss://YWVzLTI1Ni1nY206c2VjcmV0@hk1.example.com:${20_000 + userId}#hk` },
        { name: '🇯🇵 东京 2', uri: `ss://YWVzLTI1Ni1nY206c2VjcmV0@jp2.example.com:${20_000 + userId}#jp` },
      ],
      rotate: async () => succeed(null),
    },
    invites: {
      codeOf: async () => 'RIVER42',
      terms: async () => ({ reward: { kind: 'days', days: 3 }, holdDays: 7 }),
      invited: async () => said.invited,
    },
    shop: {
      quote: wanted => quoteFor(ordering, wanted),
      place: wanted => placeOrder(ordering, wanted, operator),
      close: async ({ orderId }) => {
        await database.inTransaction(tx =>
          tx.manager.update(orderEntity, { id: orderId }, { state: 'closed', pendingKey: null }),
        )
        const order = await database.inTransaction(tx =>
          tx.manager.findOneByOrFail(orderEntity, { id: orderId }),
        )
        return succeed(order)
      },
      openAttempt: async () => (said.attempt === null ? fail('not_ready') : succeed(said.attempt)),
      payments: async () => 'sandbox',
    },
  }
  const forms: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().includes('POST')) forms.push(url)
  })
  await serveCustomerPage(app, deps)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  return {
    ...world,
    url,
    /** The path of every form, as its route is written. */
    forms,
    said,
    accounts,
    async plans(): Promise<PlanRow[]> {
      return database.inTransaction(async tx => {
        for (const [position, plan] of plans.entries()) {
          await tx.manager.insert(planEntity, {
            ...plan,
            validity: plan.kind === 'addon' ? { kind: 'plan' } : null,
            nodeCount: 2,
            regions: [],
            cyclePolicy: 'calendar',
            mostPerOrder: 12,
            stock: null,
            visibility: 'public',
            position,
            createdAt: clock.now(),
            version: 1,
          })
        }
        return tx.manager.find(planEntity, { order: { position: 'ASC' } })
      })
    },
    /** Somebody with an account; the token of his session beside his id. */
    async customer(email: string) {
      const userId = await world.user({ email, name: email })
      known.set(email, userId)
      return { userId, token: accounts.sessionOf(userId) }
    },
    /** Gives him three months of 100 GB, and traffic on each of the last days. */
    async withTraffic(userId: number, used = 35 * gb) {
      const deps = { ...world.deps, timeZone }
      const wish = { months: 3, bytesPerCycle: 100 * gb, policy: undefined, reason: '' }
      succeeded(await grantPlan(deps, { ...wish, userIds: [userId] }, operator))
      await database.inTransaction(async tx => {
        await tx.query("UPDATE grants SET used = ? WHERE userId = ? AND kind = 'cycle' AND validFrom <= ?", [
          used,
          userId,
          clock.now(),
        ])
        await tx.query("UPDATE users SET gate = 'open' WHERE id = ?", [userId])
        const shares = [31, 40, 24, 48, 36, 57, 43, 20, 33, 50, 29, 62, 40, 17]
        for (const [i, share] of shares.entries()) {
          const { day } = dayOf(slotOf((clock.now() - (13 - i) * dayMs) as Instant), timeZone)
          const bytes = Math.round(share * 0.1 * gb)
          await tx.query(
            'INSERT INTO ledger_days (userId, nodeId, day, upload, download, charged) VALUES (?, 1, ?, ?, ?, ?)',
            [userId, day, Math.round(bytes / 12), bytes, bytes],
          )
        }
      })
    },
    setOrder: (orderNumber: string, patch: Partial<OrderRow>) =>
      database.inTransaction(tx => tx.manager.update(orderEntity, { number: orderNumber }, patch)),
    async [Symbol.asyncDispose]() {
      await app.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

export type CustomerPage = Awaited<ReturnType<typeof openCustomerPage>>
