import type { NodeRate } from '../../../hub/contract/admin/node-views.ts'
import type { PlanView } from '../../../hub/contract/admin/plans.ts'

/** What a plan is worth on a node of a rate. */
export interface RateEffect {
  readonly planId: number
  readonly title: PlanView['title']
  /** Of a cycle; of an add-on in all. */
  readonly bytes: number
  /** What passes there before they are used up; null: the rate is 0, nothing is used. */
  readonly passes: number | null
  /** Fen for each GB that passes there; null where nothing is used. */
  readonly pricePerGb: number | null
}

const gigabyte = 1_000_000_000
const shown = 4

/** The plans on sale with what a rate, in thousandths, makes of them; those without a limit know no rate. */
export function buildRateEffects(plans: readonly PlanView[], rate: number): readonly RateEffect[] {
  return plans
    .flatMap(({ id, title, bytes, price, kind, visibility }) => {
      if (bytes === null || visibility !== 'public') return []
      const months = kind === 'year' ? 12 : 1
      const passes = rate === 0 ? null : Math.floor((bytes * 1_000) / rate)
      const pricePerGb = passes === null ? null : price / ((passes * months) / gigabyte)
      return [{ planId: id, title, bytes, passes, pricePerGb }]
    })
    .slice(0, shown)
}

export interface RateSpan extends NodeRate {
  readonly when: 'past' | 'now' | 'to_come'
}

/** The rates of a node, newest first, and which of them is in force. */
export function buildRateSpans(rates: readonly NodeRate[], now: number): readonly RateSpan[] {
  const current = rates.findLast(({ from }) => from <= now)
  return rates
    .map(each => ({
      ...each,
      when: each === current ? ('now' as const) : each.from > now ? ('to_come' as const) : ('past' as const),
    }))
    .reverse()
}

const slotMs = 900_000

/** The quarter hour that a rate can begin with at the earliest. */
export const nextSlot = (now: number): number => (Math.floor(now / slotMs) + 1) * slotMs
