import type { Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import { userEntity } from '../db/entities/users.ts'
import { integerIn } from '../db/raw-row.ts'
import { updateRow } from '../db/single-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { insertGrants, type NewGrant } from '../entitlements/change-grants.ts'
import { ensureCycles } from '../entitlements/ensure-cycles.ts'
import type { Holder } from '../entitlements/entitlement-store.ts'
import { storeTerms } from '../entitlements/grant-plan.ts'
import type { Actor } from '../kernel/actor.ts'
import { changeOrder } from '../orders/change-order.ts'
import { type FrozenOrder, frozenOf } from '../orders/frozen-order.ts'
import { bonusRef, orderRef } from '../orders/live-orders.ts'
import type { AssignNodes } from '../users/ports.ts'

interface Giving {
  readonly order: OrderRow
  readonly quote: Quote
  readonly holder: Holder
  readonly at: Instant
  readonly actor: Actor
}

/** Writes what a quote says: ends what it ends, the plan's terms, its cuts and buckets as grants, the order's state. */
export async function giveQuoted(
  tx: Tx,
  deps: { readonly timeZone: string; readonly assignNodes: AssignNodes },
  giving: Giving,
): Promise<OrderRow> {
  const { order, quote, holder, at, actor } = giving
  await endSwitched(tx, quote, holder.userId, at)
  if (quote.endsAt !== null) {
    const kept = quote.mode === 'switch' ? await keptUntil(tx, holder.userId) : 0
    await storePlan(tx, deps.timeZone, giving, Math.max(quote.endsAt, kept) as Instant)
  }
  await insertGrants(tx, grantsOf(giving), { at, actor })
  const begins = quote.startsAt <= at
  if (begins) await setPlace(tx, deps.assignNodes, quote, holder.userId, at)
  return changeOrder(tx, order, {
    state: 'fulfilled',
    pendingKey: null,
    fulfilledAt: at,
    heldReason: '',
    entitlement: begins ? 'active' : 'waiting',
    startsAt: quote.startsAt,
    endsAt: quote.endsAt ?? quote.bucket?.until ?? null,
    quote: { ...frozenOf(order), quote } satisfies FrozenOrder,
  })
}

/** A switch ends the grants of the orders before it and moves their money to the new one. */
async function endSwitched(tx: Tx, quote: Quote, userId: number, at: Instant): Promise<void> {
  for (const { orderId, movedFen } of quote.ends) {
    await tx.query(
      `UPDATE grants SET endedAt = ? WHERE userId = ? AND sourceRef IN (?, ?) AND endedAt IS NULL
       AND (validUntil IS NULL OR validUntil > ?)`,
      [at, userId, orderRef(orderId), bonusRef(orderId), at],
    )
    await tx.query(
      `UPDATE orders SET movedOut = movedOut + ?, entitlement = 'ended', version = version + 1 WHERE id = ?`,
      [movedFen, orderId],
    )
  }
}

/** How far the cycles reach that a switch does not end: what an operator gave goes on, and the plan with it. */
async function keptUntil(tx: Tx, userId: number): Promise<number> {
  const [row] = rowsOf(
    await tx.query(
      `SELECT COALESCE(MAX(validUntil), 0) AS reach FROM grants
       WHERE userId = ? AND kind = 'cycle' AND endedAt IS NULL`,
      [userId],
    ),
  )
  return row === undefined ? 0 : integerIn(row, 'reach')
}

async function storePlan(tx: Tx, timeZone: string, { quote, holder }: Giving, end: Instant): Promise<void> {
  const policy = quote.cyclePolicy ?? holder.cyclePolicy
  const anchorAt = (quote.cyclePolicy === null ? holder.anchorAt : quote.anchorAt) as Instant | null
  const ruleChanges =
    policy !== holder.cyclePolicy || (policy === 'anniversary' && anchorAt !== holder.anchorAt)
  const rule = { policy, anchorAt, timeZone }
  await storeTerms(tx, holder.userId, { start: quote.startsAt as Instant, end, rule, ruleChanges }, timeZone)
  const cuts = [...quote.cuts, ...quote.bonusCuts]
  await ensureCycles(
    tx,
    timeZone,
    cuts.map(cut => ({ holder: { ...holder, cyclePolicy: policy, anchorAt }, at: cut.from as Instant })),
  )
}

function grantsOf({ order, quote, at }: Giving): NewGrant[] {
  const shared = {
    userId: order.userId,
    source: quote.kind === 'activation' ? ('code' as const) : ('order' as const),
    reason: order.number,
  }
  const cycles = (cuts: Quote['cuts'], sourceRef: string): NewGrant[] =>
    cuts.map(({ from, until, bytes }) => ({
      ...shared,
      ...{ kind: 'cycle', sourceRef, bytes, validFrom: from, validUntil: until },
    }))
  const bucket = (given: Quote['bucket'], sourceRef: string, validFrom: number): NewGrant[] =>
    given === null
      ? []
      : [{ ...shared, kind: 'bucket', sourceRef, bytes: given.bytes, validFrom, validUntil: given.until }]
  const own = orderRef(order.id)
  const bonus = bonusRef(order.id)
  return [
    ...cycles(quote.cuts, own),
    ...cycles(quote.bonusCuts, bonus),
    ...bucket(quote.bucket, own, at),
    ...bucket(quote.bonusBucket, bonus, Math.max(at, quote.startsAt)),
  ]
}

/** A plan says how many nodes, and where: from the moment it begins. */
export async function setPlace(
  tx: Tx,
  assignNodes: AssignNodes,
  quote: Pick<Quote, 'nodeCount' | 'regions'>,
  userId: number,
  at: Instant,
): Promise<void> {
  if (quote.nodeCount === null) return
  const place = { nodeCount: quote.nodeCount, regions: [...quote.regions] }
  await updateRow(tx, userEntity, userId, place)
  await assignNodes(tx, [userId], at)
}
