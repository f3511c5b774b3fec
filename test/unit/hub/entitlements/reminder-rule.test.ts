import { expect, it } from 'vitest'
import { usageReached } from '../../../../hub/entitlements/reminder-rule.ts'

it('80 percent is reached when a fifth is left, 100 when the gate closed by use', () => {
  const table: readonly [
    left: number | null,
    granted: number | null,
    closed: boolean,
    reached: 80 | 100 | null,
  ][] = [
    [100, 100, false, null],
    [21, 100, false, null],
    [20, 100, false, 80],
    [0, 100, false, 80],
    [1, 100, true, 100],
    [null, null, false, null],
    [null, 100, true, null],
    // Nothing was granted for now: there is nothing to use up.
    [0, 0, true, null],
  ]
  for (const [left, granted, closed, reached] of table) {
    expect([left, granted, closed, usageReached({ left, granted }, closed)]).toEqual([
      left,
      granted,
      closed,
      reached,
    ])
  }
})
