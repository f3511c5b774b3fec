import { describe, expect, it } from 'vitest'
import { buildNarrowing } from '../../../../../src-renderer/features/orders/build-order-query.ts'

describe('what orders are found by', () => {
  it.each([
    ['li@', true],
    ['李小明', true],
    ['li', false],
    // Two signs to the hub, though four units of a string.
    ['😀😀', false],
    ['😀😀😀', true],
  ])('%j is looked for: %j', (text, isAsked) => {
    expect('text' in buildNarrowing({ text }, 'Asia/Shanghai')).toBe(isAsked)
  })
})
