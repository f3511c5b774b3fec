import type { CodeEffect, LocalText, OrderMode, OrderWish, Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import { addDays, type Cut, type CyclePolicy, cycleAround, midnightFrom } from '../entitlements/cycle.ts'
import { alignEnd } from '../entitlements/grant-rule.ts'
import { type PlanTerms, termsOf } from '../entitlements/plan-purchase-rule.ts'
import type { LiveOrder } from './credit-rule.ts'
import { creditsOf, discountOf } from './price-rule.ts'

/** What an order needs to know of a plan, frozen in it. */
export interface PlanOffer {
  readonly id: number
  readonly version: number
  readonly kind: 'month' | 'year' | 'addon'
  readonly title: LocalText
  readonly price: number
  /** Per cycle, of an add-on in all; null: unlimited. */
  readonly bytes: number | null
  readonly validity:
    | { readonly kind: 'until_used' | 'this_cycle' | 'plan' }
    | { readonly kind: 'days'; readonly days: number }
    | null
  readonly nodeCount: number
  readonly regions: readonly string[]
  readonly cyclePolicy: CyclePolicy
  readonly mostPerOrder: number
}

/** Who orders, as he stands. */
export interface Buyer {
  readonly status: 'active' | 'suspended' | 'deleted'
  readonly expiresAt: Instant | null
  readonly cyclePolicy: CyclePolicy
  readonly anchorAt: Instant | null
  /** End of the plan's cut that runs; null: none does. */
  readonly cutEndsAt: Instant | null
  /** True where he never had a plan. */
  readonly isNew: boolean
}

export interface QuoteFacts {
  /** Null: an activation code that gives bytes or a trial. */
  readonly plan: PlanOffer | null
  readonly quantity: number
  readonly wish: OrderWish
  readonly buyer: Buyer
  /** His orders whose plan runs or waits, in order of time. */
  readonly live: readonly LiveOrder[]
  readonly code: { readonly text: string; readonly effect: CodeEffect } | null
  readonly now: Instant
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
}

export type QuoteRefusal =
  | 'account_not_active'
  | 'quantity_refused'
  /** Bytes that end with a plan or a cycle need a plan that runs. */
  | 'no_active_plan'
  | 'nothing_to_extend'
  | 'nothing_to_switch'
  /** A switch to the plan one has is an extension. */
  | 'same_plan'
  | 'code_does_not_fit'
  | 'trial_only_for_new'

export type QuoteResult =
  | { readonly ok: true; readonly quote: Quote }
  | { readonly ok: false; readonly refusal: QuoteRefusal }

/**
 * What somebody gets, and for how much. The price that is shown, the quote frozen in an order and its fulfilment all
 * come from here: a fulfilment asks again at its own moment and keeps the money of the frozen quote.
 */
export function quoteOrder(facts: QuoteFacts): QuoteResult {
  const { plan, quantity, buyer, code } = facts
  if (buyer.status !== 'active') return refuse('account_not_active')
  if (!Number.isSafeInteger(quantity) || quantity < 1) return refuse('quantity_refused')
  if (code?.effect.kind === 'activation') return quoteActivation(facts)
  if (plan === null) return refuse('code_does_not_fit')
  if (quantity > plan.mostPerOrder) return refuse('quantity_refused')
  return plan.kind === 'addon' ? quoteAddon(facts, plan) : quotePlan(facts, plan)
}

const refuse = (refusal: QuoteRefusal): QuoteResult => ({ ok: false, refusal })

function quotePlan(facts: QuoteFacts, plan: PlanOffer): QuoteResult {
  const { buyer, quantity, now, timeZone, code, live } = facts
  const mode = modeOf(facts, plan)
  if (typeof mode !== 'string') return refuse(mode.refusal)
  const months = plan.kind === 'year' ? 12 * quantity : quantity
  // A switch ends what runs, so that it begins as if nothing did.
  const holder = mode === 'switch' ? { ...buyer, expiresAt: null } : buyer
  const wish = { months, bytesPerCycle: plan.bytes, policy: plan.cyclePolicy }
  const terms = termsOf(holder, wish, now, timeZone)
  const bonus = bonusOf(code?.effect ?? null, plan, terms, facts)
  const price = priceOf(facts, plan, mode === 'switch' ? live : [])
  return {
    ok: true,
    quote: {
      ...baseOf(facts, plan.kind, mode),
      ...offerOf(plan),
      ...price,
      cuts: cutsOf(terms.cuts),
      ...bonus,
      startsAt: terms.start,
      endsAt: bonus.bonusCuts.at(-1)?.until ?? terms.end,
      nodeCount: plan.nodeCount,
      regions: [...plan.regions],
      cyclePolicy: terms.rule.policy,
      anchorAt: terms.rule.anchorAt,
    },
  }
}

/** How a plan meets the one that runs. */
function modeOf(facts: QuoteFacts, plan: PlanOffer): OrderMode | { readonly refusal: QuoteRefusal } {
  const { wish, buyer, live, now } = facts
  const runs = buyer.expiresAt !== null && buyer.expiresAt > now
  if (!runs) return wish === 'switch' || wish === 'extend' ? { refusal: nothingTo(wish) } : 'new'
  const last = live.at(-1)
  const isSame = last?.planId === plan.id
  if (wish === 'auto') return isSame ? 'extend' : 'after'
  if (wish === 'extend') return isSame ? 'extend' : { refusal: 'nothing_to_extend' }
  if (wish === 'after') return isSame ? 'extend' : 'after'
  if (live.length === 0) return { refusal: 'nothing_to_switch' }
  return live.every(order => order.planId === plan.id) ? { refusal: 'same_plan' } : 'switch'
}

const nothingTo = (wish: 'switch' | 'extend'): QuoteRefusal =>
  wish === 'switch' ? 'nothing_to_switch' : 'nothing_to_extend'

function quoteAddon(facts: QuoteFacts, plan: PlanOffer): QuoteResult {
  if (facts.code?.effect.kind === 'bonus' && 'months' in facts.code.effect) return refuse('code_does_not_fit')
  const until = addonEnd(facts, plan)
  if (until === 'no_active_plan') return refuse(until)
  const extra = facts.code?.effect.kind === 'bonus' ? facts.code.effect.bytes : null
  return {
    ok: true,
    quote: {
      ...baseOf(facts, 'addon', 'add'),
      ...offerOf(plan),
      ...priceOf(facts, plan, []),
      bucket: { bytes: plan.bytes === null ? null : plan.bytes * facts.quantity, until },
      bonusBucket: extra === null ? null : { bytes: extra, until },
    },
  }
}

function addonEnd({ buyer, now, timeZone }: QuoteFacts, plan: PlanOffer): Instant | null | 'no_active_plan' {
  const validity = plan.validity ?? { kind: 'plan' }
  if (validity.kind === 'until_used') return null
  const { expiresAt } = buyer
  if (expiresAt === null || expiresAt <= now) return 'no_active_plan'
  if (validity.kind === 'days') return alignEnd(addDays(now, validity.days, timeZone))
  if (validity.kind === 'plan') return expiresAt
  const { cyclePolicy, anchorAt, cutEndsAt } = buyer
  const cycleEnd = cutEndsAt ?? cycleAround(now, { policy: cyclePolicy, anchorAt, timeZone }).until
  return Math.min(cycleEnd, expiresAt) as Instant
}

function quoteActivation(facts: QuoteFacts): QuoteResult {
  const { code, buyer, plan, now, timeZone } = facts
  if (code?.effect.kind !== 'activation') return refuse('code_does_not_fit')
  const { effect } = code
  const free = { listPrice: 0, discount: 0, credit: 0, total: 0, ends: [] }
  if ('planId' in effect) {
    if (plan === null || plan.id !== effect.planId) return refuse('code_does_not_fit')
    const quantity = effect.quantity
    const given = plan.kind === 'addon' ? quoteAddon : quotePlan
    // Given, not sold: it stands for no money, so that none can be moved from it, and it ends no plan that was paid.
    const result = given({ ...facts, quantity, code: null, wish: 'auto' }, plan)
    if (!result.ok) return result
    const quote = { ...result.quote, ...free, kind: 'activation' as const, code: { ...code } }
    return { ok: true, quote }
  }
  if ('trialDays' in effect) {
    if (!buyer.isNew) return refuse('trial_only_for_new')
    const until = midnightFrom(addDays(now, effect.trialDays, timeZone), timeZone)
    const cuts = [{ from: now, until, bytes: effect.bytes }]
    return { ok: true, quote: { ...baseOf(facts, 'activation', 'new'), ...free, cuts, endsAt: until } }
  }
  const until = effect.days === null ? null : alignEnd(addDays(now, effect.days, timeZone))
  const bucket = { bytes: effect.bytes, until }
  return { ok: true, quote: { ...baseOf(facts, 'activation', 'add'), ...free, bucket } }
}

function bonusOf(
  effect: CodeEffect | null,
  plan: PlanOffer,
  terms: PlanTerms,
  { now, timeZone }: QuoteFacts,
): Pick<Quote, 'bonusCuts' | 'bonusBucket'> {
  if (effect?.kind !== 'bonus') return { bonusCuts: [], bonusBucket: null }
  if ('bytes' in effect) {
    return { bonusCuts: [], bonusBucket: { bytes: effect.bytes, until: terms.end } }
  }
  const behind = { expiresAt: terms.end, cyclePolicy: terms.rule.policy, anchorAt: terms.rule.anchorAt }
  const wish = { months: effect.months, bytesPerCycle: plan.bytes, policy: terms.rule.policy }
  return { bonusCuts: cutsOf(termsOf(behind, wish, now, timeZone).cuts), bonusBucket: null }
}

function priceOf(
  { quantity, code, now }: QuoteFacts,
  plan: PlanOffer,
  ended: readonly LiveOrder[],
): Pick<Quote, 'listPrice' | 'discount' | 'credit' | 'total' | 'ends'> {
  const listPrice = plan.price * quantity
  const discount = discountOf(listPrice, code?.effect ?? null)
  const ends = creditsOf(ended, listPrice - discount, now)
  const credit = ends.reduce((sum, { movedFen }) => sum + movedFen, 0)
  return { listPrice, discount, credit, total: listPrice - discount - credit, ends }
}

/** What quotes of every kind have in common. */
function baseOf({ quantity, code, now }: QuoteFacts, kind: Quote['kind'], mode: OrderMode) {
  return {
    planId: null,
    planVersion: 0,
    kind,
    mode,
    quantity,
    title: { zh: '', en: '' },
    cuts: [],
    bonusCuts: [],
    bonusBucket: null,
    bucket: null,
    startsAt: now,
    endsAt: null,
    nodeCount: null,
    regions: [],
    cyclePolicy: null,
    anchorAt: null,
    code: code === null ? null : { text: code.text, effect: code.effect },
    madeAt: now,
  } satisfies Partial<Quote>
}

const offerOf = (plan: PlanOffer) => ({ planId: plan.id, planVersion: plan.version, title: plan.title })

const cutsOf = (cuts: readonly Cut[]): Quote['cuts'] =>
  cuts.map(({ from, until, bytes }) => ({ from, until, bytes }))
