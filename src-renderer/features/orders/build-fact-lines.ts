import { formatMoney } from '../../lib/format-money.ts'

export interface FactLine {
  readonly key: string
  readonly value: string
  /** Compared and copied sign by sign. */
  readonly isCode: boolean
}

const money: ReadonlySet<string> = new Set(['total', 'expected', 'amount', 'refund', 'bought'])
const numbers = /(No|Id|id|number|Number)$/

/** Verified facts as lines: sums as money, numbers as they are; what is not there is left out. */
export function buildFactLines(facts: Readonly<Record<string, unknown>>): readonly FactLine[] {
  return Object.entries(facts).flatMap(([key, value]) => {
    if (value === null || value === undefined || value === '') return []
    const isSum = money.has(key) && typeof value === 'number'
    return [{ key, value: isSum ? formatMoney(value) : textOf(value), isCode: numbers.test(key) }]
  })
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
