/** States of an attempt to pay; its diagram is in docs/selling.md. */
export type AttemptState = 'creating' | 'open' | 'unknown' | 'paid' | 'closed' | 'mismatch'

const moves: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  creating: ['open', 'unknown', 'paid', 'closed', 'mismatch'],
  // The same body was sent again, and this time no answer came.
  open: ['unknown', 'paid', 'closed', 'mismatch'],
  unknown: ['open', 'paid', 'closed', 'mismatch'],
  // Money that came late.
  closed: ['paid', 'mismatch'],
  paid: [],
  // Money that does not fit came first, and then what does.
  mismatch: ['paid'],
}

export function mayMoveAttempt(from: AttemptState, to: AttemptState): boolean {
  return moves[from].includes(to)
}

/** Whether it may still be paid: an order has at most one such attempt. */
export const isOpenAttempt = (state: AttemptState): boolean =>
  state === 'creating' || state === 'open' || state === 'unknown'

const minutes = 60_000

/** When an unpaid attempt is asked about, in ms after it was made; then it is closed. Source: the provider's advice. */
const querySteps = [5_000, 30_000, 1 * minutes, 3 * minutes, 5 * minutes, 10 * minutes, 30 * minutes]

/** How long after it was made the query that follows `queries` of them is due; null: it was the last one. */
export function queryDelay(queries: number): number | null {
  return querySteps[queries] ?? null
}
