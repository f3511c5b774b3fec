import { describe, expect, it } from 'vitest'
import { codeEndpoints } from '../../../../hub/contract/admin/codes.ts'
import { type PlanBody, planEndpoints } from '../../../../hub/contract/admin/plans.ts'
import { codeEffect, quote } from '../../../../hub/contract/customer/quote.ts'
import { creditOf } from '../../../../hub/orders/credit-rule.ts'
import { aCustomer } from '../../../builders/a-customer.ts'
import { anOffer, instant } from '../../../builders/a-sale.ts'
import { localTime } from '../../../builders/local-time.ts'

const bodyOf = (endpoints: readonly { name: string; body: unknown }[], name: string) =>
  endpoints.find(endpoint => endpoint.name === name)?.body as {
    safeParse(value: unknown): { success: boolean }
  }
const takesPlan = (over: Partial<PlanBody>) =>
  bodyOf(planEndpoints, 'plan.create').safeParse({
    ...{ name: 'huge', title: { zh: '大', en: 'Huge' }, kind: 'year', price: 100_000_000, bytes: 2 ** 43 },
    ...{ mostPerOrder: 60, ...over },
  }).success

describe('the largest purchase that can be offered', () => {
  it('has sums that a number holds exactly', () => {
    expect(takesPlan({})).toBe(true)
    const plan = anOffer({ kind: 'year', price: 100_000_000, bytes: 2 ** 43, mostPerOrder: 60 })
    const effect = { kind: 'bonus', months: 60 } as const
    expect(codeEffect.safeParse(effect).success).toBe(true)
    const now = localTime('2027-01-31T10:00', 'Asia/Shanghai')
    const customer = aCustomer('Asia/Shanghai')
    const bought = customer.buys(now, { plan, quantity: 60, code: { text: 'MORE', effect } })
    expect(quote.safeParse(bought).success).toBe(true)
    const [order] = customer.live(now)
    expect(order?.bytesTotal).toBe(720 * 2 ** 43)
    expect(Number.isSafeInteger(780 * 2 ** 43)).toBe(true)
    if (order !== undefined) expect(creditOf(order, instant(now))).toBe(6_000_000_000)
  })

  it.each([
    ['bytes', { bytes: 2 ** 43 + 1 }],
    ['a price', { price: 100_000_001 }],
    ['a stock', { stock: 1_000_000_001 }],
    ['an order', { mostPerOrder: 61 }],
  ] as const)('is no larger: %s', (_what, over) => {
    expect(takesPlan(over)).toBe(false)
  })

  it.each([
    { kind: 'bonus', bytes: 2 ** 46 + 1 },
    { kind: 'bonus', months: 61 },
    { kind: 'activation', planId: 1, quantity: 61 },
    { kind: 'activation', trialDays: 3_661, bytes: 1 },
    { kind: 'activation', bytes: 1, days: 3_661 },
    { kind: 'discount', percent: 101 },
  ])('nor has a code that does %j', effect => {
    expect(codeEffect.safeParse(effect).success).toBe(false)
  })
})

describe('the text of a code', () => {
  it.each([
    ['SPRING2026', true],
    ['spring-2026', true],
    ['A-B-C-D', true],
    ['ABC', false],
    ['A--B', false],
    ['----', false],
    ['-ABCD', false],
    ['春天2026', false],
  ])('%s: %s', (text, isGood) => {
    const body = { name: 'x', effect: { kind: 'discount', percent: 5 }, text }
    expect(bodyOf(codeEndpoints, 'code.create').safeParse(body).success).toBe(isGood)
  })
})
