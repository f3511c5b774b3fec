import type { Instant } from '../contract/primitives.ts'
import { type Bucket, bytesLeft, usableAt } from '../entitlements/grant-rule.ts'

/** Less than this counts as used up: the kernel drops the packet that does not fit, so the very last bytes stay. */
export const usedUpBelow = 128 * 1024

export type ClosedReason = 'suspended' | 'deleted' | 'no_plan' | 'expired' | 'quota_used'

export interface AccessFacts {
  /** Charged bytes counted and not yet taken from a bucket. */
  readonly usage: { readonly pending: number }
  readonly grants: readonly Bucket[]
  /** End of the last plan; null: never had one. */
  readonly expiresAt: Instant | null
  readonly status: 'active' | 'suspended' | 'deleted'
  readonly now: Instant
}

/**
 * ```
 *            suspended, deleted, no plan, plan ended, less than 128 KiB left
 *   open  ──────────────────────────────────────────────────────────────────▶  closed
 *         ◀──────────────────────────────────────────────────────────────────
 *                        the first of the reasons no longer holds, nor another
 * ```
 */
export type Access =
  | {
      readonly kind: 'open'
      /** Charged bytes he may still pass; infinite when a bucket is unlimited. */
      readonly left: number
      /** First instant at which he would be closed even if he passed nothing until then. */
      readonly closeAfter: Instant
    }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly since: Instant }

/** Whether a user may pass: the only place that knows. A plan's end closes whatever add-on bytes remain. */
export function decideAccess(facts: AccessFacts): Access {
  const { grants, expiresAt, status, now, usage } = facts
  const closed = (reason: ClosedReason, since: Instant = now): Access => ({ kind: 'closed', reason, since })
  if (status === 'deleted') return closed('deleted')
  if (status === 'suspended') return closed('suspended')
  if (expiresAt === null) return closed('no_plan')
  if (expiresAt <= now) return closed('expired', expiresAt)
  const left = leftAt(grants, now, usage.pending)
  if (left < usedUpBelow) return closed('quota_used')
  return { kind: 'open', left, closeAfter: firstEnd(grants, now, expiresAt) }
}

function leftAt(grants: readonly Bucket[], at: Instant, pending: number): number {
  return bytesLeft(
    grants.filter(grant => usableAt(grant, at)),
    pending,
  )
}

function firstEnd(grants: readonly Bucket[], now: Instant, expiresAt: Instant): Instant {
  const ends = grants
    .flatMap(grant => (grant.validUntil === null ? [] : [grant.validUntil]))
    .filter(end => end > now && end < expiresAt)
    .sort((a, b) => a - b)
  // What is pending may come from the buckets that end first, so it does not count against the later ones here.
  return ends.find(end => leftAt(grants, end, 0) < usedUpBelow) ?? expiresAt
}
