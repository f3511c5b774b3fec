import type { Instant } from '../../hub/contract/primitives.ts'
import type { LiveOrder } from '../../hub/orders/credit-rule.ts'
import {
  type Buyer,
  type PlanOffer,
  type QuoteFacts,
  type QuoteResult,
  quoteOrder,
} from '../../hub/orders/quote-rule.ts'

/** A month of 1,000 bytes for 1,000 fen, cut by the calendar. */
export const anOffer = (over: Partial<PlanOffer> = {}): PlanOffer => ({
  ...{ id: 1, version: 1, kind: 'month', title: { zh: '月付', en: 'Monthly' }, price: 1_000, bytes: 1_000 },
  ...{ validity: null, nodeCount: 2, regions: [], cyclePolicy: 'calendar', mostPerOrder: 60 },
  ...over,
})

/** Somebody who never bought anything. */
export const aBuyer = (over: Partial<Buyer> = {}): Buyer => ({
  ...{
    status: 'active',
    expiresAt: null,
    cyclePolicy: 'calendar',
    anchorAt: null,
    cutEndsAt: null,
    isNew: true,
  },
  ...over,
})

/** An order of 1,000 fen and 1,000 bytes that runs from 0 to 1,000, of which nothing is used. */
export const aLiveOrder = (over: Partial<Record<keyof LiveOrder, number | null>> = {}): LiveOrder =>
  ({
    ...{ orderId: 1, planId: 1, startsAt: 0, endsAt: 1_000, received: 1_000, credit: 0, movedOut: 0 },
    ...{ refunded: 0, bytesTotal: 1_000, bytesLeft: 1_000, bonusLeft: 0 },
    ...over,
  }) as LiveOrder

export const aQuote = (over: Partial<QuoteFacts> & Pick<QuoteFacts, 'now' | 'timeZone'>): QuoteResult =>
  quoteOrder({
    ...{ plan: anOffer(), quantity: 1, wish: 'auto', buyer: aBuyer(), live: [], code: null },
    ...over,
  })

/** The quote that must be given. */
export function quoted(result: QuoteResult) {
  if (!result.ok) throw new Error(result.refusal)
  return result.quote
}

export const instant = (at: number): Instant => at as Instant
