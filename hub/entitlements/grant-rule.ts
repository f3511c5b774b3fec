import { type Instant, type Slot, slotMs, slotOf, slotStart } from '../contract/primitives.ts'
import type { Span } from './cycle.ts'

/** What the rules need to know of a grant. Bytes are charged bytes. */
export interface Bucket {
  readonly id: number
  readonly kind: 'cycle' | 'bucket'
  /** Null: unlimited. */
  readonly bytes: number | null
  readonly used: number
  readonly validFrom: Instant
  /** Null: until used. */
  readonly validUntil: Instant | null
  /** Taken back by an operator; nothing is taken from it in the quarter hour of its end or later. */
  readonly endedAt: Instant | null
}

/** A bucket is valid in a quarter hour when it overlaps it. */
export function validInSlot(bucket: Bucket, slot: Slot): boolean {
  const from = slotStart(slot)
  const until = from + slotMs
  if (bucket.validFrom >= until) return false
  if (bucket.validUntil !== null && bucket.validUntil <= from) return false
  return bucket.endedAt === null || bucket.endedAt >= until
}

/** Whether something may be taken from it at this instant. */
export function usableAt(bucket: Bucket, now: Instant): boolean {
  if (bucket.validFrom > now || bucket.endedAt !== null) return false
  return bucket.validUntil === null || bucket.validUntil > now
}

/** The plan's cycle first, then the bucket that ends soonest, `until used` last; the older one where two are equal. */
export function inOrderOfUse<B extends Bucket>(buckets: readonly B[]): B[] {
  const rank = (bucket: Bucket) => (bucket.kind === 'cycle' ? 0 : 1)
  const end = (bucket: Bucket) => bucket.validUntil ?? Number.POSITIVE_INFINITY
  return [...buckets].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b)
    if (end(a) !== end(b)) return end(a) < end(b) ? -1 : 1
    return a.id - b.id
  })
}

export interface Allocation {
  /** Grant id -> bytes taken from it; only what is above zero. */
  readonly taken: ReadonlyMap<number, number>
  /** What none of the buckets covers. */
  readonly overrun: number
}

/** Takes `amount` charged bytes from these buckets, all of them valid, in the order of use. */
export function allocate(buckets: readonly Bucket[], amount: number): Allocation {
  const taken = new Map<number, number>()
  let rest = amount
  for (const bucket of inOrderOfUse(buckets)) {
    if (rest === 0) break
    const free = bucket.bytes === null ? rest : Math.max(0, bucket.bytes - bucket.used)
    const part = Math.min(free, rest)
    if (part > 0) taken.set(bucket.id, part)
    rest -= part
  }
  return { taken, overrun: rest }
}

/** Where the plan's cut that runs ends: what is given for "this cycle" is good as long. Null: none runs. */
export function cutEnd(buckets: readonly Bucket[], now: Instant): Instant | null {
  const ends = buckets
    .filter(bucket => bucket.kind === 'cycle' && usableAt(bucket, now))
    .map(bucket => bucket.validUntil ?? 0)
  return ends.length === 0 ? null : (Math.max(...ends) as Instant)
}

/** What these valid buckets still hold once `pending` is taken from them; infinite where one is unlimited. */
export function bytesLeft(buckets: readonly Bucket[], pending: number): number {
  let sum = 0
  for (const bucket of buckets) {
    if (bucket.bytes === null) return Number.POSITIVE_INFINITY
    sum += Math.max(0, bucket.bytes - bucket.used)
  }
  return Math.max(0, sum - pending)
}

const slotFloor = (at: number): number => Math.floor(at / slotMs) * slotMs
const slotCeil = (at: number): number => Math.ceil(at / slotMs) * slotMs

/** The instant rounded up to the end of its quarter hour: every end of a grant is one, so that no slot has two sets. */
export function alignEnd(at: Instant): Instant {
  return slotCeil(at) as Instant
}

/** The time around `at` in which neither the cycle nor the set of valid buckets changes, in whole quarter hours. */
export function periodAround(at: Instant, buckets: readonly Bucket[], cycle: Span): Span {
  const here = slotStart(slotOf(at))
  let from: number = cycle.from
  let until: number = cycle.until
  const cutAt = (boundary: number) => {
    if (boundary <= here) from = Math.max(from, boundary)
    else until = Math.min(until, boundary)
  }
  for (const bucket of buckets) {
    cutAt(slotFloor(bucket.validFrom))
    if (bucket.validUntil !== null) cutAt(slotCeil(bucket.validUntil))
    if (bucket.endedAt !== null) cutAt(slotFloor(bucket.endedAt))
  }
  return { from: from as Instant, until: until as Instant }
}
