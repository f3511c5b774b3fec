import type { Bytes } from '../contract/primitives.ts'
import type { Amounts } from './sum-rule.ts'

interface Row extends Amounts {
  readonly at: number
  readonly key: number
}

interface Total {
  upload: Bytes
  download: Bytes
  charged: Bytes
}

interface Sums {
  upload: Bytes[]
  download: Bytes[]
  charged: Bytes[]
  total: Total
}

export interface BuiltSeries {
  /** Greatest first; the one with key null sums up the rest. */
  readonly series: readonly ({ readonly key: number | null } & Sums)[]
  /** How many keys the rest has; null where nobody counted them. */
  readonly others: number | null
  readonly total: Total
}

const zero = 0 as Bytes
const nothing = (): Total => ({ upload: zero, download: zero, charged: zero })

const empty = (steps: number): Sums => ({
  upload: new Array<Bytes>(steps).fill(zero),
  download: new Array<Bytes>(steps).fill(zero),
  charged: new Array<Bytes>(steps).fill(zero),
  total: nothing(),
})

/**
 * Adds rows up by their key and step. `stepOf` finds the step of a row by where it begins, -1 for none of them.
 * Without a split there is one series, with key 0, also where nothing passed.
 */
export function buildSeries(
  rows: readonly Row[],
  steps: number,
  stepOf: (at: number) => number,
  wanted: { readonly split: 'none' | 'node' | 'plan' | 'user'; readonly most: number },
): BuiltSeries {
  const byKey = new Map<number, Sums>()
  if (wanted.split === 'none') byKey.set(0, empty(steps))
  const total = nothing()
  for (const row of rows) {
    const step = stepOf(row.at)
    if (step === -1) continue
    const sums = byKey.get(row.key) ?? empty(steps)
    byKey.set(row.key, sums)
    addAt(sums, step, row)
    addTo(total, row)
  }
  const ranked = [...byKey].sort(([a, left], [b, right]) => right.total.charged - left.total.charged || a - b)
  const series = ranked.slice(0, wanted.most).map(([key, sums]) => ({ key: key as number | null, ...sums }))
  const rest = ranked.slice(wanted.most)
  if (rest.length > 0)
    series.push({
      key: null,
      ...together(
        rest.map(([, sums]) => sums),
        steps,
      ),
    })
  return { series, others: rest.length, total }
}

/** Puts what `all` has beyond the series of `some` behind them, as one more where it is anything. */
export function buildRest(some: BuiltSeries, all: BuiltSeries): BuiltSeries {
  const [whole] = all.series
  if (
    whole === undefined ||
    all.total.upload + all.total.download === some.total.upload + some.total.download
  )
    return some
  const rest = empty(whole.upload.length)
  for (let step = 0; step < whole.upload.length; step += 1) {
    const beyond = (of: keyof Amounts) =>
      (whole[of][step] ?? 0) - some.series.reduce((sum, one) => sum + (one[of][step] ?? 0), 0)
    addAt(rest, step, {
      upload: beyond('upload'),
      download: beyond('download'),
      charged: beyond('charged'),
    })
  }
  return { series: [...some.series, { key: null, ...rest }], others: null, total: all.total }
}

function together(parts: readonly Sums[], steps: number): Sums {
  const sums = empty(steps)
  for (const part of parts) {
    for (let step = 0; step < steps; step += 1) {
      addAt(sums, step, {
        upload: part.upload[step] ?? 0,
        download: part.download[step] ?? 0,
        charged: part.charged[step] ?? 0,
      })
    }
  }
  return sums
}

function addAt(sums: Sums, step: number, { upload, download, charged }: Amounts): void {
  sums.upload[step] = ((sums.upload[step] ?? 0) + upload) as Bytes
  sums.download[step] = ((sums.download[step] ?? 0) + download) as Bytes
  sums.charged[step] = ((sums.charged[step] ?? 0) + charged) as Bytes
  addTo(sums.total, { upload, download, charged })
}

function addTo(total: Total, { upload, download, charged }: Amounts): void {
  total.upload = (total.upload + upload) as Bytes
  total.download = (total.download + download) as Bytes
  total.charged = (total.charged + charged) as Bytes
}
