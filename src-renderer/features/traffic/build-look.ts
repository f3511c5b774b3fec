import { begunAt } from './build-figures.ts'
import type { Sheet } from './build-sheet.ts'
import type { Look, Step } from './view-rule.ts'

const mostBars = 62
const mostHourBars = 24

/** Days and months are bars while these are wide enough to be told apart; hours flow. */
export function barsRule(step: Step, steps: number): boolean {
  return steps <= (step === 'hour' ? mostHourBars : mostBars)
}

/**
 * What the dashed line shows: the same lines in the span compared with. Null where it is not known of each of them,
 * and where several lines stand side by side, none of which it would belong to.
 */
export function buildBefore(
  sheet: Sheet,
  hidden: ReadonlySet<string>,
  look: Look,
): readonly (number | null)[] | null {
  const values = knownBefore(sheet, hidden, look)
  const begun = begunAt(sheet)
  return values === null ? null : values.map((value, step) => (step < begun ? null : value))
}

function knownBefore(
  { lines, before, totals }: Sheet,
  hidden: ReadonlySet<string>,
  look: Look,
): readonly number[] | null {
  const shown = lines.filter(line => !hidden.has(line.key))
  if (before === null || shown.length === 0 || (look === 'lines' && shown.length > 1)) return null
  if (shown.length === lines.length) return before
  const known = shown.flatMap(line => (line.before === null ? [] : [line.before]))
  if (known.length < shown.length) return null
  return totals.map((_, step) => known.reduce((sum, values) => sum + (values[step] ?? 0), 0))
}
