import type { Bytes, Instant } from '../contract/primitives.ts'
import {
  anniversaryBoundary,
  anniversaryIndex,
  type Cut,
  type CyclePolicy,
  type CycleRule,
  splitPurchase,
} from './cycle.ts'

export interface PlanWish {
  readonly months: number
  /** Per cycle; null: unlimited. */
  readonly bytesPerCycle: number | null
  /** Undefined: as the user has it. */
  readonly policy: CyclePolicy | undefined
}

export interface PlanTerms {
  readonly cuts: readonly Cut[]
  readonly start: Instant
  readonly end: Instant
  readonly rule: CycleRule
  /** Cycles made so far follow another rule and end where this one begins. */
  readonly ruleChanges: boolean
}

/**
 * The terms of a plan for a user: it starts now, or at the end of the plan that runs. Anniversary cycles go on from
 * their anchor where the new plan begins on one of its boundaries.
 */
export function termsOf(
  holder: {
    readonly expiresAt: Instant | null
    readonly cyclePolicy: CyclePolicy
    readonly anchorAt: Instant | null
  },
  wish: PlanWish,
  now: Instant,
  timeZone: string,
): PlanTerms {
  const start = holder.expiresAt !== null && holder.expiresAt > now ? holder.expiresAt : now
  const policy = wish.policy ?? holder.cyclePolicy
  const goesOn =
    policy === 'anniversary' && holder.cyclePolicy === policy && isBoundary(holder.anchorAt, start)
  const anchorAt = policy === 'anniversary' && !goesOn ? start : holder.anchorAt
  const rule = { policy, anchorAt, timeZone }
  const bytes = wish.bytesPerCycle as Bytes | null
  const cuts = splitPurchase({ start, months: wish.months, bytes, rule })
  return {
    cuts,
    start,
    end: cuts.at(-1)?.until ?? start,
    rule,
    ruleChanges: policy !== holder.cyclePolicy || (policy === 'anniversary' && anchorAt !== holder.anchorAt),
  }

  function isBoundary(anchor: Instant | null, at: Instant): boolean {
    if (anchor === null) return false
    const k = anniversaryIndex(anchor, at, timeZone)
    return k > 0 && anniversaryBoundary(anchor, k, timeZone) === at
  }
}
