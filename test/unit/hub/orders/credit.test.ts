import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { basisOf, creditOf, type LiveOrder, refundableOf } from '../../../../hub/orders/credit-rule.ts'
import { creditsOf, discountOf } from '../../../../hub/orders/price-rule.ts'
import { proposedRefund } from '../../../../hub/payments/refund-rule.ts'
import { aLiveOrder, instant } from '../../../builders/a-sale.ts'
import { writtenTable } from '../../../builders/written-table.ts'

// 1,000 fen were paid for 1,000 bytes from 0 to 1,000, or as the first column says.
const credits = `
  -                                  at -1    1000
  -                                  at 0     1000
  -                                  at 250   750
  -                                  at 999   1
  -                                  at 1000  0
  # The smaller of time and bytes, rounded down.
  bytesLeft 100                      at 250   100
  bytesLeft 0                        at 250   0
  bytesLeft 900                      at 250   750
  received 999                       at 333   666
  bytesTotal 3 bytesLeft 2           at 1     666
  # Unlimited bytes count by time alone.
  bytesTotal ∞ bytesLeft ∞           at 250   750
  # Of one that waits, all; of one that cost nothing, nothing.
  startsAt 500                       at 499   1000
  received 0                         at 0     0
  # What was moved to it counts, what went back or on does not.
  received 400 credit 600            at 250   750
  received 400 credit 600 movedOut 700  at 250   225
  refunded 400                       at 250   450
  refunded 1000                      at 250   0
`

describe('the credit of an order that a switch ends', () => {
  it.each(writtenTable(credits))('%s, %s: %s fen', (facts = '', at = '', fen) => {
    const words = facts.split(' ')
    const over = words.flatMap((word, i) =>
      i % 2 === 0 && words[i + 1] !== undefined
        ? [[word, words[i + 1] === '∞' ? null : Number(words[i + 1])]]
        : [],
    )
    const now = instant(Number(at.slice(3)))
    expect(creditOf(aLiveOrder(Object.fromEntries(over)), now)).toBe(Number(fen))
  })

  it('is in all at most the price: what is not used is not moved', () => {
    const orders = [
      aLiveOrder({ bytesLeft: 600, bonusLeft: 50 }),
      aLiveOrder({ orderId: 2, startsAt: 1_000, endsAt: 2_000, bonusLeft: null }),
      aLiveOrder({ orderId: 3, startsAt: 2_000, endsAt: 3_000 }),
    ]
    expect(creditsOf(orders, 1_500, instant(300))).toEqual([
      { orderId: 1, movedFen: 600, bytesLeft: 650 },
      { orderId: 2, movedFen: 900, bytesLeft: null },
      { orderId: 3, movedFen: 0, bytesLeft: 1_000 },
    ])
  })
})

describe('a discount', () => {
  it.each([
    [1_000, { kind: 'discount', fen: 300 }, 300],
    [200, { kind: 'discount', fen: 300 }, 200],
    [999, { kind: 'discount', percent: 10 }, 99],
    [1, { kind: 'discount', percent: 99 }, 0],
    [999, { kind: 'discount', percent: 100 }, 999],
    [1_000, { kind: 'bonus', bytes: 5 }, 0],
    [1_000, null, 0],
  ] as const)('of %i fen with %j: %i', (price, effect, fen) => {
    expect(discountOf(price, effect)).toBe(fen)
  })
})

describe('a refund', () => {
  it.each([
    ['now', aLiveOrder(), 1_000],
    ['pro_rata', aLiveOrder({ bytesLeft: 900 }), 750],
    ['pro_rata', aLiveOrder({ bytesLeft: 100 }), 100],
    // Its own money alone goes back, however much was moved to it.
    ['pro_rata', aLiveOrder({ received: 300, credit: 900 }), 300],
    ['now', aLiveOrder({ received: 300, credit: 900 }), 300],
    ['cycle_end', aLiveOrder({ refunded: 200, movedOut: 300 }), 500],
    ['keep', aLiveOrder({ movedOut: 1_200, credit: 500 }), 0],
  ] as const)('%s proposes of %j: %i', (policy, order, fen) => {
    expect(proposedRefund(order, order, policy, instant(250))).toBe(fen)
  })

  it('pro rata of what is over proposes nothing', () => {
    expect(proposedRefund(aLiveOrder(), null, 'pro_rata', instant(250))).toBe(0)
  })
})

const anyOrder: fc.Arbitrary<LiveOrder> = fc
  .record({
    received: fc.integer({ min: 0, max: 10_000_000_000 }),
    credit: fc.integer({ min: 0, max: 10_000_000_000 }),
    moved: fc.double({ min: 0, max: 1, noNaN: true }),
    back: fc.double({ min: 0, max: 1, noNaN: true }),
    startsAt: fc.integer({ min: 0, max: 2e12 }),
    length: fc.integer({ min: 1, max: 2e12 }),
    bytesTotal: fc.option(fc.integer({ min: 1, max: 2 ** 50 })),
    left: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ received, credit, moved, back, startsAt, length, bytesTotal, left }) => {
    const movedOut = Math.floor((received + credit) * moved)
    return aLiveOrder({
      ...{ received, credit, movedOut, startsAt, endsAt: startsAt + length, bytesTotal },
      refunded: Math.floor(Math.max(0, received - movedOut) * back),
      bytesLeft: bytesTotal === null ? null : Math.floor(bytesTotal * left),
    })
  })

describe('whatever an order is', () => {
  it('its credit is whole fen, at most its money, and never grows', () => {
    const moment = fc.integer({ min: 0, max: 4e12 })
    fc.assert(
      fc.property(anyOrder, moment, moment, (order, a, b) => {
        const earlier = creditOf(order, instant(Math.min(a, b)))
        const later = creditOf(order, instant(Math.max(a, b)))
        expect(Number.isSafeInteger(earlier)).toBe(true)
        expect(earlier).toBeLessThanOrEqual(basisOf(order))
        expect(later).toBeLessThanOrEqual(earlier)
        expect(later).toBeGreaterThanOrEqual(0)
        expect(refundableOf(order)).toBeLessThanOrEqual(basisOf(order))
        if (order.bytesLeft === null) return
        const used = { ...order, bytesLeft: Math.floor(order.bytesLeft / 2) }
        expect(creditOf(used, instant(a))).toBeLessThanOrEqual(creditOf(order, instant(a)))
      }),
      { numRuns: 500 },
    )
  })
})
