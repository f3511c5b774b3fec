import type { RefundView } from '../contract/admin/orders.ts'
import type { Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import type { Database } from '../db/transaction.ts'
import { loadStandings } from '../entitlements/standing.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { refundableOf } from '../orders/credit-rule.ts'
import { loadLiveOrders } from '../orders/live-orders.ts'
import { viewRefund } from './list-orders.ts'
import type { Tills } from './ports.ts'
import { readGrants } from './refund-entitlement.ts'
import { proposedRefund, type RefundPolicy, takenGrants } from './refund-rule.ts'
import { endAbnormalRefund, type SendRefundDeps, sendRefund } from './send-refund.ts'

/** A page of refunds, newest first. */
export function listRefunds(
  deps: { readonly database: Database },
  query: {
    readonly limit: number
    readonly after?: string | undefined
    readonly state?: RefundRow['state'] | undefined
  },
): Promise<{ items: RefundView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const before = /^\d{1,15}$/.test(query.after ?? '') ? Number(query.after) : Number.MAX_SAFE_INTEGER
    const find = tx.manager
      .createQueryBuilder(refundEntity, 'refund')
      .where('refund.id < :before', { before })
      .orderBy('refund.id', 'DESC')
      .take(query.limit + 1)
    if (query.state !== undefined) find.andWhere('refund.state = :state', { state: query.state })
    const rows = await find.getMany()
    const page = rows.slice(0, query.limit)
    return { items: page.map(viewRefund), next: rows.length > query.limit ? String(page.at(-1)?.id) : null }
  })
}

export interface RefundPreview {
  most: number
  proposed: number
  grants: number
  endsAt: Instant | null
}

/** What a refund would pay back and take now. Fails with `order_not_found`. */
export function previewRefund(
  deps: { readonly database: Database; readonly clock: Clock; readonly timeZone: string },
  { orderId, policy }: { readonly orderId: number; readonly policy: RefundPolicy },
): Promise<Outcome<RefundPreview>> {
  return deps.database.inTransaction(async tx => {
    const order = await tx.manager.findOneBy(orderEntity, { id: orderId })
    if (order === null) return fail('order_not_found', { orderId })
    const now = deps.clock.now()
    const { timeZone } = deps
    const [standing] = await loadStandings(tx, { userIds: [order.userId], now, timeZone, settle: 'read' })
    if (standing === undefined) return fail('user_not_found', { userId: order.userId })
    const live = (await loadLiveOrders(tx, standing, now)).find(one => one.orderId === orderId) ?? null
    const grants = await readGrants(tx, order)
    const taken = takenGrants(grants, policy, now)
    const kept = grants.filter(grant => grant.endedAt === null && !taken.includes(grant))
    const endsAt = Math.max(now, ...kept.map(grant => grant.validUntil ?? 0))
    return succeed({
      most: refundableOf(order),
      proposed: proposedRefund(order, live, policy, now),
      grants: taken.length,
      endsAt: (order.endsAt === null ? null : taken.length === 0 ? order.endsAt : endsAt) as Instant | null,
    })
  })
}

type Deps = SendRefundDeps & { readonly tills: Tills }

/** Asks the provider again now. Fails with `refund_not_found` and `refund_refused` (`why`: no_merchant). */
export async function retryRefund(
  deps: Deps,
  { refundId }: { readonly refundId: number },
): Promise<Outcome<RefundView>> {
  const refund = await findRefund(deps, refundId)
  if (refund === null) return fail('refund_not_found', { refundId })
  const till = refund.merchantId === null ? null : await deps.tills.byId(refund.merchantId)
  if (till === null) return fail('refund_refused', { why: 'no_merchant' })
  await sendRefund(deps, till, refundId)
  return succeed(viewRefund((await findRefund(deps, refundId)) ?? refund))
}

/** Fails with `refund_not_found` and `refund_refused` (`why`: not_abnormal, refused with what the provider says). */
export async function endAbnormal(
  deps: Deps,
  { refundId }: { readonly refundId: number },
): Promise<Outcome<RefundView>> {
  const refund = await findRefund(deps, refundId)
  if (refund === null) return fail('refund_not_found', { refundId })
  if (refund.state !== 'abnormal') return fail('refund_refused', { why: 'not_abnormal' })
  const answer = await endAbnormalRefund(deps, refund)
  if (answer?.kind !== 'ok') return fail('refund_refused', { why: 'refused', message: answer?.message ?? '' })
  return succeed(viewRefund((await findRefund(deps, refundId)) ?? refund))
}

const findRefund = ({ database }: Deps, id: number): Promise<RefundRow | null> =>
  database.inTransaction(tx => tx.manager.findOneBy(refundEntity, { id }))
