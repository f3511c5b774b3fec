import type { Fen, Instant } from '../contract/primitives.ts'

/** An order whose plan runs or waits behind the one that runs. Money in fen. */
export interface LiveOrder {
  readonly orderId: number
  readonly planId: number | null
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** Verified money applied to it. */
  readonly received: number
  /** Money a switch moved to it. */
  readonly credit: number
  readonly movedOut: number
  readonly refunded: number
  /** Of its cycles; null: unlimited. */
  readonly bytesTotal: number | null
  readonly bytesLeft: number | null
  /** Of what a bonus code added: it stands for no money. */
  readonly bonusLeft: number | null
}

/** The money an order still stands for: what was paid and moved to it, less what went back or on. */
export function basisOf(order: Pick<LiveOrder, 'received' | 'credit' | 'movedOut' | 'refunded'>): Fen {
  return Math.max(0, order.received + order.credit - order.movedOut - order.refunded) as Fen
}

/**
 * What may go back in money: an order's own money, less what went back and what a switch moved on. What a switch
 * moved to it is never paid out, so that over a chain no more can go back than was received.
 */
export function refundableOf(order: Pick<LiveOrder, 'received' | 'movedOut' | 'refunded'>): Fen {
  return Math.max(0, order.received - order.movedOut - order.refunded) as Fen
}

/**
 * The frozen credit of an order that a switch ends now: its money x the smaller of the time and the bytes that are
 * left of its term, rounded down to fen. One that has not begun counts whole; unlimited bytes: time alone.
 */
export function creditOf(order: LiveOrder, now: Instant): Fen {
  const basis = basisOf(order)
  const { startsAt, endsAt, bytesTotal, bytesLeft } = order
  if (now <= startsAt) return basis
  if (now >= endsAt) return 0 as Fen
  const byTime = share(basis, endsAt - now, endsAt - startsAt)
  if (bytesTotal === null || bytesLeft === null || bytesTotal === 0) return byTime
  return Math.min(byTime, share(basis, Math.min(bytesLeft, bytesTotal), bytesTotal)) as Fen
}

/** floor(money x part / whole), exact beyond 2^53. */
function share(money: number, part: number, whole: number): Fen {
  return Number((BigInt(money) * BigInt(Math.max(0, part))) / BigInt(whole)) as Fen
}
