import { describe, expect, it } from 'vitest'
import {
  countRare,
  expirySpan,
  narrowByExpiry,
  narrowingOf,
  renderNarrowing,
  userFilters,
} from '../../../../../src-renderer/features/users/build-user-query.ts'
import { parseFilters } from '../../../../../src-renderer/lib/use-filters.ts'

describe('the filters of the list of users', () => {
  it('are read from an address, and what does not fit is not given', () => {
    const address = new URLSearchParams('gate=open&leftBelowPercent=10&planId=x&sort=left&direction=asc')
    expect(parseFilters(userFilters, address)).toEqual({
      gate: 'open',
      leftBelowPercent: 10,
      sort: 'left',
      direction: 'asc',
    })
  })

  it('are kept by name without the order, the same ones as the same text', () => {
    const filters = { sort: 'left', gate: 'open', search: 'li wei', direction: 'asc' } as const
    expect(renderNarrowing(narrowingOf(filters))).toBe('gate=open&search=li+wei')
    expect(renderNarrowing(narrowingOf({ search: 'li wei', gate: 'open' }))).toBe('gate=open&search=li+wei')
  })

  it('say days of the end of a plan as the instants around them, and back', () => {
    const zone = 'Asia/Shanghai'
    const span = ['2026-11-01', '2026-11-30'] as const
    const { expiresAfter, expiresBefore } = narrowByExpiry(span, zone)
    if (expiresAfter === null || expiresBefore === null) throw new Error('no instants')
    expect(expiresAfter).toBe(Date.parse('2026-11-01T00:00:00+08:00'))
    expect(expiresBefore).toBe(Date.parse('2026-12-01T00:00:00+08:00'))
    expect(expirySpan({ expiresAfter, expiresBefore }, zone)).toEqual(span)
    expect(narrowByExpiry(null, zone)).toEqual({ expiresAfter: null, expiresBefore: null })
  })

  it('count those that are folded away', () => {
    expect(countRare({ gate: 'open', nodeId: 1, region: 'asia' })).toBe(2)
  })
})
