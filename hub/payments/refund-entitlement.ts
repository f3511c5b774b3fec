import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { RefundRow } from '../db/entities/refunds.ts'
import { integerIn, integerOrNullIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { type ChangeGrantsDeps, changeGrantsInTx } from '../entitlements/change-grants.ts'
import type { Actor } from '../kernel/actor.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import { bonusRef, orderRef } from '../orders/live-orders.ts'
import { type OrderGrant, takenGrants } from './refund-rule.ts'

type Deps = Omit<ChangeGrantsDeps, 'database'>

interface Refunding {
  readonly order: OrderRow
  readonly refund: RefundRow
  readonly at: Instant
  readonly actor: Actor
}

/** A user's plan as far as this order reaches. */
export interface Suspension {
  readonly entitlement: OrderRow['entitlement']
  readonly endsAt: number | null
  /** What its grants carry as their end: given back by it, so it is no end of any other grant of the order. */
  readonly mark: Instant
}

/** Takes what the policy of a refund takes, as of now; the same deed gives it back where the provider closes it. */
export async function suspendGiven(
  tx: Tx,
  deps: Deps,
  { order, refund, at, actor }: Refunding,
): Promise<Suspension> {
  const grants = await readGrants(tx, order)
  const newest = Math.max(0, ...grants.map(grant => grant.endedAt ?? 0))
  const mark = Math.max(at, newest + 1) as Instant
  const taken = takenGrants(grants, refund.policy, at)
  if (taken.length === 0) return { entitlement: order.entitlement, endsAt: order.endsAt, mark }
  await change(tx, deps, { order, action: 'refund.suspend', at, actor }, async inner => {
    await endGrants(inner, taken, mark)
    await shortenPlan(inner, order, at)
  })
  const left = leftOf(await readGrants(tx, order), at)
  if (left.length === 0) return { entitlement: 'suspended', endsAt: order.endsAt, mark }
  return { entitlement: order.entitlement, endsAt: endOf(left), mark }
}

/**
 * Gives back what a refund took that the provider closed, but for what other refunds of the order take as well: that
 * is theirs from now on, and given back with them.
 */
export async function restoreGiven(
  tx: Tx,
  deps: Deps,
  { order, refund, at, actor }: Refunding,
  others: readonly RefundRow[],
): Promise<Suspension> {
  const takenAt = refund.acceptedAt
  const back = (await readGrants(tx, order)).filter(({ endedAt }) => endedAt !== null && endedAt === takenAt)
  if (back.length === 0) return { entitlement: order.entitlement, endsAt: order.endsAt, mark: at }
  const byHeir = Map.groupBy(back, grant => others.find(other => takes(other, grant)) ?? null)
  const freed = byHeir.get(null) ?? []
  byHeir.delete(null)
  for (const [heir, grants] of byHeir) await endGrants(tx, grants, heir?.acceptedAt ?? at)
  if (freed.length > 0) {
    await change(tx, deps, { order, action: 'refund.restore', at, actor }, async inner => {
      await endGrants(inner, freed, null)
      if (isPlan(order)) await lengthenPlan(inner, order, endOf(freed) ?? 0)
    })
  }
  const left = leftOf(await readGrants(tx, order), at)
  if (left.length === 0) {
    const isOpen = [...byHeir.keys()].some(heir => heir?.state !== 'succeeded')
    return { entitlement: isOpen ? 'suspended' : 'ended', endsAt: order.endsAt, mark: at }
  }
  const { quote } = frozenOf(order)
  const endsAt = byHeir.size > 0 ? endOf(left) : (quote.endsAt ?? quote.bucket?.until ?? null)
  // One that had not begun is begun by the job, also where its time came meanwhile.
  const entitlement = (order.startsAt ?? 0) > (takenAt ?? at) ? 'waiting' : 'active'
  return { entitlement, endsAt, mark: at }
}

/** Whether a refund takes a grant that another one took first. */
function takes({ policy, acceptedAt }: RefundRow, grant: OrderGrant): boolean {
  return takenGrants([{ ...grant, endedAt: null }], policy, acceptedAt ?? 0).length > 0
}

/** Of grants: those of which something may still be used, now or later. */
const leftOf = <G extends OrderGrant>(grants: readonly G[], at: Instant): G[] =>
  grants.filter(({ endedAt, validUntil }) => endedAt === null && (validUntil ?? Infinity) > at)

/** The last end of some grants; null: until used. */
const endOf = (grants: readonly OrderGrant[]): number | null =>
  grants.some(({ validUntil }) => validUntil === null)
    ? null
    : Math.max(0, ...grants.map(({ validUntil }) => validUntil ?? 0))

async function endGrants(tx: Tx, grants: readonly OrderGrant[], endedAt: number | null): Promise<void> {
  const ids = grants.map(({ id }) => id)
  await tx.query(`UPDATE grants SET endedAt = ? WHERE id IN (${marks(ids.length)})`, [endedAt, ...ids])
}

const isPlan = (order: OrderRow): boolean => frozenOf(order).quote.endsAt !== null

/** The plan reaches as far again as what it got back. */
async function lengthenPlan(tx: Tx, { userId }: OrderRow, until: number): Promise<void> {
  await tx.query(
    `UPDATE users SET expiresAt = CASE WHEN expiresAt IS NULL OR expiresAt < ? THEN ? ELSE expiresAt END,
     version = version + 1 WHERE id = ?`,
    [until, until, userId],
  )
}

/** The plan ends where the last cycle ends that is left, if it was this order that reached furthest. */
async function shortenPlan(tx: Tx, order: OrderRow, at: Instant): Promise<void> {
  if (!isPlan(order)) return
  const [user] = rowsOf(await tx.query('SELECT expiresAt FROM users WHERE id = ?', [order.userId]))
  const expiresAt = user === undefined ? null : integerOrNullIn(user, 'expiresAt')
  if (expiresAt === null || expiresAt <= at) return
  const [reach] = rowsOf(
    await tx.query(
      `SELECT MAX(CASE WHEN endedAt IS NULL THEN validUntil END) AS live, MAX(validUntil) AS any_
       FROM grants WHERE userId = ? AND kind = 'cycle'`,
      [order.userId],
    ),
  )
  // Days an operator added beyond every cycle are not this order's to take.
  if (reach === undefined || expiresAt > (integerOrNullIn(reach, 'any_') ?? 0)) return
  const until = Math.max(at, integerOrNullIn(reach, 'live') ?? 0)
  if (until >= expiresAt) return
  await tx.query('UPDATE users SET expiresAt = ?, version = version + 1 WHERE id = ?', [until, order.userId])
}

async function change(
  tx: Tx,
  deps: Deps,
  about: { readonly order: OrderRow; readonly action: string; readonly at: Instant; readonly actor: Actor },
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { order, action, actor } = about
  const [user] = rowsOf(await tx.query('SELECT status FROM users WHERE id = ?', [order.userId]))
  // Nobody uses what a deleted user has.
  if (user === undefined || textIn(user, 'status') === 'deleted') return work(tx)
  const asked = { orderId: order.id, number: order.number }
  await changeGrantsInTx(tx, deps, { userIds: [order.userId], action, actor, asked, work })
}

/** The grants that an order and its bonus gave. */
export async function readGrants(
  tx: Tx,
  { id, userId }: OrderRow,
): Promise<(OrderGrant & { readonly id: number })[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT id, kind, validFrom, validUntil, endedAt FROM grants
       WHERE userId = ? AND sourceRef IN (?, ?) ORDER BY id`,
      [userId, orderRef(id), bonusRef(id)],
    ),
  )
  return rows.map(row => ({
    id: integerIn(row, 'id'),
    kind: textIn(row, 'kind') === 'cycle' ? 'cycle' : 'bucket',
    validFrom: integerIn(row, 'validFrom'),
    validUntil: integerOrNullIn(row, 'validUntil'),
    endedAt: integerOrNullIn(row, 'endedAt'),
  }))
}
