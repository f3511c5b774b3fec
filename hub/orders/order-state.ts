/** States of an order; its diagram is in docs/selling.md. */
export type OrderState = 'pending' | 'closed' | 'paid' | 'fulfilled' | 'held' | 'partly_refunded' | 'refunded'

const moves: Readonly<Record<OrderState, readonly OrderState[]>> = {
  pending: ['closed', 'paid'],
  // Money that came late.
  closed: ['paid'],
  paid: ['fulfilled', 'held'],
  held: ['fulfilled', 'refunded'],
  fulfilled: ['partly_refunded', 'refunded'],
  // A refund that the provider closed gives back what it took.
  partly_refunded: ['fulfilled', 'partly_refunded', 'refunded'],
  refunded: ['partly_refunded', 'fulfilled', 'held'],
}

/** Whether an order may go from one state to the other. */
export function mayMoveOrder(from: OrderState, to: OrderState): boolean {
  return moves[from].includes(to)
}

/** The state of an order that was fulfilled, by what is refunded of it. */
export function refundedState(order: {
  readonly received: number
  readonly movedOut: number
  readonly refunded: number
}): Extract<OrderState, 'fulfilled' | 'partly_refunded' | 'refunded'> {
  if (order.refunded === 0) return 'fulfilled'
  return order.refunded >= order.received - order.movedOut ? 'refunded' : 'partly_refunded'
}
