import type { Slot } from '../contract/primitives.ts'
import { allocate, type Bucket, validInSlot } from './grant-rule.ts'

/**
 * The grants of some users while usage is taken from them, in commit order: what is taken here is seen by the next
 * charge, and `taken` is what remains to be written.
 */
export interface GrantBook {
  /** Takes `amount` charged bytes from the user's buckets valid in `slot`; answers what none of them covered. */
  charge(userId: number, slot: Slot, amount: number): number
  /** The user's buckets as they stand now. */
  bucketsOf(userId: number): readonly Bucket[]
  /** Grant id -> bytes taken since the book was opened. */
  taken(): ReadonlyMap<number, number>
}

export function openGrantBook(grants: ReadonlyMap<number, readonly Bucket[]>): GrantBook {
  const taken = new Map<number, number>()
  const current = new Map(grants)
  return {
    charge(userId, slot, amount) {
      if (amount === 0) return 0
      const buckets = current.get(userId) ?? []
      const from = allocate(
        buckets.filter(bucket => validInSlot(bucket, slot)),
        amount,
      )
      for (const [id, part] of from.taken) taken.set(id, (taken.get(id) ?? 0) + part)
      current.set(
        userId,
        buckets.map(bucket => ({ ...bucket, used: bucket.used + (from.taken.get(bucket.id) ?? 0) })),
      )
      return from.overrun
    },
    bucketsOf: userId => current.get(userId) ?? [],
    taken: () => taken,
  }
}
