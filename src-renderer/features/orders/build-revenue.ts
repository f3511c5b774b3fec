import { type DaySpan, daysOf } from '../../lib/day-span-rule.ts'

export const revenueGroups = ['day', 'month', 'plan'] as const
export type RevenueGroup = (typeof revenueGroups)[number]

export interface RevenueItem {
  /** YYYY-MM-DD */
  readonly day: string
  readonly planId: number | null
  readonly method: 'wechat' | 'manual'
  readonly orders: number
  readonly received: number
  readonly refunded: number
}

/** Sums of fen; received = wechat + manual. */
export interface RevenueSums {
  readonly orders: number
  readonly wechat: number
  readonly manual: number
  readonly refunded: number
}

export interface RevenueRow extends RevenueSums {
  readonly index: number
  /** A day, a month (YYYY-MM), or the plan's id; empty: no plan. */
  readonly key: string
}

const nothing: RevenueSums = { orders: 0, wechat: 0, manual: 0, refunded: 0 }

function add(sums: RevenueSums, { method, orders, received, refunded }: RevenueItem): RevenueSums {
  return {
    orders: sums.orders + orders,
    wechat: sums.wechat + (method === 'wechat' ? received : 0),
    manual: sums.manual + (method === 'manual' ? received : 0),
    refunded: sums.refunded + refunded,
  }
}

export function sumRevenue(items: readonly RevenueItem[]): RevenueSums {
  return items.reduce(add, nothing)
}

/** What came in, after what went back. */
export function netOf({ wechat, manual, refunded }: RevenueSums): number {
  return wechat + manual - refunded
}

const keyOf: Readonly<Record<RevenueGroup, (item: RevenueItem) => string>> = {
  day: item => item.day,
  month: item => item.day.slice(0, 7),
  plan: item => (item.planId === null ? '' : String(item.planId)),
}

/**
 * One row for each day or month of the span, oldest first, those without money too; by plan one for each plan that
 * money came or went for, the largest first.
 */
export function buildRevenue(
  items: readonly RevenueItem[],
  span: DaySpan,
  group: RevenueGroup,
): readonly RevenueRow[] {
  const sums = new Map<string, RevenueSums>()
  if (group !== 'plan') {
    for (const day of daysOf(span)) sums.set(group === 'day' ? day : day.slice(0, 7), nothing)
  }
  for (const item of items) {
    const key = keyOf[group](item)
    sums.set(key, add(sums.get(key) ?? nothing, item))
  }
  const rows = [...sums].map(([key, each]) => ({ key, ...each }))
  if (group === 'plan') rows.sort((a, b) => netOf(b) - netOf(a))
  return rows.map((row, index) => ({ ...row, index }))
}
