import fc from 'fast-check'
import { expect, it } from 'vitest'
import { candidatesOf, greatestOf, type Head } from '../../../../hub/metering/rank-rule.ts'

/** Lists of sums by id, and what stands in front of each. */
function headsOf(lists: readonly ReadonlyMap<number, number>[], depth: number): Head[] {
  return lists.map(list => {
    const entries = [...list].map(([id, sum]) => ({ id, sum })).sort((a, b) => b.sum - a.sum || a.id - b.id)
    return { entries: entries.slice(0, depth), isWhole: entries.length < depth }
  })
}

const sumOf = (lists: readonly ReadonlyMap<number, number>[], id: number) =>
  lists.reduce((sum, list) => sum + (list.get(id) ?? 0), 0)

it('finds the greatest of all lists from their heads, or says that it cannot', () => {
  const list = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(1_000)), { maxLength: 60 })
    .map(rows => new Map(rows))
  let found = 0
  fc.assert(
    fc.property(
      fc.array(list, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 30 }),
      (lists, limit, depth) => {
        const heads = headsOf(lists, depth)
        const sums = new Map(candidatesOf(heads).map(id => [id, sumOf(lists, id)]))
        const greatest = greatestOf(heads, sums, limit)
        if (greatest === null) return
        found += 1
        const ids = [...new Set(lists.flatMap(one => [...one.keys()]))]
        const expected = ids.sort((a, b) => sumOf(lists, b) - sumOf(lists, a) || a - b).slice(0, limit)
        expect(greatest).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(50)
})

it('does not take one for greatest that something unseen could pass', () => {
  const head = (...sums: number[]): Head => ({
    entries: sums.map((sum, index) => ({ id: index + 1, sum })),
    isWhole: false,
  })
  const heads = [head(100, 60), head(100, 50)]
  expect(greatestOf(heads, new Map([[1, 200]]), 1)).toEqual([1])
  expect(greatestOf(heads, new Map([[1, 110]]), 1)).toBeNull()
  expect(greatestOf(heads, new Map([[1, 111]]), 1)).toEqual([1])
  expect(greatestOf(heads, new Map([[1, 200]]), 2)).toBeNull()
})
