import type { OrderWish, Quote } from '../../hub/contract/customer/quote.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { CyclePolicy } from '../../hub/entitlements/cycle.ts'
import { type LiveOrder, refundableOf } from '../../hub/orders/credit-rule.ts'
import type { PlanOffer, QuoteFacts, QuoteRefusal } from '../../hub/orders/quote-rule.ts'
import { anOffer, aQuote } from './a-sale.ts'

interface Bought {
  readonly orderId: number
  readonly quote: Quote
  readonly isPlan: boolean
  isEnded: boolean
  movedOut: number
  refunded: number
  /** Of its cuts, by place. */
  readonly used: number[]
}

/**
 * Somebody who buys, in memory and without a database: what a fulfilment does to him, of which the quotes that follow
 * are made. The tests of fulfilments compare the same with a hub.
 */
export function aCustomer(timeZone: string) {
  const orders: Bought[] = []
  let expiresAt: Instant | null = null
  let rule = { cyclePolicy: 'calendar' as CyclePolicy, anchorAt: null as Instant | null }

  const leftOf = ({ quote, used }: Bought, now: number) =>
    quote.cuts.reduce<number | null>((sum, cut, i) => {
      if (sum === null || cut.bytes === null) return null
      return sum + (cut.until > now ? cut.bytes - (used[i] ?? 0) : 0)
    }, 0)
  const liveAt = (now: number) =>
    orders
      .filter(one => one.isPlan && !one.isEnded && (one.quote.endsAt ?? 0) > now)
      .sort((a, b) => a.quote.startsAt - b.quote.startsAt || a.orderId - b.orderId)
  const viewed = (one: Bought, now: number): LiveOrder => {
    const { quote, orderId, movedOut, refunded } = one
    const sizes = quote.cuts.map(cut => cut.bytes)
    return {
      ...{ orderId, planId: quote.planId, received: quote.total, credit: quote.credit, movedOut, refunded },
      ...{ startsAt: quote.startsAt as Instant, endsAt: quote.endsAt as Instant, bonusLeft: 0 },
      bytesTotal: sizes.includes(null) ? null : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0),
      bytesLeft: leftOf(one, now),
    }
  }
  const cutEndAt = (now: number): Instant | null => {
    const runs = liveAt(now).flatMap(({ quote }) => [...quote.cuts, ...quote.bonusCuts])
    const ends = runs.filter(cut => cut.from <= now && cut.until > now).map(cut => cut.until)
    return ends.length === 0 ? null : (Math.max(...ends) as Instant)
  }

  return {
    orders,
    live: (now: number) => liveAt(now).map(one => viewed(one, now)),
    expiresAt: () => expiresAt,
    /** Buys and pays at the same moment, or is refused. */
    buys(
      now: Instant,
      wanted: {
        readonly plan?: PlanOffer | null
        readonly quantity?: number
        readonly wish?: OrderWish
        readonly code?: QuoteFacts['code']
      } = {},
    ): Quote | QuoteRefusal {
      const { plan = anOffer(), ...others } = wanted
      const result = aQuote({
        ...{ plan, now, timeZone, ...others },
        live: liveAt(now).map(one => viewed(one, now)),
        buyer: { status: 'active', expiresAt, ...rule, cutEndsAt: cutEndAt(now), isNew: expiresAt === null },
      })
      if (!result.ok) return result.refusal
      const { quote } = result
      for (const { orderId, movedFen } of quote.ends) {
        const ended = orders.find(one => one.orderId === orderId)
        if (ended !== undefined) Object.assign(ended, { isEnded: true, movedOut: ended.movedOut + movedFen })
      }
      const isPlan = quote.endsAt !== null
      const counts = { isEnded: false, movedOut: 0, refunded: 0 }
      orders.push({ orderId: orders.length + 1, quote, isPlan, ...counts, used: quote.cuts.map(() => 0) })
      if (isPlan) expiresAt = quote.endsAt as Instant
      const { cyclePolicy, anchorAt } = quote
      if (cyclePolicy !== null) rule = { cyclePolicy, anchorAt: anchorAt as Instant | null }
      return quote
    },
    /** Passes this share of what is left of the cuts that run. */
    uses(now: number, percent: number) {
      for (const { quote, used } of liveAt(now)) {
        for (const [i, cut] of quote.cuts.entries()) {
          const runs = cut.from <= now && cut.until > now && cut.bytes !== null
          const left = runs ? (cut.bytes ?? 0) - (used[i] ?? 0) : 0
          used[i] = (used[i] ?? 0) + Math.floor((left * percent) / 100)
        }
      }
    },
    /** Gets this share of what may go back of an order; what it gave ends with the last of it. */
    isRefunded(order: Bought, now: number, percent: number) {
      const most = refundableOf(viewed(order, now))
      order.refunded += Math.floor((most * percent) / 100)
      if (percent < 100 || !order.isPlan) return
      order.isEnded = true
      const reach = Math.max(now, ...liveAt(now).map(one => one.quote.endsAt ?? 0))
      if (expiresAt !== null) expiresAt = Math.min(expiresAt, reach) as Instant
    },
    money: (now: number) => orders.map(one => viewed(one, now)),
  }
}

export type Customer = ReturnType<typeof aCustomer>
