import { describe, expect, it } from 'vitest'
import {
  countSelected,
  everythingSelected,
  isSelected,
  nothingSelected,
  selectKeys,
  toggleKey,
} from '../../../../src-renderer/ui/selection.ts'

describe('a selection', () => {
  it('takes a span of rows in, and lets go of a part of it', () => {
    const span = selectKeys(nothingSelected, [3, 4, 5], true)
    expect(countSelected(span, 100)).toBe(3)
    const less = selectKeys(span, [4, 9], false)
    expect([3, 4, 5].map(key => isSelected(less, key))).toEqual([true, false, true])
  })

  it('of all that match lets go of a span, and takes a part of it back', () => {
    const most = selectKeys(everythingSelected, [3, 4, 5], false)
    expect(countSelected(most, 100)).toBe(97)
    const more = selectKeys(most, [4], true)
    expect([3, 4, 5, 6].map(key => isSelected(more, key))).toEqual([false, true, false, true])
    expect(countSelected(toggleKey(more, 3), 100)).toBe(99)
  })
})
