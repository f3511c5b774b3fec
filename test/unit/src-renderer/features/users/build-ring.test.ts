import { describe, expect, it } from 'vitest'
import type { GrantView } from '../../../../../hub/contract/admin/grants.ts'
import { buildRing, comingGrants, passedOf } from '../../../../../src-renderer/features/users/build-ring.ts'

const now = 1_000
const grant = (id: number, over: Partial<GrantView> = {}): GrantView => ({
  ...{ id, userId: 1, kind: 'bucket', source: 'order', sourceRef: '', bytes: 100, used: 0, validFrom: 0 },
  ...{ validUntil: null, reason: '', createdBy: '', createdAt: 0, endedAt: null },
  ...over,
})
const held = (used: number) => ({ left: 0, granted: 0, used })
const ids = (grants: readonly GrantView[], used = 0) =>
  buildRing(grants, held(used), now).map(part => part.grant.id)

describe('the ring of what a user holds', () => {
  it('has its parts in the order of use: the cycle, what ends soonest, what is good until used', () => {
    const grants = [
      grant(1),
      grant(2, { validUntil: 5_000 }),
      grant(3, { validUntil: 3_000 }),
      grant(4, { kind: 'cycle', validUntil: 9_000 }),
      grant(5, { validUntil: 3_000 }),
    ]
    expect(ids(grants)).toEqual([4, 3, 5, 2, 1])
  })

  it('leaves out what has ended, was taken back or waits for its time', () => {
    const grants = [
      grant(1, { validUntil: now }),
      grant(2, { endedAt: 500 }),
      grant(3, { validFrom: 2_000 }),
      grant(4, { validFrom: now }),
    ]
    expect(ids(grants)).toEqual([4])
    expect(comingGrants(grants, now).map(({ id }) => id)).toEqual([3])
  })

  it('gives each part the share of its bytes, its used piece first', () => {
    const parts = buildRing([grant(1, { kind: 'cycle', bytes: 300, used: 150 }), grant(2)], held(150), now)
    expect(parts).toMatchObject([
      { from: 0, until: 0.75, usedUntil: 0.375, used: 150, left: 150 },
      { from: 0.75, until: 1, usedUntil: 0.75, used: 0, left: 100 },
    ])
  })

  it('takes what was counted most recently from the parts as the hub will', () => {
    const parts = buildRing([grant(1, { kind: 'cycle', bytes: 100, used: 90 }), grant(2)], held(120), now)
    expect(parts.map(({ used, left }) => [used, left])).toEqual([
      [100, 0],
      [20, 80],
    ])
  })

  it('has no share of what is endless', () => {
    const parts = buildRing([grant(1, { kind: 'cycle', bytes: null, used: 70 }), grant(2)], held(70), now)
    expect(parts).toMatchObject([
      { from: 0, until: 0.5, usedUntil: 0, left: null },
      { from: 0.5, until: 1, usedUntil: 0.5, left: 100 },
    ])
  })

  it.each([
    [0, 0],
    [500, 0.25],
    [9_000, 1],
  ])('at %i has passed %f of its time', (at, share) => {
    expect(passedOf({ startsAt: 0, endsAt: 2_000 }, at)).toBe(share)
  })
})
