import type { GrantView } from '../../../hub/contract/admin/grants.ts'
import type { UserDetail } from '../../../hub/contract/admin/user-views.ts'

/** A grant as a part of the ring. */
export interface RingPart {
  readonly grant: GrantView
  /** Charged bytes taken from it, what was counted most recently included. */
  readonly used: number
  /** Null: no limit. */
  readonly left: number | null
  /** Where it lies on the ring, 0 to 1. */
  readonly from: number
  readonly until: number
  /** Where its used part ends. */
  readonly usedUntil: number
}

function isUsable({ validFrom, validUntil, endedAt }: GrantView, now: number): boolean {
  return validFrom <= now && endedAt === null && (validUntil === null || validUntil > now)
}

/** The plan's cycle first, then what ends soonest, what is good until used last; the older one where two are equal. */
function inOrderOfUse(grants: readonly GrantView[]): readonly GrantView[] {
  const rank = ({ kind }: GrantView) => (kind === 'cycle' ? 0 : 1)
  const end = ({ validUntil }: GrantView) => validUntil ?? Number.POSITIVE_INFINITY
  return [...grants].sort((a, b) => rank(a) - rank(b) || compare(end(a), end(b)) || a.id - b.id)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * What a user holds now as parts of a ring, in the order of use. What the grants do not yet show as used is taken from
 * them as the hub will. Where one has no limit, the parts are of equal length.
 */
export function buildRing(
  grants: readonly GrantView[],
  balance: UserDetail['balance'],
  now: number,
): readonly RingPart[] {
  const usable = inOrderOfUse(grants.filter(grant => isUsable(grant, now)))
  const total = usable.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
  const isEndless = usable.some(({ bytes }) => bytes === null) || total === 0
  const parts: RingPart[] = []
  let pending = Math.max(0, balance.used - usable.reduce((sum, { used }) => sum + used, 0))
  let from = 0
  for (const grant of usable) {
    const free = grant.bytes === null ? pending : Math.max(0, grant.bytes - grant.used)
    const taken = Math.min(free, pending)
    pending -= taken
    const used = grant.used + taken
    const length = isEndless ? 1 / usable.length : (grant.bytes ?? 0) / total
    const share = grant.bytes === null || grant.bytes === 0 ? 0 : Math.min(1, used / grant.bytes)
    parts.push({
      grant,
      used,
      left: grant.bytes === null ? null : Math.max(0, grant.bytes - used),
      from,
      until: from + length,
      usedUntil: from + length * share,
    })
    from += length
  }
  return parts
}

/** What waits for its time: the next cycles of a plan, soonest first. */
export function comingGrants(grants: readonly GrantView[], now: number): readonly GrantView[] {
  return grants
    .filter(({ validFrom, endedAt }) => validFrom > now && endedAt === null)
    .sort((a, b) => a.validFrom - b.validFrom)
}

/** How much of a span has passed, 0 to 1. */
export function passedOf(span: { readonly startsAt: number; readonly endsAt: number }, now: number): number {
  return Math.min(1, Math.max(0, (now - span.startsAt) / Math.max(1, span.endsAt - span.startsAt)))
}
