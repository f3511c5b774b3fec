import type { OrderRow } from '../../../hub/db/entities/orders.ts'
import { orderEntity } from '../../../hub/db/entities/orders.ts'
import type { PaymentAttemptRow, PaymentRow } from '../../../hub/db/entities/payments.ts'
import type { InboxItemRow } from '../../../hub/db/entities/refunds.ts'
import { auditedOrder } from '../../../hub/orders/audited-order.ts'
import { buildSeedOrder, closedAt, strayAt } from './build-seed-order.ts'
import type { Chance } from './chance.ts'
import type { SeedOrder } from './life.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedCodes } from './seed-codes.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedMoney } from './seed-money.ts'
import type { SeedWorld } from './seed-world.ts'

const minute = 60_000
const who = 'operator:2 Wang Min'

interface Writing {
  readonly world: SeedWorld
  readonly sink: RowSink
  readonly log: SeedLog
  readonly money: SeedMoney
  readonly codes: SeedCodes
  readonly chance: Chance
}

/** Writes orders, in order of time, with their attempts, payments, refunds and what of them was before a person. */
export async function writeOrders(orders: readonly SeedOrder[], writing: Writing): Promise<void> {
  const { world, sink, money, codes } = writing
  for (const order of orders) {
    const row = buildSeedOrder(order, codes.use(order), world.now)
    sink.add(orderEntity, row)
    writeMoney(writing, order, row)
    if (order.createdAt > world.now - world.scale.auditedDays * dayMs) audit(writing, order, row)
    if (sink.isFull()) await sink.settle()
  }
  unknownMoney(writing)
  money.finish()
}

function writeMoney({ money, chance, world }: Writing, order: SeedOrder, row: OrderRow): void {
  const { id, number, total, createdAt, stray } = order
  const made = { orderId: id, number, amount: total, expiresAt: row.expiresAt }
  const attempt = (state: PaymentAttemptRow['state'], after: number, endedAt: number | null) =>
    money.attempt({ ...made, state, createdAt: createdAt + after, endedAt })
  if (order.fate === 'given') {
    if (order.method === 'manual') {
      money.manual({ amount: total, orderId: id, outTradeNo: number, at: row.paidAt ?? createdAt })
    }
    if (order.method !== 'wechat') return
    const isKnown = stray?.kind !== 'unknown_order'
    if (!isKnown || chance.happens(0.08)) attempt('closed', 2_000, createdAt + 9_000)
    const paid = isKnown ? attempt('paid', 10_000, row.paidAt) : null
    const payment = money.payment({
      ...{ at: (row.paidAt ?? createdAt) - (isKnown ? 1_500 : 2 * minute), attempt: paid },
      ...{ amount: total, orderId: id, refunded: row.refunded },
    })
    if (order.refund !== null) refundGiven(money, world.now, order, payment)
    if (stray === null) return
    if (isKnown)
      straySecond({
        money,
        order,
        attempt: attempt('paid', 12_000, (row.paidAt ?? 0) + minute),
        now: world.now,
      })
    else openItem(money, order, payment, null)
    return
  }
  if (order.fate === 'pending') attempt('open', 3_000, null)
  else if (stray !== null) straySingle({ money, order, attempt, now: world.now })
  else if (chance.happens(0.8)) attempt('closed', 3_000, closedAt(order))
}

function refundGiven(money: SeedMoney, now: number, order: SeedOrder, payment: PaymentRow): void {
  const { refund } = order
  if (refund === null) return
  const { amount, policy, state, origin, at } = refund
  const reason =
    origin === 'imported' ? '' : policy === 'keep' ? 'slow for two days' : 'does not need it any more'
  const row = money.refund({ at, payment, orderId: order.id, amount, policy, state, origin, reason })
  if (state !== 'abnormal' && origin !== 'imported') return
  const isOpen = state === 'abnormal' || at > now - 10 * dayMs
  money.inbox(
    {
      kind: state === 'abnormal' ? 'refund_abnormal' : 'refund_imported',
      itemKey: `${state === 'abnormal' ? 'refund_abnormal' : 'refund_imported'}:${row.outRefundNo}`,
      ...{ paymentId: payment.id, orderId: order.id, refundId: null, userId: order.userId, amount },
      facts: { outRefundNo: row.outRefundNo, reason },
      ...(isOpen
        ? open(at)
        : { ...closed(at, now), state: 'dismissed', resolution: { reason: 'looked at' } }),
    },
    row,
  )
}

const open = (at: number) =>
  ({ state: 'open', openedAt: at, resolvedAt: null, resolvedBy: '', resolution: null }) as const
const closed = (at: number, now: number) =>
  ({ openedAt: at, resolvedAt: Math.min(now, at + 5 * hourMs), resolvedBy: who }) as const

/** The second payment of an order that is paid. */
function straySecond(of: {
  readonly money: SeedMoney
  readonly order: SeedOrder
  readonly attempt: PaymentAttemptRow
  readonly now: number
}): void {
  const { money, order, attempt, now } = of
  before(money, order, { attempt, amount: order.total, at: (order.paidAt ?? order.createdAt) + minute, now })
}

/** The only money of an order that could not be fulfilled. */
function straySingle(of: {
  readonly money: SeedMoney
  readonly order: SeedOrder
  readonly now: number
  attempt(state: PaymentAttemptRow['state'], after: number, endedAt: number): PaymentAttemptRow
}): void {
  const { money, order, now } = of
  const at = strayAt(order)
  const isMismatch = order.stray?.kind === 'mismatch'
  const attempt = of.attempt(isMismatch ? 'mismatch' : 'paid', 3_000, at)
  before(money, order, {
    attempt,
    amount: isMismatch ? Math.max(1, order.total - 100) : order.total,
    at,
    now,
  })
}

/** Money before a person: it waits there, or went back. */
function before(
  money: SeedMoney,
  order: SeedOrder,
  paid: {
    readonly attempt: PaymentAttemptRow
    readonly amount: number
    readonly at: number
    readonly now: number
  },
): void {
  const { attempt, amount, at, now } = paid
  const isBack = order.stray?.becomes === 'refunded'
  const payment = money.payment({ at, attempt, amount, orderId: null, refunded: isBack ? amount : 0 })
  openItem(money, order, payment, isBack ? Math.min(now, at + 5 * hourMs) : null)
}

function openItem(money: SeedMoney, order: SeedOrder, payment: PaymentRow, refundedAt: number | null): void {
  const kind = order.stray?.kind ?? 'unknown_order'
  const { transactionId, outTradeNo, amount, source } = payment
  const isApplied = order.stray?.becomes === 'applied'
  const refund =
    refundedAt === null
      ? null
      : money.refund({
          ...{
            at: refundedAt,
            payment,
            orderId: null,
            amount,
            policy: 'keep',
            state: 'succeeded',
            origin: 'inbox',
          },
          reason: 'paid twice',
        })
  const settled: Pick<InboxItemRow, 'state' | 'openedAt' | 'resolvedAt' | 'resolvedBy' | 'resolution'> =
    isApplied
      ? {
          ...{ state: 'applied', openedAt: payment.successAt, resolvedAt: order.paidAt, resolvedBy: who },
          resolution: { orderId: order.id, number: order.number },
        }
      : refundedAt === null
        ? open(payment.successAt)
        : {
            ...{ state: 'refunded', openedAt: payment.successAt, resolvedAt: refundedAt, resolvedBy: who },
            resolution: null,
          }
  money.inbox(
    {
      kind,
      itemKey: `${kind}:${transactionId}`,
      ...{ paymentId: payment.id, orderId: isApplied ? null : order.id, refundId: null },
      ...{ userId: isApplied ? null : order.userId, amount },
      facts: {
        transactionId,
        outTradeNo,
        total: amount,
        currency: 'CNY',
        source,
        expected: order.total,
        number: order.number,
      },
      ...settled,
    },
    refund,
  )
}

/** Money that nobody knows the order of. */
function unknownMoney({ world, money, chance }: Writing): void {
  const count = Math.max(3, Math.round(world.scale.orders * 0.0001))
  for (let i = 0; i < count; i += 1) {
    const isOpen = i >= count - 2
    const at = Math.floor(
      isOpen ? world.now - (i + 1) * 11 * minute : chance.within(world.begin, world.now - dayMs),
    )
    const amount = chance.one([1_200, 2_000, 3_500, 19_900, 1])
    const payment = money.payment({ at, attempt: null, amount, orderId: null, refunded: isOpen ? 0 : amount })
    const back = {
      at: at + 7 * hourMs,
      payment,
      orderId: null,
      amount,
      policy: 'keep',
      state: 'succeeded',
    } as const
    const refund = isOpen ? null : money.refund({ ...back, origin: 'inbox', reason: 'belongs to nobody' })
    const { transactionId, outTradeNo } = payment
    money.inbox(
      {
        ...{ kind: 'unknown_order', itemKey: `unknown_order:${transactionId}`, paymentId: payment.id },
        ...{
          orderId: null,
          refundId: null,
          userId: null,
          amount,
          facts: { transactionId, outTradeNo, total: amount },
        },
        ...(isOpen ? open(at) : { ...closed(at, world.now), state: 'refunded', resolution: null }),
      },
      refund,
    )
  }
}

function audit({ log }: Writing, order: SeedOrder, row: OrderRow): void {
  const shared = { subject: `order:${order.id}` }
  const customer = `system:customer ${order.userId}`
  const empty = {
    received: 0,
    refunded: 0,
    method: null,
    entitlement: 'none',
    startsAt: null,
    endsAt: null,
  } as const
  const placed = auditedOrder({ ...row, ...empty, state: 'pending', heldReason: '' })
  const tell = (at: number, actor: string, action: string, from: unknown, to: unknown) =>
    log.deeds.push({ ...shared, at, actor, action, before: from, after: to })
  if (order.method === 'free') {
    tell(order.createdAt, customer, 'order.free', null, auditedOrder({ ...row, state: 'fulfilled' }))
    return
  }
  tell(order.createdAt, customer, 'order.place', null, placed)
  if (order.fate === 'given') {
    const paid = auditedOrder({ ...row, state: 'fulfilled', refunded: 0 })
    const actor = order.method === 'manual' ? 'operator:1 Lin Yue' : 'system:payments'
    tell(row.paidAt ?? order.createdAt, actor, 'order.pay', placed, paid)
  } else if (row.closedAt !== null) {
    const after = { ...placed, state: 'closed', why: 'not paid in time' }
    tell(row.closedAt, 'system:jobs', 'order.close', placed, after)
  }
}
