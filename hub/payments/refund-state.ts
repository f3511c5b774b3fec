import type { RefundStatus } from './payment-provider.ts'

/** States of a refund; its diagram is in docs/selling.md. */
export type RefundState = 'requested' | 'accepted' | 'succeeded' | 'closed' | 'abnormal'

const moves: Readonly<Record<RefundState, readonly RefundState[]>> = {
  // A notification may be faster than the answer to the request.
  requested: ['accepted', 'succeeded', 'closed', 'abnormal'],
  accepted: ['succeeded', 'closed', 'abnormal'],
  abnormal: ['succeeded', 'closed'],
  succeeded: [],
  // Closed here alone, to make room for another, and the provider had it after all.
  closed: ['requested'],
}

/** Whether a refund may go from one state to the other: what the provider says is final never turns back. */
export function mayMoveRefund(from: RefundState, to: RefundState): boolean {
  return moves[from].includes(to)
}

/** What the provider's word means here. */
export const stateOfStatus: Readonly<Record<RefundStatus, RefundState>> = {
  PROCESSING: 'accepted',
  SUCCESS: 'succeeded',
  CLOSED: 'closed',
  ABNORMAL: 'abnormal',
}

/** Whether its money counts as gone: all but what the provider closed. */
export const isCounted = (state: RefundState): boolean => state !== 'closed'

const minute = 60_000
const asking = [5_000, 30_000, 2 * minute, 10 * minute, 60 * minute]
const watching = [minute, 5 * minute, 30 * minute, 2 * 60 * minute]
const hour = 60 * minute

/** How long until the provider is asked again, in ms; null: never. `tries`: how often it was in this state. */
export function refundDelay(state: RefundState, tries: number): number | null {
  if (state === 'requested') return asking[Math.min(tries, asking.length - 1)] ?? hour
  if (state === 'accepted') return watching[Math.min(tries, watching.length - 1)] ?? hour
  return state === 'abnormal' ? 6 * hour : null
}
