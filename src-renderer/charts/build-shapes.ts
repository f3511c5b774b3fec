/** Where the plot lies within its picture. */
export interface Plot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Span = readonly [from: number, until: number] | null

/** How steps and amounts become places: each step has its own place of equal width. */
export interface Places {
  x(step: number): number
  y(amount: number): number
  /** Of one step. */
  readonly width: number
}

export function placesOf(plot: Plot, steps: number, most: number): Places {
  const width = plot.width / steps
  return {
    width,
    x: step => plot.x + (step + 0.5) * width,
    y: amount => plot.y + plot.height * (1 - amount / most),
  }
}

const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`

/** Neighbours that are there: a line breaks where nothing is. */
function runsOf<T>(values: readonly (T | null)[]): readonly (readonly [step: number, value: T][])[] {
  const runs: [number, T][][] = []
  let run: [number, T][] | null = null
  for (const [step, value] of values.entries()) {
    if (value === null) {
      run = null
      continue
    }
    if (run === null) {
      run = []
      runs.push(run)
    }
    run.push([step, value])
  }
  return runs
}

/** A line through the middles of its steps. */
export function linePath(values: readonly (number | null)[], { x, y }: Places): string {
  return runsOf(values)
    .map(run => `M${run.map(([step, value]) => at(x(step), y(value))).join('L')}`)
    .join('')
}

/** What lies between two lines. */
export function areaPath(spans: readonly Span[], { x, y }: Places): string {
  return runsOf(spans)
    .map(run => {
      const tops = run.map(([step, [, until]]) => at(x(step), y(until)))
      const bottoms = run.map(([step, [from]]) => at(x(step), y(from))).reverse()
      return `M${[...tops, ...bottoms].join('L')}Z`
    })
    .join('')
}

/** Upright bars, all of them in one path. */
export function barPath(spans: readonly Span[], { x, y, width }: Places, widest: number): string {
  const bar = Math.min(widest, Math.max(1, width * 0.72))
  return spans
    .map((span, step) => {
      if (span === null || span[1] <= span[0]) return ''
      const [from, until] = span
      return `M${at(x(step) - bar / 2, y(until))}h${bar.toFixed(1)}V${y(from).toFixed(1)}h${(-bar).toFixed(1)}Z`
    })
    .join('')
}

/** Round amounts for an axis from zero to somewhat above `most`, five of them or fewer. */
export function roundAmounts(most: number): readonly number[] {
  if (most <= 0) return [0, 1]
  const raw = most / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 2.5, 5, 10].find(each => each * power >= raw) ?? 10) * power
  const count = Math.ceil(most / step)
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}
