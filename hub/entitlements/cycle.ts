import { Temporal } from 'temporal-polyfill'
import type { Bytes, Instant } from '../contract/primitives.ts'

/**
 * Cycles, in the operator's time zone. Every boundary is the first instant of a local day, also where a change of
 * the clock skips midnight. `calendar` cuts on the 1st of the month; `anniversary` at the k-th boundary computed
 * from the anchor and clamped: 31 Jan -> 28 Feb -> 31 Mar, never from the boundary before.
 */
export type CyclePolicy = 'calendar' | 'anniversary'

export interface CycleRule {
  readonly policy: CyclePolicy
  /** Moment of the purchase that anniversary cycles count from; null: they fall back to the calendar. */
  readonly anchorAt: Instant | null
  /** IANA name. */
  readonly timeZone: string
}

/** [from, until) */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** A cycle of a plan with its bytes; null: unlimited. */
export interface Cut extends Span {
  readonly bytes: Bytes | null
}

const zoned = (at: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)

const instantOf = (moment: Temporal.ZonedDateTime): Instant => moment.epochMilliseconds as Instant

/** First instant of the local day that `at` lies in. */
export function dayStart(at: Instant, timeZone: string): Instant {
  return instantOf(zoned(at, timeZone).startOfDay())
}

/** First instant of the local day after the one that `at` lies in. */
export function nextDayStart(at: Instant, timeZone: string): Instant {
  return instantOf(zoned(at, timeZone).toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone))
}

/** `at` itself where it begins a local day, else the beginning of the next. */
export function midnightFrom(at: Instant, timeZone: string): Instant {
  return dayStart(at, timeZone) === at ? at : nextDayStart(at, timeZone)
}

/** The same local time `days` local days later. */
export function addDays(at: Instant, days: number, timeZone: string): Instant {
  return instantOf(zoned(at, timeZone).add({ days }))
}

/** Whole local days between two instants; 0 where the second is not later. */
export function daysBetween(from: Instant, until: Instant, timeZone: string): number {
  if (until <= from) return 0
  return zoned(from, timeZone).until(zoned(until, timeZone), { largestUnit: 'day' }).days
}

/**
 * End of a purchase of `months`: the same local time, clamped to the month, then the next local midnight. What begins
 * with its day ends with the beginning of a day, also where one of the two begins later than 00:00.
 */
export function purchaseEnd(start: Instant, months: number, timeZone: string): Instant {
  const local = zoned(start, timeZone)
  if (dayStart(start, timeZone) === start) {
    return instantOf(local.toPlainDate().add({ months }).toZonedDateTime(timeZone))
  }
  return midnightFrom(instantOf(local.add({ months })), timeZone)
}

/** The k-th anniversary boundary; the 0th begins the day of the anchor, so that the anchor lies in the first cycle. */
export function anniversaryBoundary(anchor: Instant, k: number, timeZone: string): Instant {
  return k === 0 ? dayStart(anchor, timeZone) : purchaseEnd(anchor, k, timeZone)
}

/** Which anniversary cycle `at` lies in; negative before the anchor's day. */
export function anniversaryIndex(anchor: Instant, at: Instant, timeZone: string): number {
  const a = zoned(anchor, timeZone)
  const b = zoned(at, timeZone)
  let k = (b.year - a.year) * 12 + b.month - a.month + 1
  while (anniversaryBoundary(anchor, k, timeZone) > at) k -= 1
  return k
}

/** The cycle that `at` lies in. */
export function cycleAround(at: Instant, rule: CycleRule): Span {
  const { policy, anchorAt, timeZone } = rule
  if (policy === 'calendar' || anchorAt === null) {
    const first = zoned(at, timeZone).toPlainDate().with({ day: 1 })
    return {
      from: instantOf(first.toZonedDateTime(timeZone)),
      until: instantOf(first.add({ months: 1 }).toZonedDateTime(timeZone)),
    }
  }
  const k = anniversaryIndex(anchorAt, at, timeZone)
  return {
    from: anniversaryBoundary(anchorAt, k, timeZone),
    until: anniversaryBoundary(anchorAt, k + 1, timeZone),
  }
}

/** `span` without what belongs to cycles that exist already; `at`, in no existing cycle, stays inside. */
export function clipCycle(span: Span, at: Instant, existing: readonly Span[]): Span {
  let { from, until } = span
  for (const other of existing) {
    if (other.until <= at && other.until > from) from = other.until
    if (other.from > at && other.from < until) until = other.from
  }
  return { from, until }
}

export interface Purchase {
  readonly start: Instant
  readonly months: number
  /** Per cycle; null: unlimited. */
  readonly bytes: Bytes | null
  readonly rule: CycleRule
}

/**
 * The cycles of a purchase with their bytes: together months x bytes, under both policies. Calendar only moves the
 * cuts: the first gets floor(bytes x days left including today / days in the month), the last what remains.
 * An anniversary purchase that starts on a boundary of the rule's anchor goes on counting from that anchor.
 */
export function splitPurchase(purchase: Purchase): Cut[] {
  const { start, months, bytes, rule } = purchase
  if (rule.policy === 'anniversary') return splitByAnniversary(purchase)
  const spans: Span[] = []
  const end = purchaseEnd(start, months, rule.timeZone)
  for (let from = start; from < end; ) {
    const until = Math.min(cycleAround(from, rule).until, end) as Instant
    spans.push({ from, until })
    from = until
  }
  const today = zoned(start, rule.timeZone)
  let rest = bytes === null ? 0 : bytes * months
  return spans.map((span, index) => {
    if (bytes === null) return { ...span, bytes }
    const full = index > 0 ? bytes : partOf(bytes, today.daysInMonth - today.day + 1, today.daysInMonth)
    const part = index === spans.length - 1 ? rest : full
    rest -= part
    return { ...span, bytes: part as Bytes }
  })
}

function splitByAnniversary({ start, months, bytes, rule }: Purchase): Cut[] {
  const { timeZone } = rule
  const index = rule.anchorAt === null ? 0 : anniversaryIndex(rule.anchorAt, start, timeZone)
  const goesOn =
    rule.anchorAt !== null && index > 0 && anniversaryBoundary(rule.anchorAt, index, timeZone) === start
  const anchor = goesOn && rule.anchorAt !== null ? rule.anchorAt : start
  const first = goesOn ? index : 0
  return Array.from({ length: months }, (_, i) => ({
    from: i === 0 ? start : anniversaryBoundary(anchor, first + i, timeZone),
    until: anniversaryBoundary(anchor, first + i + 1, timeZone),
    bytes,
  }))
}

/** floor(whole x part / parts), exact beyond 2^53. */
function partOf(whole: number, part: number, parts: number): number {
  return Number((BigInt(whole) * BigInt(part)) / BigInt(parts))
}
