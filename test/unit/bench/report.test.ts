import { describe, expect, it } from 'vitest'
import { judge, median } from '../../bench/report.ts'

describe('a measured figure', () => {
  const base = { name: 'reading', figure: 30, unit: 'ms' }
  const peer = { name: 'bare nft', figure: 20 }

  it('is only reported without a limit', () => {
    expect(judge(base)).toEqual(base)
    expect(judge({ ...base, peer })).toEqual({ ...base, peer, ratio: 1.5 })
  })

  it('of pairs carries the ratio that the pairs had', () => {
    const limit = { kind: 'at most', value: 1.2 } as const
    expect(judge({ ...base, peer, ratio: 1.1, limit })).toEqual({
      ...base,
      peer,
      ratio: 1.1,
      limit,
      met: true,
    })
  })

  it.each([
    ['at most', 1.5, true],
    ['at most', 1.49, false],
    ['at least', 1.5, true],
    ['at least', 1.51, false],
  ] as const)('is held %s %d times its peer', (kind, value, met) => {
    expect(judge({ ...base, peer, limit: { kind, value } }).met).toBe(met)
  })

  it('is itself held to the limit where it has no peer', () => {
    expect(judge({ ...base, limit: { kind: 'at most', value: 29 } }).met).toBe(false)
  })
})

it('the median is the middle value', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(() => median([])).toThrow('nothing was measured')
})
