import { expect, it } from 'vitest'
import { buildStacks } from '../../../../src-renderer/charts/build-stacks.ts'

const lines = [
  { values: [1, 2], isShown: true },
  { values: [10, 20], isShown: false },
  { values: [100, 200], isShown: true },
]

it('puts lines on top of each other, and gives no room to those that are hidden', () => {
  const rows = buildStacks({ lines, before: [5, 6], steps: 2, isRunning: false, isStacked: true })
  expect(rows.map(row => row.spans)).toEqual([
    [[0, 1], null, [1, 101]],
    [[0, 2], null, [2, 202]],
  ])
  expect(rows.map(row => row.before)).toEqual([5, 6])
})

it('keeps the step that is not over apart from the others', () => {
  const [first, last] = buildStacks({ lines, before: null, steps: 2, isRunning: true, isStacked: true })
  expect(first?.running).toEqual([null, null, null])
  expect(last?.spans).toEqual([null, null, null])
  expect(last?.running).toEqual([[0, 2], null, [2, 202]])
})

it('lets lines side by side begin at zero', () => {
  const [row] = buildStacks({ lines, before: null, steps: 1, isRunning: false, isStacked: false })
  expect(row?.spans).toEqual([[0, 1], null, [0, 100]])
})
