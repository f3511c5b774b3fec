import { expect, it } from 'vitest'
import { buildRest, buildSeries } from '../../../../hub/metering/build-series.ts'

const row = (key: number, at: number, charged: number) => ({ key, at, charged, upload: 1, download: charged })
const stepOf = (at: number) => (at < 3 ? at : -1)

it('ranks keys by what they were charged, and sums up those that have no series of their own', () => {
  const rows = [row(1, 0, 5), row(2, 1, 50), row(1, 0, 6), row(3, 2, 1), row(4, 0, 2), row(9, 7, 1_000)]
  const built = buildSeries(rows, 3, stepOf, { split: 'node', most: 2 })
  expect(built.series.map(({ key, charged }) => [key, charged])).toEqual([
    [2, [0, 50, 0]],
    [1, [11, 0, 0]],
    [null, [2, 0, 1]],
  ])
  expect(built.others).toBe(2)
  expect(built.total).toEqual({ upload: 5, download: 64, charged: 64 })
  expect(built.series.map(one => one.total.charged)).toEqual([50, 11, 3])
})

it('is one row of zeros without a split where nothing passed, and nothing with one', () => {
  const nothing = { upload: 0, download: 0, charged: 0 }
  const zeros = [0, 0, 0]
  expect(buildSeries([], 3, stepOf, { split: 'none', most: 7 }).series).toEqual([
    { key: 0, upload: zeros, download: zeros, charged: zeros, total: nothing },
  ])
  expect(buildSeries([], 3, stepOf, { split: 'plan', most: 7 }).series).toEqual([])
})

it('puts what all passed beyond some behind them, and nothing where it is all of it', () => {
  const rows = [row(1, 0, 5), row(2, 1, 50), row(3, 2, 1)]
  const all = buildSeries(
    rows.map(each => ({ ...each, key: 0 })),
    3,
    stepOf,
    { split: 'none', most: 1 },
  )
  const some = buildSeries(rows.slice(0, 2), 3, stepOf, { split: 'user', most: 2 })
  const whole = buildRest(some, all)
  expect(whole.series.map(({ key, charged }) => [key, charged])).toEqual([
    [2, [0, 50, 0]],
    [1, [5, 0, 0]],
    [null, [0, 0, 1]],
  ])
  expect(whole.others).toBeNull()
  expect(whole.total).toEqual(all.total)
  expect(buildRest(buildSeries(rows, 3, stepOf, { split: 'user', most: 3 }), all).series).toHaveLength(3)
})
