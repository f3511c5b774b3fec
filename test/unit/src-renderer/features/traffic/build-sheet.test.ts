import { expect, it } from 'vitest'
import type { TrafficSeries } from '../../../../../hub/contract/admin/traffic.ts'
import { buildFigures, lineFigures } from '../../../../../src-renderer/features/traffic/build-figures.ts'
import { barsRule, buildBefore } from '../../../../../src-renderer/features/traffic/build-look.ts'
import { buildSheet, cutSheet, trimSheet } from '../../../../../src-renderer/features/traffic/build-sheet.ts'
import { buildTrafficRows } from '../../../../../src-renderer/features/traffic/build-traffic-csv.ts'
import { zoomText, zoomWindow } from '../../../../../src-renderer/features/traffic/zoom-rule.ts'

const day = 86_400_000

/** Days from the first on; each series its downloads by day, a tenth of them upload, twice that charged. */
function answer(
  series: readonly (readonly [of: TrafficSeries['series'][number]['of'], ...downloads: number[]])[],
): TrafficSeries {
  const steps = series[0]?.length ?? 1
  return {
    step: 'day',
    steps: Array.from({ length: steps - 1 }, (_, index) => index * day),
    until: (steps - 1) * day,
    series: series.map(([of, ...download]) => ({
      of,
      download,
      upload: download.map(bytes => bytes / 10),
      charged: download.map(bytes => bytes * 2),
      total: { upload: 0, download: 0, charged: 0 },
    })),
    total: { upload: 0, download: 0, charged: 0 },
  } as unknown as TrafficSeries
}

const all = { kind: 'all' } as const
const node = (nodeId: number) => ({ kind: 'node', nodeId, name: `n${nodeId}` }) as const
const others = { kind: 'others', count: 2 } as const
const past = 1_000 * day

it('has both ways as two lines without a split, and one where one is asked for', () => {
  const both = buildSheet(answer([[all, 100, 200]]), null, 'both', past)
  expect(both.lines.map(({ key, values }) => [key, values])).toEqual([
    ['download', [100, 200]],
    ['upload', [10, 20]],
  ])
  expect(both.totals).toEqual([110, 220])
  const charged = buildSheet(answer([[all, 100, 200]]), null, 'charged', past)
  expect(charged.lines.map(line => line.values)).toEqual([[200, 400]])
  expect(charged.download).toEqual([100, 200])
})

it('adds up to the same whichever way it is split', () => {
  const whole = buildSheet(answer([[all, 100, 200]]), null, 'both', past)
  const split = buildSheet(
    answer([
      [node(1), 60, 100],
      [others, 40, 100],
    ]),
    null,
    'both',
    past,
  )
  expect(split.totals).toEqual(whole.totals)
  expect(split.lines.map(line => lineFigures(line, split).share)).toEqual([160 / 300, 140 / 300])
})

it('has nothing of what is to come, and knows that the last step is not over', () => {
  const sheet = buildSheet(answer([[all, 100, 200, 30, 0, 0]]), null, 'download', 2.5 * day)
  expect(sheet.starts).toEqual([0, day, 2 * day])
  expect(sheet).toMatchObject({ isRunning: true, end: 3 * day, totals: [100, 200, 30] })
  // A day that has hardly begun is neither an average day nor a fall.
  expect(buildFigures(sheet)).toMatchObject({ total: 330, average: 150, peak: { step: 1, bytes: 200 } })
})

it('compares like with like: without the step that is not over', () => {
  const rival = answer([[all, 50, 100, 500]])
  const sheet = buildSheet(answer([[all, 100, 200, 30]]), rival, 'download', 2.5 * day)
  expect(sheet.before).toEqual([50, 100, 500])
  expect(buildFigures(sheet).change).toEqual({ now: 300, before: 150, bytes: 150, part: 1 })
  const nothing = buildSheet(answer([[all, 100, 200]]), answer([[all, 0, 0]]), 'download', past)
  expect(buildFigures(nothing).change).toMatchObject({ part: null, bytes: 300 })
  expect(buildFigures(cutSheet(sheet, [2, 2])).change).toBeNull()
})

it('compares from where the span compared with begins to have anything, and draws nothing before that', () => {
  const sheet = buildSheet(answer([[all, 100, 200, 300]]), answer([[all, 0, 100, 300]]), 'download', past)
  expect(buildFigures(sheet).change).toEqual({ now: 500, before: 400, bytes: 100, part: 0.25 })
  expect(buildBefore(sheet, new Set(), 'stack')).toEqual([null, 100, 300])
})

it('compares a line with the same one, with nothing where it had none, and with no guess among others', () => {
  const now = answer([
    [node(1), 60, 100],
    [node(2), 50, 50],
    [others, 5, 5],
  ])
  const whole = answer([[node(1), 30, 30]])
  const befores = (rival: TrafficSeries) =>
    buildSheet(now, rival, 'download', past).lines.map(line => line.before)
  expect(befores(whole)).toEqual([[30, 30], [0, 0], null])
  const cut = answer([
    [node(1), 30, 30],
    [others, 7, 7],
  ])
  expect(befores(cut)).toEqual([[30, 30], null, null])
})

it('draws the span compared with only where it is known of all that is shown', () => {
  const now = answer([
    [node(1), 60, 100],
    [others, 5, 5],
  ])
  const rival = answer([
    [node(1), 30, 30],
    [others, 7, 7],
  ])
  const sheet = buildSheet(now, rival, 'download', past)
  expect(buildBefore(sheet, new Set(), 'stack')).toEqual([37, 37])
  expect(buildBefore(sheet, new Set(['others']), 'stack')).toEqual([30, 30])
  expect(buildBefore(sheet, new Set(['node 1']), 'stack')).toBeNull()
  expect(buildBefore(sheet, new Set(), 'lines')).toBeNull()
  expect(buildBefore(sheet, new Set(['others']), 'lines')).toEqual([30, 30])
})

it('zooms to steps that the address names, and shows everything where it names none of them', () => {
  const starts = [0, 1, 2, 3].map(step => (10 + step) * day)
  const text = zoomText(starts, [1, 2])
  expect(zoomWindow(starts, text ?? undefined)).toEqual([1, 2])
  expect(zoomText(starts, [0, 3])).toBeNull()
  expect(zoomWindow(starts, undefined)).toEqual([0, 3])
  expect(zoomWindow(starts, `${99 * day}-${100 * day}`)).toEqual([0, 3])
  const sheet = buildSheet(answer([[all, 100, 200, 30]]), null, 'download', 2.5 * day)
  expect(cutSheet(sheet, [0, 1])).toMatchObject({ totals: [100, 200], isRunning: false, end: 2 * day })
  expect(cutSheet(sheet, [1, 2])).toMatchObject({ totals: [200, 30], isRunning: true, end: 3 * day })
})

it('begins all of the time with the first step in which something passed', () => {
  const sheet = buildSheet(answer([[all, 0, 0, 5, 0]]), null, 'download', past)
  expect(trimSheet(sheet).totals).toEqual([5, 0])
  const nothing = buildSheet(answer([[all, 0, 0]]), null, 'download', past)
  expect(trimSheet(nothing).totals).toEqual([0, 0])
})

it('writes every step with whole bytes, and says which one is not over', () => {
  const sheet = buildSheet(answer([[all, 100, 200]]), answer([[all, 10, 20]]), 'both', 1.5 * day)
  const words = {
    step: 'Day',
    total: 'Together',
    before: 'Before',
    note: 'Note',
    soFar: 'so far',
    name: (line: { readonly key: string }) => line.key,
    time: (at: number) => `d${at / day}`,
  }
  expect(buildTrafficRows(sheet, words)).toEqual([
    ['Day', 'download', 'upload', 'Together', 'Before', 'Note'],
    ['d0', 100, 10, 110, 11, ''],
    ['d1', 200, 20, 220, 22, 'so far'],
  ])
  const [head] = buildTrafficRows({ ...sheet, before: null, isRunning: false }, words)
  expect(head).toEqual(['Day', 'download', 'upload', 'Together'])
})

it('draws bars while they can be told apart', () => {
  expect([barsRule('day', 62), barsRule('day', 63), barsRule('hour', 24), barsRule('hour', 48)]).toEqual([
    true,
    false,
    true,
    false,
  ])
})
