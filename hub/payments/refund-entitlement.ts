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
  const kept = grants.filter(grant => grant.endedAt === null && !taken.includes(grant))
  const keptUntil = Math.max(at, ...kept.map(grant => grant.validUntil ?? 0))
  await change(tx, deps, { order, action: 'refund.suspend', at, actor }, async inner => {
    const ids = taken.map(grant => grant.id)
    await inner.query(`UPDATE grants SET endedAt = ? WHERE id IN (${marks(ids.length)})`, [mark, ...ids])
    await shortenPlan(inner, order, at)
  })
  const isPartly = refund.policy === 'cycle_end' && keptUntil > at
  return isPartly
    ? { entitlement: order.entitlement, endsAt: keptUntil, mark }
    : { entitlement: 'suspended', endsAt: order.endsAt, mark }
}

/** Gives back what a refund took that the provider closed, but for what other refunds of the order still take. */
export async function restoreGiven(
  tx: Tx,
  deps: Deps,
  { order, refund, at, actor }: Refunding,
  others: readonly RefundRow[],
): Promise<Suspension> {
  const ours = await readGrants(tx, order)
  const back = ours.filter(grant => grant.endedAt !== null && grant.endedAt === refund.acceptedAt)
  const mark = at
  if (back.length === 0) return { entitlement: order.entitlement, endsAt: order.endsAt, mark }
  const still = new Set(
    others.flatMap(other =>
      takenGrants(
        back.map(grant => ({ ...grant, endedAt: null })),
        other.policy,
        other.acceptedAt ?? at,
      ).map(grant => grant.id),
    ),
  )
  const freed = back.filter(grant => !still.has(grant.id))
  if (freed.length > 0) {
    await change(tx, deps, { order, action: 'refund.restore', at, actor }, async inner => {
      const ids = freed.map(grant => grant.id)
      await inner.query(`UPDATE grants SET endedAt = NULL WHERE id IN (${marks(ids.length)})`, ids)
      if (isPlan(order)) {
        const until = Math.max(0, ...freed.map(grant => grant.validUntil ?? 0))
        await inner.query(
          `UPDATE users SET expiresAt = CASE WHEN expiresAt IS NULL OR expiresAt < ? THEN ? ELSE expiresAt END,
           version = version + 1 WHERE id = ?`,
          [until, until, order.userId],
        )
      }
    })
  }
  return { ...standingOf(order, still.size > 0, at), mark }
}

/** What an order's entitlement is by time alone. */
function standingOf(
  order: OrderRow,
  isTaken: boolean,
  at: Instant,
): Pick<Suspension, 'entitlement' | 'endsAt'> {
  const { quote } = frozenOf(order)
  const endsAt = quote.endsAt ?? quote.bucket?.until ?? null
  if (isTaken) return { entitlement: 'suspended', endsAt: order.endsAt }
  if (endsAt !== null && endsAt <= at) return { entitlement: 'ended', endsAt }
  return { entitlement: (order.startsAt ?? 0) > at ? 'waiting' : 'active', endsAt }
}

const isPlan = (order: OrderRow): boolean => frozenOf(order).quote.endsAt !== null

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
