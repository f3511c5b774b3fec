/** What a customer gets for the first paid order of somebody he invited. Never money. */
export type RewardPolicy =
  | { readonly kind: 'none' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** Of the days that were bought, or of the bytes of an add-on. */
  | { readonly kind: 'percent'; readonly percent: number }

export type Reward =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'bytes'; readonly bytes: number }

const day = 86_400_000

/** The reward for an order; null where there is none, or it rounds to nothing. Instants in ms. */
export function rewardOf(
  policy: RewardPolicy,
  bought: {
    readonly startsAt: number | null
    readonly endsAt: number | null
    readonly bucketBytes: number | null
  },
): Reward | null {
  if (policy.kind === 'none') return null
  if (policy.kind !== 'percent') return policy
  const { startsAt, endsAt, bucketBytes } = bought
  if (bucketBytes !== null) {
    const bytes = Number((BigInt(bucketBytes) * BigInt(policy.percent)) / 100n)
    return bytes < 1 ? null : { kind: 'bytes', bytes }
  }
  if (startsAt === null || endsAt === null) return null
  const days = Math.floor((Math.round((endsAt - startsAt) / day) * policy.percent) / 100)
  return days < 1 ? null : { kind: 'days', days }
}
