import { describe, expect, it } from 'vitest'
import { nodeLoad, paceEnd } from '../../../../hub/customer-page/pace-rule.ts'

const day = 86_400_000
const gb = 1e9

describe('the pace of the last days', () => {
  it('counts a week at most, from the first day with traffic', () => {
    expect(
      paceEnd({ left: 10 * gb, days: [9 * gb, 0, 0, 2 * gb, 2 * gb, 2 * gb, 2 * gb, 2 * gb], now: 0 }),
    ).toBe(5 * day)
    expect(paceEnd({ left: 10 * gb, days: [90 * gb, ...Array<number>(7).fill(gb)], now: day })).toBe(11 * day)
  })

  it('says nothing where there is no pace', () => {
    expect(paceEnd({ left: gb, days: [], now: 0 })).toBeNull()
    expect(paceEnd({ left: gb, days: [0, 0, 0], now: 0 })).toBeNull()
    expect(paceEnd({ left: gb, days: [900_000], now: 0 })).toBeNull()
  })

  it('names the end at once where nothing is left', () => {
    expect(paceEnd({ left: 0, days: [gb], now: 7 })).toBe(7)
  })
})

describe('the load of a node', () => {
  it.each([
    [0, 100, null, 'idle'],
    [59, 100, null, 'idle'],
    [60, 100, null, 'normal'],
    [90, 100, null, 'busy'],
    [3, 0, null, 'busy'],
    [3, 100, 1_000_000 - 60_000, 'idle'],
    [3, 100, 1_000_000 - 121_000, 'down'],
  ] as const)('%i of %i, failing since %s: %s', (users, capacity, failingSince, load) => {
    expect(nodeLoad({ users, capacity, failingSince, now: 1_000_000 })).toBe(load)
  })
})
