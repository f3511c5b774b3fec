import { recordAudit } from '../audit/record-audit.ts'
import type { OrderWish, Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { planEntity } from '../db/entities/plans.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { loadStandings } from '../entitlements/standing.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { normalCode } from '../kernel/code-text-rule.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { returnStock, takeStock } from '../plans/stock.ts'
import { lockUser } from '../users/change-user.ts'
import type { RandomBytes } from '../users/ports.ts'
import { auditedOrder } from './audited-order.ts'
import { buildOrderNumber } from './build-order-number.ts'
import { changeOrder } from './change-order.ts'
import { type FrozenOrder, frozenOf, offerOf } from './frozen-order.ts'
import { dayOf } from './order-day.ts'
import type { FulfilFree, OrderCodes, UsableCode } from './ports.ts'
import { type PlanOffer, quoteOrder } from './quote-rule.ts'
import { readBuyer } from './read-buyer.ts'

export interface PlaceOrderDeps {
  readonly database: Database
  readonly clock: Clock
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
  readonly random: RandomBytes
  readonly codes: OrderCodes
  readonly fulfilFree: FulfilFree
}

export interface WantedOrder {
  readonly userId: number
  /** Null: an activation code says what it gives. */
  readonly planId: number | null
  readonly quantity: number
  readonly wish: OrderWish
  /** As it was typed. */
  readonly code: string | null
}

/** How long an order may be paid: also its `time_expire` at the provider. */
export const pendingLifeMs = 30 * 60_000

/** What somebody would get now, and for how much. Writes nothing. Fails as `placeOrder` does. */
export function quoteFor(
  deps: Pick<PlaceOrderDeps, 'database' | 'clock' | 'timeZone' | 'codes'>,
  wanted: WantedOrder,
): Promise<Outcome<Quote>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => (await draw(tx, deps, wanted, deps.clock.now())).frozen.quote),
  )
}

/**
 * Places an order: price, plan and code are frozen, a piece of stock and a use of the code are reserved. Where the
 * same is pending already it answers that: a double click buys once. A total of 0 is fulfilled at once.
 * Fails with `user_not_found`, `plan_not_found`, `order_refused`, `code_refused`, `sold_out`, and `order_pending`
 * (with its number) where another order of the same product waits to be paid.
 */
export async function placeOrder(
  deps: PlaceOrderDeps,
  wanted: WantedOrder,
  actor: Actor,
): Promise<Outcome<OrderRow>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      // Orders of one user queue here.
      await lockUser(tx, wanted.userId)
      const pending = await findPending(tx, wanted)
      if (pending !== null) {
        if (isSame(pending, wanted)) return pending
        throw new RolledBack(fail('order_pending', { number: pending.number }))
      }
      const drawn = await draw(tx, deps, wanted, at)
      const order = await insertOrder(tx, deps, wanted, drawn, at)
      if (order.total === 0) return deps.fulfilFree(tx, order, at)
      await announce(tx, { at, kind: 'order.placed', subject: { orderId: order.id, userId: order.userId } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'order.place',
        subject: `order:${order.id}`,
        before: null,
        after: auditedOrder(order),
      })
      return order
    }),
  )
}

const pendingKeyOf = ({ userId, planId }: Pick<WantedOrder, 'userId' | 'planId'>): string =>
  `${userId}:${planId ?? 'code'}`

async function findPending(tx: Tx, wanted: WantedOrder): Promise<OrderRow | null> {
  const found = await tx.manager.findOneBy(orderEntity, { pendingKey: pendingKeyOf(wanted) })
  const [row] = found === null ? [] : await lockRows(tx, orderEntity, [found.id])
  return row?.state === 'pending' ? row : null
}

function isSame(pending: OrderRow, wanted: WantedOrder): boolean {
  const { quote, wish } = frozenOf(pending)
  const code = quote.code?.text ?? null
  return quote.quantity === wanted.quantity && wish === wanted.wish && code === codeOf(wanted)
}

/** A code as it is compared; null where none was typed. */
export const codeOf = ({ code }: Pick<WantedOrder, 'code'>): string | null => normalCode(code ?? '') || null

interface Drawn {
  readonly frozen: FrozenOrder
  readonly code: UsableCode | null
}

async function draw(
  tx: Tx,
  deps: Pick<PlaceOrderDeps, 'timeZone' | 'codes'>,
  wanted: WantedOrder,
  at: Instant,
): Promise<Drawn> {
  const { userId, quantity, wish } = wanted
  const { timeZone } = deps
  const [standing] = await loadStandings(tx, { userIds: [userId], now: at, timeZone, settle: 'read' })
  if (standing === undefined) throw new RolledBack(fail('user_not_found', { userId }))
  const text = codeOf(wanted)
  const code = text === null ? null : await deps.codes.find(tx, { text, userId, planId: wanted.planId, at })
  const offer = await findOffer(tx, planOf(wanted, code))
  const result = quoteOrder({
    ...(await readBuyer(tx, standing, at)),
    plan: offer,
    quantity: code?.effect.kind === 'activation' ? 1 : quantity,
    wish,
    code: code === null ? null : { text: code.text, effect: code.effect },
    now: at,
    timeZone,
  })
  if (!result.ok) throw new RolledBack(fail('order_refused', { why: result.refusal }))
  return { frozen: { quote: result.quote, offer, wish }, code }
}

function planOf(wanted: WantedOrder, code: UsableCode | null): number | null {
  if (code?.effect.kind !== 'activation') return wanted.planId
  return 'planId' in code.effect ? code.effect.planId : null
}

async function findOffer(tx: Tx, planId: number | null): Promise<PlanOffer | null> {
  if (planId === null) return null
  const plan = await tx.manager.findOneBy(planEntity, { id: planId })
  if (plan === null || plan.visibility === 'retired') throw new RolledBack(fail('plan_not_found', { planId }))
  return offerOf(plan)
}

async function insertOrder(
  tx: Tx,
  deps: PlaceOrderDeps,
  wanted: WantedOrder,
  { frozen, code }: Drawn,
  at: Instant,
): Promise<OrderRow> {
  const { quote } = frozen
  const { userId } = wanted
  const row: Omit<OrderRow, 'id'> = {
    number: buildOrderNumber(dayOf(at, deps.timeZone), deps.random(12)),
    userId,
    planId: quote.planId,
    kind: quote.kind,
    mode: quote.mode,
    quantity: quote.quantity,
    state: 'pending',
    pendingKey: pendingKeyOf(wanted),
    listPrice: quote.listPrice,
    discount: quote.discount,
    credit: quote.credit,
    total: quote.total,
    creditOrderId: quote.ends[0]?.orderId ?? null,
    codeUseId: null,
    quote: frozen,
    method: null,
    stockHeld: false,
    received: 0,
    movedOut: 0,
    refunded: 0,
    createdAt: at,
    expiresAt: at + pendingLifeMs,
    paidAt: null,
    fulfilledAt: null,
    closedAt: null,
    heldReason: '',
    manualReason: '',
    entitlement: 'none',
    startsAt: null,
    endsAt: null,
    version: 1,
  }
  const inserted = await tx.manager.insert(orderEntity, { ...row })
  const order: OrderRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  const use = code === null ? null : { codeId: code.codeId, userId, orderId: order.id, at }
  const reserved = {
    codeUseId: use === null ? null : await deps.codes.reserve(tx, use),
    stockHeld: quote.planId !== null,
  }
  if (quote.planId !== null && !(await takeStock(tx, quote.planId))) {
    throw new RolledBack(fail('sold_out', { planId: quote.planId }))
  }
  await tx.manager.update(orderEntity, { id: order.id }, reserved)
  return { ...order, ...reserved }
}

/**
 * Closes a pending order, in the caller's transaction: stock and code are free again. The caller has closed what is
 * open at the provider. Answers the order as it is then; one that is not pending any more stays as it is.
 */
export async function closeOrder(
  tx: Tx,
  deps: Pick<PlaceOrderDeps, 'codes'>,
  closing: { readonly orderId: number; readonly at: Instant; readonly actor: Actor; readonly why: string },
): Promise<Outcome<OrderRow>> {
  const { orderId, at, actor, why } = closing
  const [order] = await lockRows(tx, orderEntity, [orderId])
  if (order === undefined) return fail('order_not_found', { orderId })
  if (order.state !== 'pending') return succeed(order)
  if (order.codeUseId !== null) await deps.codes.release(tx, order.codeUseId, at)
  if (order.stockHeld && order.planId !== null) await returnStock(tx, order.planId)
  const patch = { state: 'closed', pendingKey: null, closedAt: at, stockHeld: false } as const
  const closed = await changeOrder(tx, order, patch)
  await announce(tx, { at, kind: 'order.closed', subject: { orderId, userId: order.userId } })
  await recordAudit(tx, {
    at,
    actor,
    action: 'order.close',
    subject: `order:${orderId}`,
    before: auditedOrder(order),
    after: { ...auditedOrder(closed), why },
  })
  return succeed(closed)
}
