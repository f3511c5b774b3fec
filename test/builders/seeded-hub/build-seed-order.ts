import type { Quote } from '../../../hub/contract/customer/quote.ts'
import type { OrderRow } from '../../../hub/db/entities/orders.ts'
import { type FrozenOrder, offerOf } from '../../../hub/orders/frozen-order.ts'
import { refundedState } from '../../../hub/orders/order-state.ts'
import type { SeedOrder } from './life.ts'

const pendingLifeMs = 1_800_000

/** When an order that nobody paid was closed. */
export const closedAt = (order: SeedOrder): number => order.createdAt + pendingLifeMs + 4_000
/** When money came for an order that could not be fulfilled. */
export const strayAt = (order: SeedOrder): number =>
  order.stray?.kind === 'held' ? order.createdAt + 90_000 : closedAt(order) + 600_000

export function buildSeedQuote(order: SeedOrder): Quote {
  const { plan, batch, bucket } = order
  const isPlan = plan !== null && plan.kind !== 'addon'
  const cut = ({ from, until, bytes }: SeedOrder['cuts'][number]) => ({ from, until, bytes })
  return {
    planId: plan?.id ?? null,
    planVersion: plan?.version ?? 0,
    kind: order.kind,
    mode: order.mode,
    quantity: order.quantity,
    title: plan?.title ?? { zh: '', en: '' },
    listPrice: order.listPrice,
    discount: order.discount,
    credit: 0,
    total: order.total,
    cuts: order.cuts.map(cut),
    bonusCuts: order.bonusCuts.map(cut),
    bonusBucket: null,
    bucket: bucket === null ? null : { ...bucket },
    startsAt: order.startsAt,
    endsAt: order.endsAt,
    nodeCount: isPlan ? plan.nodeCount : null,
    regions: isPlan ? [...plan.regions] : [],
    cyclePolicy: isPlan ? plan.cyclePolicy : null,
    anchorAt: order.anchorAt,
    code: batch === null ? null : { text: batch.text ?? 'CARD', effect: batch.effect },
    ends: [],
    madeAt: order.paidAt ?? order.createdAt,
  }
}

/** The row of an order as it stands in the end. */
export function buildSeedOrder(order: SeedOrder, codeUseId: number | null, now: number): OrderRow {
  const { id, number, userId, plan, kind, mode, quantity, listPrice, discount, total, createdAt } = order
  const frozen: FrozenOrder = {
    quote: buildSeedQuote(order),
    offer: plan === null ? null : offerOf(plan),
    wish: 'auto',
  }
  const planId = plan?.id ?? null
  return {
    ...{ id, number, userId, planId, kind, mode, quantity, listPrice, discount, credit: 0, total },
    ...{ creditOrderId: null, codeUseId, quote: frozen, createdAt, expiresAt: createdAt + pendingLifeMs },
    ...{ movedOut: 0, heldReason: '', manualReason: '', version: 1, refunded: 0, received: 0 },
    ...{ method: null, pendingKey: null, stockHeld: false, paidAt: null, fulfilledAt: null, closedAt: null },
    ...{ entitlement: 'none', startsAt: null, endsAt: null },
    ...endOf(order, planId, now),
  }
}

function endOf(
  order: SeedOrder,
  planId: number | null,
  now: number,
): Partial<OrderRow> & Pick<OrderRow, 'state'> {
  const { fate, stray, userId } = order
  if (stray?.kind === 'late' || stray?.kind === 'held') {
    const closing = stray.kind === 'late' ? { closedAt: closedAt(order) } : { stockHeld: true }
    const heldReason = stray.kind === 'late' ? 'bought_again' : 'sold_out'
    const state = stray.becomes === 'open' ? 'held' : 'refunded'
    return { ...closing, state, method: 'wechat', paidAt: strayAt(order), heldReason, version: 3 }
  }
  if (fate === 'pending') {
    return { state: 'pending', pendingKey: `${userId}:${planId ?? 'code'}`, stockHeld: planId !== null }
  }
  if (fate === 'closed') return { state: 'closed', closedAt: closedAt(order), version: 2 }
  return givenEnd(order, planId, now)
}

function givenEnd(
  order: SeedOrder,
  planId: number | null,
  now: number,
): Partial<OrderRow> & Pick<OrderRow, 'state'> {
  const { refund, method, paidAt, total } = order
  const received = method === 'free' ? 0 : total
  const refunded = refund !== null && refund.state !== 'closed' ? refund.amount : 0
  const takes = refund !== null && refund.policy !== 'keep' && refund.state !== 'closed'
  const taken =
    takes && refund.state === 'accepted'
      ? 'suspended'
      : takes && refund.state === 'succeeded'
        ? 'ended'
        : null
  const endsAt = order.endsAt ?? order.bucket?.until ?? null
  const byTime = order.startsAt > now ? 'waiting' : endsAt !== null && endsAt <= now ? 'ended' : 'active'
  return {
    ...{ method, received, refunded, paidAt, fulfilledAt: paidAt, startsAt: order.startsAt, endsAt },
    state: refundedState({ received, movedOut: 0, refunded }),
    entitlement: taken ?? byTime,
    stockHeld: planId !== null && taken !== 'ended',
    manualReason: method === 'manual' ? `bank transfer (B${order.id})` : '',
    version: 3 + (refund === null ? 0 : 2),
  }
}
