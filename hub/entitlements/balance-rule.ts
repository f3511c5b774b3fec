import type { Instant } from '../contract/primitives.ts'
import { type Bucket, bytesLeft, usableAt } from './grant-rule.ts'

export interface BalanceOfBuckets {
  /** Charged bytes that may still pass; null: no limit. */
  readonly left: number | null
  /** Sum of the buckets usable now; null: no limit. */
  readonly granted: number | null
  /** Taken so far from the buckets usable now. */
  readonly used: number
}

/** What a user's buckets come to at `now`, once `pending` is taken from them. */
export function balanceOf(grants: readonly Bucket[], pending: number, now: Instant): BalanceOfBuckets {
  const usable = grants.filter(grant => usableAt(grant, now))
  return {
    left: finite(bytesLeft(usable, pending)),
    granted: finite(usable.reduce((sum, grant) => sum + (grant.bytes ?? Number.POSITIVE_INFINITY), 0)),
    used: usable.reduce((sum, grant) => sum + grant.used, pending),
  }
}

/** The share that is left, in thousandths; null where there is no limit, or nothing is held. */
export function leftPermille({ left, granted }: BalanceOfBuckets): number | null {
  if (left === null || granted === null || granted === 0) return null
  return Math.floor((left / granted) * 1_000)
}

const finite = (bytes: number): number | null => (Number.isFinite(bytes) ? bytes : null)
