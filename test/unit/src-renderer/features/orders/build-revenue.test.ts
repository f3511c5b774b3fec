import { expect, it } from 'vitest'
import { buildRevenue, netOf, sumRevenue } from '../../../../../src-renderer/features/orders/build-revenue.ts'

const line = (day: string, planId: number | null, received: number, over = {}) => ({
  ...{ day, planId, method: 'wechat' as const, orders: 1, received, refunded: 0 },
  ...over,
})
const items = [
  line('2026-01-31', 1, 2_000),
  line('2026-01-31', 2, 500, { method: 'manual' }),
  line('2026-02-02', 1, 3_000),
  line('2026-02-02', null, 0, { orders: 0, refunded: 700 }),
]
const span = ['2026-01-31', '2026-02-02'] as const

it('has a line for every day and month, those without money too', () => {
  expect(buildRevenue(items, span, 'day')).toMatchObject([
    { key: '2026-01-31', orders: 2, wechat: 2_000, manual: 500, refunded: 0 },
    { key: '2026-02-01', orders: 0, wechat: 0, manual: 0, refunded: 0 },
    { key: '2026-02-02', orders: 1, wechat: 3_000, manual: 0, refunded: 700 },
  ])
  expect(buildRevenue(items, span, 'month').map(row => [row.key, netOf(row)])).toEqual([
    ['2026-01', 2_500],
    ['2026-02', 2_300],
  ])
})

it('puts the plan that brought most first', () => {
  expect(buildRevenue(items, span, 'plan').map(row => [row.key, netOf(row)])).toEqual([
    ['1', 5_000],
    ['2', 500],
    ['', -700],
  ])
})

it('sums to the same whichever way it is grouped', () => {
  const whole = sumRevenue(items)
  for (const group of ['day', 'month', 'plan'] as const) {
    const rows = buildRevenue(items, span, group)
    expect(rows.reduce((sum, row) => sum + netOf(row), 0)).toBe(netOf(whole))
  }
})
