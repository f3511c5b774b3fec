import { describe, expect, it } from 'vitest'
import type { OrderView, RefundView } from '../../../../../hub/contract/admin/orders.ts'
import { buildOrderStory, keptOf } from '../../../../../src-renderer/features/orders/build-order-story.ts'

const order = (over: Partial<Record<keyof OrderView, unknown>>) =>
  ({
    ...{ state: 'pending', createdAt: 1, expiresAt: 9, paidAt: null, fulfilledAt: null, closedAt: null },
    ...{ received: 0, movedOut: 0, refunded: 0 },
    ...over,
  }) as OrderView

const refund = (over: Partial<Record<keyof RefundView, unknown>>) => over as RefundView
const told = (one: OrderView, refunds: RefundView[] = []) =>
  buildOrderStory(one, refunds).map(({ name, mark }) => `${name} ${mark}`)

describe('the story of an order', () => {
  it.each([
    ['waits for its payment', order({}), ['placed done', 'unpaid next']],
    ['was closed', order({ state: 'closed', closedAt: 5 }), ['placed done', 'closed stopped']],
    ['is being given', order({ state: 'paid', paidAt: 3 }), ['placed done', 'paid done', 'giving next']],
    ['is held', order({ state: 'held', paidAt: 3 }), ['placed done', 'paid done', 'held stopped']],
    [
      'was given',
      order({ state: 'fulfilled', paidAt: 3, fulfilledAt: 4 }),
      ['placed done', 'paid done', 'given done'],
    ],
  ])('of one that %s', (_, one, steps) => {
    expect(told(one)).toEqual(steps)
  })

  it('ends with what became of its refunds', () => {
    const given = order({ state: 'partly_refunded', paidAt: 3, fulfilledAt: 4, received: 10, refunded: 4 })
    const done = refund({ state: 'succeeded', settledAt: 7 })
    expect(told(given, [done]).at(-1)).toBe('refunded done')
    expect(told(given, [done, refund({ state: 'accepted' })]).at(-1)).toBe('refunding next')
    expect(told(given, [refund({ state: 'closed' })]).at(-1)).toBe('given done')
  })

  it('counts what neither moved on nor went back as still here', () => {
    expect(keptOf(order({ received: 2_000, movedOut: 500, refunded: 300 }))).toBe(1_200)
    expect(keptOf(order({ received: 0, refunded: 300 }))).toBe(0)
  })
})
