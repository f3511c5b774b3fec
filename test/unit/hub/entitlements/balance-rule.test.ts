import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { balanceOf, leftPermille } from '../../../../hub/entitlements/balance-rule.ts'
import { aBucket } from '../../../builders/a-bucket.ts'

const now = 1_000_000_000 as Instant

describe('a balance', () => {
  it('counts what is usable now and takes off what is pending', () => {
    const grants = [
      aBucket({ bytes: 1_000, used: 400 }),
      aBucket({ bytes: 500, used: 0, validFrom: (now + 1) as Instant }),
      aBucket({ bytes: 500, used: 9, endedAt: (now - 1) as Instant }),
    ]
    expect(balanceOf(grants, 100, now)).toEqual({ left: 500, granted: 1_000, used: 500 })
  })

  it('has no limit with a bucket that has none, and still says what was used', () => {
    const grants = [aBucket({ bytes: null, used: 70 }), aBucket({ bytes: 100, used: 5 })]
    const balance = balanceOf(grants, 5, now)
    expect(balance).toEqual({ left: null, granted: null, used: 80 })
    expect(leftPermille(balance)).toBeNull()
  })

  it('is a share in thousandths, rounded down; none where nothing is held', () => {
    expect(leftPermille({ left: 999, granted: 10_000, used: 9_001 })).toBe(99)
    expect(leftPermille({ left: 2 ** 46, granted: 2 ** 46, used: 0 })).toBe(1_000)
    expect(leftPermille({ left: 0, granted: 0, used: 0 })).toBeNull()
  })
})
