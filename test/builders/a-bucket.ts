import type { Instant } from '../../hub/contract/primitives.ts'
import type { Bucket } from '../../hub/entitlements/grant-rule.ts'

/** A bucket of 1,000,000 bytes, valid always, unused. */
export function aBucket(over: Partial<Record<keyof Bucket, unknown>> = {}): Bucket {
  const plain: Bucket = {
    id: 1,
    kind: 'bucket',
    bytes: 1_000_000,
    used: 0,
    validFrom: 0 as Instant,
    validUntil: null,
    endedAt: null,
  }
  return { ...plain, ...over } as Bucket
}
