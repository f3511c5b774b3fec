import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { slotMs } from '../../../../hub/contract/primitives.ts'
import { basisOf, creditOf, refundableOf } from '../../../../hub/orders/credit-rule.ts'
import type { PlanOffer } from '../../../../hub/orders/quote-rule.ts'
import { aCustomer, type Customer } from '../../../builders/a-customer.ts'
import { anOffer } from '../../../builders/a-sale.ts'

const hour = 3_600_000
const zones = ['Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu', 'Africa/Cairo', 'Australia/Lord_Howe']
const offers: readonly PlanOffer[] = [
  anOffer({ id: 1 }),
  anOffer({ id: 2, price: 3_333, bytes: 7_001, cyclePolicy: 'anniversary' }),
  anOffer({ id: 3, price: 9_999, bytes: null }),
  anOffer({ id: 4, price: 11_111, bytes: 500, kind: 'year', cyclePolicy: 'anniversary' }),
  anOffer({ id: 5, price: 1, bytes: 1, kind: 'year' }),
]

/** One thing after some hours: a purchase, usage, or money that goes back. */
const purchase = fc.record({
  plan: fc.constantFrom(...offers),
  quantity: fc.integer({ min: 1, max: 2 }),
  wish: fc.constantFrom('auto', 'switch', 'switch', 'switch', 'after', 'extend'),
  code: fc.constantFrom(
    null,
    null,
    null,
    null,
    { kind: 'discount', percent: 15 },
    { kind: 'discount', fen: 5_000 },
    { kind: 'bonus', months: 1 },
    { kind: 'bonus', bytes: 9 },
    { kind: 'activation', planId: 2, quantity: 1 },
  ),
})
const step = fc.record({
  hours: fc.integer({ min: 0, max: 400 }),
  what: fc.oneof(
    { arbitrary: purchase, weight: 3 },
    { arbitrary: fc.record({ uses: fc.integer({ min: 0, max: 100 }) }), weight: 1 },
    { arbitrary: fc.record({ order: fc.nat(), percent: fc.constantFrom(10, 50, 100, 100) }), weight: 1 },
  ),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function take(customer: Customer, { what }: Step, now: Instant): void {
  if ('uses' in what) customer.uses(now, what.uses)
  else if ('order' in what) {
    const order = customer.orders[what.order % Math.max(1, customer.orders.length)]
    if (order !== undefined) customer.isRefunded(order, now, what.percent)
  } else buy(customer, what, now)
}

function buy(customer: Customer, what: Extract<Step['what'], { plan: unknown }>, now: Instant): void {
  const before = { ends: customer.expiresAt(), live: customer.live(now) }
  const code = what.code === null ? null : { text: 'CODE', effect: what.code as never }
  const isGift = what.code?.kind === 'activation'
  const quote = customer.buys(now, { ...what, code, ...(isGift ? { plan: offers[1] ?? null } : {}) })
  if (typeof quote === 'string') return
  expect(quote.total).toBe(quote.listPrice - quote.discount - quote.credit)
  expect(quote.total).toBeGreaterThanOrEqual(0)
  // Each switch moves at most what is left of what it ends; nothing else moves money.
  for (const { orderId, movedFen } of quote.ends) {
    const ended = before.live.find(one => one.orderId === orderId)
    expect(movedFen).toBeLessThanOrEqual(ended === undefined ? 0 : creditOf(ended, now))
  }
  expect(quote.ends.length).toBe(quote.mode === 'switch' ? before.live.length : 0)
  // Nobody loses time by buying: only a switch begins before what he has is over.
  if (quote.mode !== 'switch') expect(quote.startsAt).toBeGreaterThanOrEqual(before.ends ?? 0)
  const months = quote.cuts.reduce<number | null>(
    (sum, { bytes }) => (bytes === null ? null : (sum ?? 0) + bytes),
    0,
  )
  const plan = isGift ? offers[1] : what.plan
  const cycles = (isGift ? 1 : what.quantity) * (plan?.kind === 'year' ? 12 : 1)
  expect(months).toBe(plan?.bytes == null ? null : cycles * plan.bytes)
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function expectNothingTwice(customer: Customer, now: Instant): void {
  const money = customer.money(now)
  const received = sum(money.map(one => one.received))
  const refunded = sum(money.map(one => one.refunded))
  // Money that was paid stands for an order or went back: none is made, none is lost.
  expect(sum(money.map(basisOf)) + refunded).toBe(received)
  expect(sum(money.map(one => one.credit))).toBe(sum(money.map(one => one.movedOut)))
  expect(sum(money.map(refundableOf)) + refunded).toBeLessThanOrEqual(received)
  for (const one of money) {
    expect(one.refunded).toBeLessThanOrEqual(one.received)
    expect(one.movedOut).toBeLessThanOrEqual(one.received + one.credit)
  }
  // No time is sold twice: plans that run or wait join or leave gaps, and never overlap.
  const live = customer.live(now)
  for (const [i, one] of live.entries()) {
    if (i > 0) expect(one.startsAt).toBeGreaterThanOrEqual(live[i - 1]?.endsAt ?? 0)
    expect(one.endsAt).toBeGreaterThan(one.startsAt)
    expect(one.endsAt % slotMs).toBe(0)
    expect(one.endsAt).toBeLessThanOrEqual(customer.expiresAt() ?? 0)
  }
}

describe('whatever a customer does', () => {
  it('no fen and no hour is sold twice, over chains of switches and refunds too', () => {
    const switched = { count: 0 }
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 2, 1) }),
        fc.array(step, { minLength: 3, maxLength: 10 }),
        (zone, begin, steps) => {
          const customer = aCustomer(zone)
          let now = begin
          for (const one of steps) {
            now += one.hours * hour
            take(customer, one, now as Instant)
            expectNothingTwice(customer, now as Instant)
          }
          switched.count += customer.orders.filter(one => one.quote.credit > 0).length
        },
      ),
      { numRuns: 150 },
    )
    // The runs are about something.
    expect(switched.count).toBeGreaterThan(20)
  })

  it('a quote paid later gives as many bytes and as much time as it said, or more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...offers),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 2, 1) }),
        fc.integer({ min: 0, max: 30 * 60_000 }),
        (zone, plan, quantity, shown, later) => {
          const [quote, given] = [shown, shown + later].map(at =>
            aCustomer(zone).buys(at as Instant, { plan, quantity }),
          )
          if (typeof quote !== 'object' || typeof given !== 'object') throw new Error('refused')
          const bytes = (all: readonly { bytes: number | null }[]) => sum(all.map(cut => cut.bytes ?? 0))
          expect(bytes(given.cuts)).toBe(bytes(quote.cuts))
          expect(given.total).toBe(quote.total)
          expect(given.endsAt).toBeGreaterThanOrEqual(quote.endsAt ?? 0)
        },
      ),
      { numRuns: 60 },
    )
  })
})
