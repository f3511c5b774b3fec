import type { CodeEffect } from '../../../hub/contract/customer/quote.ts'
import type { PlanRow } from '../../../hub/db/entities/plans.ts'

const gb = 1_000_000_000

type Sold = Pick<PlanRow, 'name' | 'title' | 'kind' | 'price' | 'bytes' | 'nodeCount'> &
  Partial<Pick<PlanRow, 'validity' | 'regions' | 'cyclePolicy' | 'visibility' | 'stock' | 'mostPerOrder'>>

const sold: readonly Sold[] = [
  plan('starter', '入门月付', 'Starter, monthly', 'month', 1_200, 50 * gb, 2),
  plan('standard', '标准月付', 'Standard, monthly', 'month', 2_000, 100 * gb, 2),
  plan('plus', '进阶月付', 'Plus, monthly', 'month', 3_500, 200 * gb, 3),
  plan('pro', '专业月付', 'Pro, monthly', 'month', 6_800, 500 * gb, 3),
  { ...plan('unlimited', '不限量', 'Unlimited', 'month', 12_800, null, 3), visibility: 'hidden' },
  plan('standard-year', '标准年付', 'Standard, yearly', 'year', 19_900, 100 * gb, 2),
  plan('plus-year', '进阶年付', 'Plus, yearly', 'year', 34_900, 200 * gb, 3),
  {
    ...plan('asia', '亚洲线路', 'Asia only', 'month', 2_200, 100 * gb, 2),
    regions: ['asia'],
    cyclePolicy: 'anniversary',
  },
  {
    ...plan('extra-50', '加量包 50 GB', 'Extra 50 GB', 'addon', 1_000, 50 * gb, 1),
    validity: { kind: 'until_used' },
  },
  {
    ...plan('extra-100', '加量包 100 GB', 'Extra 100 GB', 'addon', 1_800, 100 * gb, 1),
    validity: { kind: 'plan' },
  },
  {
    ...plan('extra-20', '本月加量 20 GB', 'Extra 20 GB this month', 'addon', 400, 20 * gb, 1),
    validity: { kind: 'this_cycle' },
  },
  { ...plan('student', '学生优惠', 'Students', 'month', 600, 30 * gb, 2), visibility: 'retired' },
  {
    ...plan('double-eleven', '双十一特惠年付', 'Singles’ Day, yearly', 'year', 11_100, 60 * gb, 2),
    stock: 37,
    mostPerOrder: 1,
  },
]

function plan(
  name: string,
  zh: string,
  en: string,
  kind: PlanRow['kind'],
  price: number,
  bytes: number | null,
  nodeCount: number,
): Sold {
  return { name, title: { zh, en }, kind, price, bytes, nodeCount }
}

/** What the seeded shop sells and sold; ids from 1 in this order. */
export const plansOf = (createdAt: number): readonly PlanRow[] =>
  sold.map((one, index) => ({
    validity: null,
    regions: [],
    cyclePolicy: 'calendar',
    visibility: 'public',
    stock: null,
    mostPerOrder: 12,
    description: { zh: `${one.title.zh}，支持所有客户端。`, en: `${one.title.en}, for every client.` },
    position: index,
    createdAt,
    version: 1,
    ...one,
    id: index + 1,
  }))

export const planIds = {
  starter: 1,
  standard: 2,
  plus: 3,
  pro: 4,
  unlimited: 5,
  standardYear: 6,
  plusYear: 7,
  asia: 8,
  extraUntilUsed: 9,
  extraPlan: 10,
  extraCycle: 11,
  student: 12,
} as const

export interface SeedBatch {
  readonly id: number
  readonly name: string
  readonly effect: CodeEffect
  readonly planIds: readonly number[]
  /** The one code of the batch; null: each use has a code of its own. */
  readonly text: string | null
  readonly activity: string
  readonly isOver?: true
}

/** Batches of codes; ids from 1 in this order. */
export const batches = {
  percent: batch(1, 'autumn 10 % off', { kind: 'discount', percent: 10 }, 'AUTUMN10', { activity: 'autumn' }),
  fen: batch(2, 'welcome ¥5', { kind: 'discount', fen: 500 }, null),
  bonus: batch(3, 'buy one get one', { kind: 'bonus', months: 1 }, 'DOUBLE', {
    planIds: [planIds.starter, planIds.standard, planIds.plus, planIds.pro],
  }),
  card: batch(
    4,
    'cards of the reseller',
    { kind: 'activation', planId: planIds.standard, quantity: 1 },
    null,
  ),
  trial: batch(5, 'three days to try', { kind: 'activation', trialDays: 3, bytes: 5 * gb }, 'TRYIT'),
  gift: batch(6, 'gifts of 50 GB', { kind: 'activation', bytes: 50 * gb, days: 30 }, null),
  over: { ...batch(7, 'last summer', { kind: 'discount', percent: 50 }, 'SUMMER50'), isOver: true },
} as const satisfies Readonly<Record<string, SeedBatch>>

function batch(
  id: number,
  name: string,
  effect: CodeEffect,
  text: string | null,
  over: { readonly planIds?: readonly number[]; readonly activity?: string } = {},
): SeedBatch {
  return { id, name, effect, text, planIds: over.planIds ?? [], activity: over.activity ?? '' }
}
