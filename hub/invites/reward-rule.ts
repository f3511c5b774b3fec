import type { Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import { daysBetween } from '../entitlements/cycle.ts'

/** What a customer gets for the first paid order of somebody he invited. Never money. */
export type RewardPolicy =
  | { readonly kind: 'none' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** Of the days that were bought, or of the bytes of an add-on. */
  | { readonly kind: 'percent'; readonly percent: number }

export type Reward = DaysReward | { readonly kind: 'bytes'; readonly bytes: number }

export interface DaysReward {
  readonly kind: 'days'
  readonly days: number
  /** The time they were, once they were given. */
  readonly from?: number
  readonly until?: number
}

const day = 86_400_000

/**
 * The reward for an order; null where there is none, or it rounds to nothing. A percentage is of what was paid for:
 * what a bonus code added does not count. Instants in ms.
 */
export function rewardOf(
  policy: RewardPolicy,
  bought: Pick<Quote, 'startsAt' | 'cuts' | 'bucket'>,
): Reward | null {
  if (policy.kind === 'none') return null
  if (policy.kind !== 'percent') return policy
  const { startsAt, cuts, bucket } = bought
  const bucketBytes = bucket?.bytes ?? null
  if (bucketBytes !== null) {
    const bytes = Number((BigInt(bucketBytes) * BigInt(policy.percent)) / 100n)
    return bytes < 1 ? null : { kind: 'bytes', bytes }
  }
  const paidUntil = cuts.at(-1)?.until ?? startsAt
  const days = Math.floor((Math.round((paidUntil - startsAt) / day) * policy.percent) / 100)
  return days < 1 ? null : { kind: 'days', days }
}

/**
 * How many days of a reward are unused at `at` and may be taken back: whole days of the time they were that are still
 * to come and still his. What he lived through stays, and shortens nothing that he paid for.
 */
export function unusedDays(
  reward: DaysReward,
  holder: { readonly expiresAt: number | null },
  at: number,
  timeZone: string,
): number {
  const { days, from, until } = reward
  if (from === undefined || until === undefined) return 0
  const begin = Math.max(from, at) as Instant
  const end = Math.min(until, holder.expiresAt ?? 0) as Instant
  return Math.min(days, daysBetween(begin, end, timeZone))
}
