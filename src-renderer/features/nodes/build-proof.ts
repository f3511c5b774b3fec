import type { LedgerDifference } from '../../../hub/contract/admin/metering.ts'

/** Sums of each node that a proof compares: seven pairs of upload, download and charged bytes, and the meter. */
export const sumsOfNode = 22

const pairs = {
  'hours = cycles': 'hours',
  'days = cycles': 'days',
  'node hours = hours': 'nodeHours',
  'plan hours = node hours': 'planHours',
  'node days = days': 'nodeDays',
  'plan days = node days': 'planDays',
  'user months = node days': 'months',
  'meter = ledger': 'meter',
} as const
export type SumPair = (typeof pairs)[keyof typeof pairs]

const amounts = ['upload', 'download', 'charged'] as const

export interface DifferingSum {
  /** Null: one that this window does not know; `sums` as the hub names it. */
  readonly pair: SumPair | null
  readonly amount: (typeof amounts)[number] | null
  readonly sums: string
  readonly nodeId: number
  readonly left: number
  readonly right: number
  /** `left` less `right`. */
  readonly by: number
}

/** A difference with the names of its sums taken apart: `hours = cycles: upload`. */
export function buildDifferingSum({ nodeId, sums, left, right }: LedgerDifference): DifferingSum {
  const [text = '', amount] = sums.split(': ')
  const pair = Object.entries(pairs).find(([said]) => said === text)?.[1] ?? null
  return {
    pair,
    amount: amounts.find(each => each === amount) ?? null,
    ...{ sums, nodeId, left, right, by: left - right },
  }
}
