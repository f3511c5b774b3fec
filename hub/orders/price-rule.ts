import type { CodeEffect } from '../contract/customer/quote.ts'
import type { Fen, Instant } from '../contract/primitives.ts'
import { creditOf, type LiveOrder } from './credit-rule.ts'

/** The money a code takes off: a percentage is rounded down, and no price falls below 0. */
export function discountOf(listPrice: number, effect: CodeEffect | null): Fen {
  if (effect?.kind !== 'discount') return 0 as Fen
  if ('fen' in effect) return Math.min(effect.fen, listPrice) as Fen
  return Number((BigInt(listPrice) * BigInt(effect.percent)) / 100n) as Fen
}

/**
 * What moves from each order that a switch ends, and the bytes that end with it; in all at most `price`: what is not
 * used is not moved.
 */
export function creditsOf(
  orders: readonly LiveOrder[],
  price: number,
  now: Instant,
): { readonly orderId: number; readonly movedFen: Fen; readonly bytesLeft: number | null }[] {
  let open = price
  return orders.map(order => {
    const movedFen = Math.min(creditOf(order, now), open) as Fen
    open -= movedFen
    const { orderId, bytesLeft, bonusLeft } = order
    const ending = bytesLeft === null || bonusLeft === null ? null : bytesLeft + bonusLeft
    return { orderId, movedFen, bytesLeft: ending }
  })
}
