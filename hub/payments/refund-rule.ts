import type { Fen, Instant } from '../contract/primitives.ts'
import { creditOf, type LiveOrder, refundableOf } from '../orders/credit-rule.ts'

export type RefundPolicy = 'now' | 'cycle_end' | 'pro_rata' | 'keep'

/**
 * The sum a refund proposes, in fen. pro_rata: what is left of the plan's time or bytes, whichever is less; every
 * other policy: all that may still go back. `live` null: nothing of it runs, and pro rata there is nothing left.
 */
export function proposedRefund(
  order: Pick<LiveOrder, 'received' | 'movedOut' | 'refunded'>,
  live: LiveOrder | null,
  policy: RefundPolicy,
  now: Instant,
): Fen {
  const most = refundableOf(order)
  if (policy !== 'pro_rata') return most
  return (live === null ? 0 : Math.min(most, creditOf(live, now))) as Fen
}

export interface OrderGrant {
  readonly id: number
  readonly kind: 'cycle' | 'bucket'
  readonly validFrom: number
  readonly validUntil: number | null
  readonly endedAt: number | null
}

/**
 * The grants of an order that a refund takes. now, pro_rata: all that is not over. cycle_end: what begins after this
 * moment, so that the cycle that runs stays. keep: none.
 */
export function takenGrants<G extends OrderGrant>(
  grants: readonly G[],
  policy: RefundPolicy,
  at: number,
): readonly G[] {
  if (policy === 'keep') return []
  return grants.filter(
    ({ kind, validFrom, validUntil, endedAt }) =>
      endedAt === null &&
      (validUntil === null || validUntil > at) &&
      (policy !== 'cycle_end' || kind === 'bucket' || validFrom > at),
  )
}
