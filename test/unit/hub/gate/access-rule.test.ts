import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { type AccessFacts, decideAccess, usedUpBelow } from '../../../../hub/gate/access-rule.ts'
import { aBucket } from '../../../builders/a-bucket.ts'

const now = 1_000_000 as Instant
const later = (ms: number) => (now + ms) as Instant
const facts = (over: Partial<AccessFacts> = {}): AccessFacts => ({
  usage: { pending: 0 },
  grants: [aBucket()],
  expiresAt: later(1_000),
  status: 'active',
  now,
  ...over,
})

describe('a closed gate', () => {
  it.each<[string, Partial<AccessFacts>, string]>([
    ['a deleted user', { status: 'deleted' }, 'deleted'],
    ['a suspended user', { status: 'suspended' }, 'suspended'],
    ['a user who never had a plan', { expiresAt: null }, 'no_plan'],
    ['a plan that ends now, whatever bytes remain', { expiresAt: now }, 'expired'],
    ['no grant', { grants: [] }, 'quota_used'],
    ['a grant that is used up', { grants: [aBucket({ used: 1_000_000 })] }, 'quota_used'],
    ['less than 128 KiB', { grants: [aBucket({ bytes: usedUpBelow - 1 })] }, 'quota_used'],
    ['usage not taken from the grant yet', { usage: { pending: 1_000_000 - usedUpBelow + 1 } }, 'quota_used'],
    ['a grant that begins later', { grants: [aBucket({ validFrom: later(1) })] }, 'quota_used'],
    ['a grant that is over', { grants: [aBucket({ validUntil: now })] }, 'quota_used'],
    ['a grant that was taken back', { grants: [aBucket({ endedAt: now })] }, 'quota_used'],
  ])('for %s', (_name, over, reason) => {
    expect(decideAccess(facts(over))).toMatchObject({ kind: 'closed', reason })
  })

  it('says since when a plan is over', () => {
    expect(decideAccess(facts({ expiresAt: 5 as Instant }))).toMatchObject({ since: 5 })
  })
})

describe('an open gate', () => {
  it('opens with exactly 128 KiB', () => {
    expect(decideAccess(facts({ grants: [aBucket({ bytes: usedUpBelow })] }))).toMatchObject({ kind: 'open' })
  })

  it('adds up the buckets and subtracts what is pending', () => {
    const grants = [aBucket({ used: 400_000 }), aBucket({ id: 2, bytes: 500_000 })]
    expect(decideAccess(facts({ grants, usage: { pending: 50_000 } }))).toMatchObject({ left: 1_050_000 })
  })

  it('has no limit with an unlimited bucket', () => {
    const access = decideAccess(facts({ grants: [aBucket({ bytes: null })], usage: { pending: 9e12 } }))
    expect(access).toMatchObject({ kind: 'open', left: Number.POSITIVE_INFINITY })
  })

  it('closes by itself at the end of the plan', () => {
    expect(decideAccess(facts())).toMatchObject({ closeAfter: later(1_000) })
  })

  it('closes by itself when the last bucket ends before the plan', () => {
    const grants = [aBucket({ validUntil: later(300) }), aBucket({ id: 2, validUntil: later(700) })]
    expect(decideAccess(facts({ grants }))).toMatchObject({ closeAfter: later(700) })
  })

  it('stays open over a cut where the next cycle follows at once', () => {
    const grants = [
      aBucket({ kind: 'cycle', validUntil: later(300) }),
      aBucket({ id: 2, kind: 'cycle', validFrom: later(300), validUntil: later(1_000) }),
    ]
    expect(decideAccess(facts({ grants }))).toMatchObject({ closeAfter: later(1_000) })
  })

  it('closes by itself in a pause between two buckets', () => {
    const grants = [aBucket({ validUntil: later(300) }), aBucket({ id: 2, validFrom: later(301) })]
    expect(decideAccess(facts({ grants }))).toMatchObject({ closeAfter: later(300) })
  })
})
