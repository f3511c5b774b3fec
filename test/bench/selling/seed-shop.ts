import { upsertRows } from '../../../hub/db/bulk-write.ts'
import { paymentAttemptEntity } from '../../../hub/db/entities/payments.ts'
import { type PlanRow, planEntity } from '../../../hub/db/entities/plans.ts'
import { applyGate } from '../../../hub/gate/apply-gate.ts'
import type { Actor } from '../../../hub/kernel/actor.ts'
import { placeOrder } from '../../../hub/orders/place-order.ts'
import { createMerchant } from '../../../hub/payments/merchants/change-merchants.ts'
import { seedPairs } from '../../builders/seed-pairs.ts'
import { succeeded } from '../../harness/people-and-nodes.ts'
import type { MerchantSettings } from '../../wechat-emulator/start-emulator.ts'
import type { WiredShop } from './wire-shop.ts'

export interface SeededShop {
  readonly month: PlanRow
  readonly addon: PlanRow
  readonly merchantId: number
  /** Customers without a plan, each with an address. */
  readonly newcomers: readonly number[]
}

export const actor: Actor = { kind: 'system', name: 'bench' }
const gb = 1e9
const far = 86_400_000

/**
 * A shop with 10,000 customers on ten nodes whose budgets are known, and newcomers who have no plan yet. The nodes
 * are not enrolled, so that no hub asks them.
 */
export async function seedShop(
  shop: WiredShop,
  wanted: { readonly newcomers: number; readonly merchant: MerchantSettings },
): Promise<SeededShop> {
  const { database, clock, vault, timeZone } = shop
  const now = clock.now()
  const pairs = { pairs: 5, usersPerPair: 2_000 }
  const customers = pairs.pairs * pairs.usersPerPair
  const newcomers = Array.from({ length: wanted.newcomers }, (_, index) => customers + index + 1)
  const password = vault.seal('a proxy password')
  await database.inTransaction(async tx => {
    await seedPairs(tx, { ...pairs, now, sealedPassword: password })
    await tx.query('UPDATE nodes SET enrolledAt = NULL')
    const shared = ['active', '', 'aes-256-gcm', password, 'calendar', 2, '[]', '', 'no_plan', now, now, 1]
    await upsertRows(tx, {
      table: 'users',
      keys: ['id'],
      columns: [
        ...['id', 'name', 'status', 'statusReason', 'cipher', 'passwordSecret', 'cyclePolicy', 'nodeCount'],
        ...['regions', 'note', 'gate', 'gateSince', 'createdAt', 'version'],
      ],
      rows: newcomers.map(id => [id, `user ${id}`, ...shared]),
      set: ['id'],
    })
    await tx.query("UPDATE users SET email = CONCAT('user', id, '@example.com')")
  })
  const everybody = Array.from({ length: customers }, (_, index) => index + 1)
  await applyGate({ database, clock, timeZone }, everybody, 'bench')
  const { merchantCertificatePem: certificatePem, ...keys } = wanted.merchant
  const way = { tradeTypes: ['native'] as const, origin: 'http://127.0.0.1:9', activate: true }
  const { id } = succeeded(
    await createMerchant(
      { database, clock, vault, notifyUrl: 'https://shop.example/' },
      { ...keys, certificatePem, ...way, tradeTypes: [...way.tradeTypes] },
      actor,
    ),
  )
  const month = await addPlan(shop, { name: 'month', kind: 'month', bytes: 100 * gb, validity: null })
  const addon = await addPlan(shop, {
    ...{ name: 'addon', kind: 'addon', bytes: 50 * gb, validity: { kind: 'plan' } },
  })
  return { month, addon, merchantId: id, newcomers }
}

type NewPlan = Pick<PlanRow, 'name' | 'kind' | 'bytes' | 'validity'>

async function addPlan({ database, clock }: WiredShop, plan: NewPlan): Promise<PlanRow> {
  const row: Omit<PlanRow, 'id'> = {
    ...plan,
    title: { zh: '套餐', en: 'Plan' },
    description: { zh: '', en: '' },
    price: 1_500,
    nodeCount: 2,
    regions: [],
    cyclePolicy: 'calendar',
    mostPerOrder: 12,
    stock: null,
    visibility: 'public',
    position: 0,
    createdAt: clock.now(),
    version: 1,
  }
  return database.inTransaction(async tx => {
    const inserted = await tx.manager.insert(planEntity, row)
    return { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  })
}

/** Orders of these customers, each shown its QR code: the numbers under which they are paid. */
export async function placeOrders(
  shop: WiredShop,
  { userIds, planId, merchantId }: { userIds: readonly number[]; planId: number; merchantId: number },
): Promise<string[]> {
  const { database, clock, timeZone, random } = shop
  const { codes, fulfilFree } = shop.bindings
  const deps = { database, clock, timeZone, random, codes, fulfilFree }
  const numbers: string[] = []
  for (const userId of userIds) {
    const wanted = { userId, planId, quantity: 1, wish: 'auto', code: null } as const
    const order = succeeded(await placeOrder(deps, wanted, actor))
    const outTradeNo = `${order.number}${random(10).toString('hex')}`.slice(0, 32)
    const at = clock.now()
    await database.inTransaction(tx =>
      tx.manager.insert(paymentAttemptEntity, {
        ...{
          orderId: order.id,
          merchantId,
          outTradeNo,
          tradeType: 'native',
          state: 'open',
          openKey: order.id,
        },
        ...{ amount: order.total, requestBody: '{}', payUrl: 'weixin://pay', payUrlAt: at },
        // Nobody is there to be asked.
        ...{ nextQueryAt: at + far, queries: 0, lastError: '', createdAt: at, endedAt: null },
      }),
    )
    numbers.push(outTradeNo)
  }
  return numbers
}
