import { describe, expect, it } from 'vitest'
import {
  keepFilter,
  renameFilter,
  savedFilters,
  toggleFirst,
} from '../../../../../src-renderer/features/users/build-saved-filters.ts'

const kept = [
  { name: 'Used up', query: 'gate=quota_used' },
  { name: 'Students', query: 'planId=3', isFirst: true },
]

describe('saved filters', () => {
  it('keep one under a name, in the place of the one before', () => {
    expect(keepFilter(kept, 'Late', 'gate=expired').at(-1)).toEqual({ name: 'Late', query: 'gate=expired' })
    expect(keepFilter(kept, 'Students', 'planId=4')).toEqual([
      kept[0],
      { name: 'Students', query: 'planId=4', isFirst: true },
    ])
  })

  it('take another name, and the place of the one that had it', () => {
    expect(renameFilter(kept, 'Used up', 'Empty').map(({ name }) => name)).toEqual(['Empty', 'Students'])
    expect(renameFilter(kept, 'Used up', 'Students')).toEqual([
      { name: 'Students', query: 'gate=quota_used' },
    ])
    expect(renameFilter(kept, 'Used up', 'Used up')).toEqual(kept)
  })

  it('open the list with one at most', () => {
    const other = toggleFirst(kept, 'Used up')
    expect(other.filter(({ isFirst }) => isFirst).map(({ name }) => name)).toEqual(['Used up'])
    expect(toggleFirst(other, 'Used up').some(({ isFirst }) => isFirst)).toBe(false)
    expect(savedFilters.parse(other)).toEqual(other)
  })
})
