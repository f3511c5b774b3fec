/** What is drawn of one step: of each line where it begins and ends above zero. */
export interface StackRow {
  readonly step: number
  /** Null: not drawn here, as the step is not over. */
  readonly spans: readonly (readonly [from: number, until: number] | null)[]
  /** The same of a step that is not over. */
  readonly running: readonly (readonly [from: number, until: number] | null)[]
  readonly before: number | null
}

interface Stacked {
  readonly lines: readonly { readonly values: readonly number[]; readonly isShown: boolean }[]
  readonly before: readonly (number | null)[] | null
  readonly steps: number
  readonly isRunning: boolean
  /** On top of each other, or each from zero. */
  readonly isStacked: boolean
}

/** Puts lines on top of each other, step by step; those that are hidden take no room. */
export function buildStacks({ lines, before, steps, isRunning, isStacked }: Stacked): readonly StackRow[] {
  return Array.from({ length: steps }, (_, step) => {
    let base = 0
    const spans = lines.map(({ values, isShown }) => {
      if (!isShown) return null
      const from = isStacked ? base : 0
      const until = from + (values[step] ?? 0)
      base = until
      return [from, until] as const
    })
    const none = lines.map(() => null)
    const isOver = !(isRunning && step === steps - 1)
    return {
      step,
      spans: isOver ? spans : none,
      running: isOver ? none : spans,
      before: before?.[step] ?? null,
    }
  })
}

/** The highest place that anything of it reaches. */
export function highestOf(rows: readonly StackRow[]): number {
  let most = 0
  for (const { spans, running, before } of rows) {
    for (const span of spans) most = Math.max(most, span?.[1] ?? 0)
    for (const span of running) most = Math.max(most, span?.[1] ?? 0)
    most = Math.max(most, before ?? 0)
  }
  return most
}
