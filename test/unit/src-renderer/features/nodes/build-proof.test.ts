import { describe, expect, it } from 'vitest'
import { buildDifferingSum } from '../../../../../src-renderer/features/nodes/build-proof.ts'

describe('a sum that differs', () => {
  it('is taken apart into which sums, of what, and by how much', () => {
    const sum = { nodeId: 2, sums: 'days = cycles: download', left: 10, right: 7 }
    expect(buildDifferingSum(sum)).toMatchObject({ pair: 'days', amount: 'download', by: 3 })
  })

  it('keeps the name of one that a newer hub compares', () => {
    const sum = { nodeId: 2, sums: 'weeks = days: upload', left: 1, right: 2 }
    expect(buildDifferingSum(sum)).toMatchObject({ pair: null, sums: 'weeks = days: upload', by: -1 })
  })
})
