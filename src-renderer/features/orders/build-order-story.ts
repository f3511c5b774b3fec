import type { OrderView, RefundView } from '../../../hub/contract/admin/orders.ts'

/** `done`: it happened. `next`: it is waited for. `stopped`: it will not happen by itself. */
export interface StoryStep {
  readonly name:
    | 'placed'
    | 'unpaid'
    | 'closed'
    | 'paid'
    | 'given'
    | 'held'
    | 'giving'
    | 'refunding'
    | 'refunded'
  readonly mark: 'done' | 'next' | 'stopped'
  readonly at: number | null
}

/** The way of an order so far, and what comes next. */
export function buildOrderStory(order: OrderView, refunds: readonly RefundView[]): readonly StoryStep[] {
  const placed: StoryStep = { name: 'placed', mark: 'done', at: order.createdAt }
  return [placed, ...paidSteps(order), ...refundSteps(order, refunds)]
}

function paidSteps(order: OrderView): readonly StoryStep[] {
  if (order.paidAt === null) {
    return order.state === 'closed'
      ? [{ name: 'closed', mark: 'stopped', at: order.closedAt }]
      : [{ name: 'unpaid', mark: 'next', at: order.expiresAt }]
  }
  const paid: StoryStep = { name: 'paid', mark: 'done', at: order.paidAt }
  if (order.fulfilledAt !== null) return [paid, { name: 'given', mark: 'done', at: order.fulfilledAt }]
  if (order.state === 'held') return [paid, { name: 'held', mark: 'stopped', at: null }]
  return order.state === 'paid' ? [paid, { name: 'giving', mark: 'next', at: null }] : [paid]
}

function refundSteps(order: OrderView, refunds: readonly RefundView[]): readonly StoryStep[] {
  const open = refunds.some(({ state }) => state === 'requested' || state === 'accepted')
  if (open) return [{ name: 'refunding', mark: 'next', at: null }]
  const last = refunds.findLast(({ state }) => state === 'succeeded')
  return order.refunded > 0 && last !== undefined
    ? [{ name: 'refunded', mark: 'done', at: last.settledAt }]
    : []
}

/** What of an order's money is still with it, and so may go back. Fen. */
export function keptOf({ received, movedOut, refunded }: OrderView): number {
  return Math.max(0, received - movedOut - refunded)
}

/** Whether an owner may still enter money for it that came another way. */
export function mayMarkPaid({ state }: OrderView): boolean {
  return state === 'pending' || state === 'closed'
}
