import type { BulkAction, BulkPreview, BulkWhy } from '../contract/admin/bulk-views.ts'
import { assertNever } from '../kernel/assert-never.ts'
import { isMailAddress } from '../mail/address-rule.ts'

/** What the decision about a user depends on. */
export interface Candidate {
  readonly status: 'active' | 'suspended' | 'deleted'
  readonly email: string | null
  readonly expiresAt: number | null
}

/** Why an action does nothing for a user; null: it does it. Asked for the preview, and again when his turn comes. */
export function whyNot(action: BulkAction, user: Candidate | undefined, now: number): BulkWhy | null {
  if (user === undefined) return 'unknown'
  if (user.status === 'deleted') return 'deleted'
  const hasPlan = user.expiresAt !== null && user.expiresAt > now
  switch (action.kind) {
    case 'days':
      return hasPlan || action.withoutPlan === 'give' ? null : 'no_plan'
    case 'bytes':
      return hasPlan || action.validity.kind !== 'plan' ? null : 'no_plan'
    case 'suspend':
      return user.status === 'suspended' ? 'suspended_already' : null
    case 'resume':
      return user.status === 'suspended' ? null : 'not_suspended'
    case 'message':
      return user.email !== null && isMailAddress(user.email) ? null : 'no_address'
    default:
      return assertNever(action)
  }
}

/** What an action gives to so many users in all. */
export function sumsOf(action: BulkAction, users: number): BulkPreview['sums'] {
  return {
    days: action.kind === 'days' ? action.days * users : 0,
    bytes: action.kind === 'bytes' ? action.bytes * users : 0,
    messages: action.kind === 'message' ? users : 0,
  }
}

export const reasonOf = (action: BulkAction): string => (action.kind === 'message' ? '' : action.reason)

const dayMs = 86_400_000

/** The end of a plan before and after days were given, and when that was. */
export interface GivenDays {
  readonly before: number | null
  readonly after: number
  readonly at: number
}

/**
 * What becomes of a plan's end when given days are taken back: what has passed of them stays. An end that something
 * else moved since is left alone: what is whose could not be said.
 */
export function takeDaysBack(
  given: GivenDays,
  expiresAt: number | null,
  now: number,
): { readonly why: BulkWhy } | { readonly end: number; readonly daysKept: number } {
  if (expiresAt !== null && expiresAt <= now) return { why: 'ended_already' }
  if (expiresAt !== given.after) return { why: 'changed_since' }
  const began = given.before !== null && given.before > given.at ? given.before : given.at
  const end = Math.max(began, now)
  return { end, daysKept: Math.ceil((end - began) / dayMs) }
}

/** A bucket that a bulk action gave, its usage up to date. */
export interface GivenBucket {
  /** Null: it is gone. */
  readonly bytes: number | null
  readonly used: number
  readonly validUntil: number | null
  readonly endedAt: number | null
}

/** What of given bytes can be taken back: all that is not used, of a bucket that is still good. */
export function takeBytesBack(
  bucket: GivenBucket | undefined,
  now: number,
): { readonly why: BulkWhy } | { readonly bytesBack: number; readonly bytesKept: number } {
  if (bucket === undefined || bucket.endedAt !== null) return { why: 'ended_already' }
  if (bucket.validUntil !== null && bucket.validUntil <= now) return { why: 'ended_already' }
  const left = (bucket.bytes ?? 0) - bucket.used
  return left <= 0 ? { why: 'nothing_left' } : { bytesBack: left, bytesKept: bucket.used }
}
