import { expect, it } from 'vitest'
import {
  areaPath,
  barPath,
  linePath,
  placesOf,
  roundAmounts,
} from '../../../../src-renderer/charts/build-shapes.ts'
import { buildStacks, highestOf } from '../../../../src-renderer/charts/build-stacks.ts'

const places = placesOf({ x: 10, y: 0, width: 40, height: 100 }, 4, 200)

it('puts each step into the middle of its place, and zero at the bottom', () => {
  expect([places.x(0), places.x(3), places.y(0), places.y(200)]).toEqual([15, 45, 100, 0])
})

it('breaks a line where there is nothing', () => {
  expect(linePath([0, 200, null, 100], places)).toBe('M15.0 100.0L25.0 0.0M45.0 50.0')
})

it('fills what lies between two lines, and goes back along the lower one', () => {
  expect(areaPath([[0, 100], [100, 200], null, null], places)).toBe(
    'M15.0 50.0L25.0 0.0L25.0 50.0L15.0 100.0Z',
  )
})

it('draws no bar of nothing, and none wider than is wanted', () => {
  expect(barPath([[0, 100], [50, 50], null, null], places, 4)).toBe('M13.0 50.0h4.0V100.0h-4.0Z')
})

it('ends an axis at a round amount that holds everything', () => {
  for (const most of [1, 7, 99, 100, 101, 2_500, 43_210, 9.99e12, 3e14]) {
    const amounts = roundAmounts(most)
    expect(amounts[0]).toBe(0)
    expect(amounts.at(-1)).toBeGreaterThanOrEqual(most)
    expect(amounts.at(-2)).toBeLessThan(most)
    expect(amounts.length).toBeLessThanOrEqual(5)
  }
  expect(roundAmounts(282e9)).toEqual([0, 100e9, 200e9, 300e9])
  expect(roundAmounts(0)).toEqual([0, 1])
})

it('knows the highest place, be it of a line, of the step that is not over, or of the span compared with', () => {
  const stack = (before: readonly number[]) =>
    highestOf(
      buildStacks({
        lines: [
          { values: [1, 5], isShown: true },
          { values: [2, 4], isShown: true },
        ],
        before,
        steps: 2,
        isRunning: true,
        isStacked: true,
      }),
    )
  expect([stack([0, 0]), stack([12, 0])]).toEqual([9, 12])
})
