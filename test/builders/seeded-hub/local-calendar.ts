/** Asia/Shanghai has had no summer time since 1991: its calendar without a time-zone database, which would take minutes. */
export const seedTimeZone = 'Asia/Shanghai'

const ahead = 8 * 3_600_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

export function dayStart(at: number): number {
  return at - ((at + ahead) % dayMs)
}

/** yyyymmdd. */
export function dayNumber(at: number): number {
  const local = new Date(at + ahead)
  return local.getUTCFullYear() * 10_000 + (local.getUTCMonth() + 1) * 100 + local.getUTCDate()
}

/** As order numbers begin: yymmdd. */
export const dayText = (at: number): string => String(dayNumber(at)).slice(2)

/** By the number of the day: nothing else is asked so often. */
const monthStarts = new Map<number, number>()

export function monthStart(at: number): number {
  const day = Math.floor((at + ahead) / dayMs)
  let start = monthStarts.get(day)
  if (start === undefined) {
    const local = new Date(at + ahead)
    start = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) - ahead
    monthStarts.set(day, start)
  }
  return start
}

/** The first of the next month. */
export const monthEnd = (at: number): number => monthStart(monthStart(at) + 32 * dayMs)

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** The same local time so many months later, clamped to the month. */
export function addMonths(at: number, months: number): number {
  const local = new Date(at + ahead)
  const first = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, 1))
  const last = daysIn(first.getUTCFullYear(), first.getUTCMonth())
  const day = Math.min(local.getUTCDate(), last)
  return first.getTime() + (day - 1) * dayMs + ((at + ahead) % dayMs) - ahead
}

const midnightFrom = (at: number): number => (dayStart(at) === at ? at : dayStart(at) + dayMs)

/** End of a purchase of so many months. */
export const purchaseEnd = (start: number, months: number): number => midnightFrom(addMonths(start, months))

export interface SeedCut {
  readonly from: number
  readonly until: number
  readonly bytes: number | null
}

/** As `splitPurchase` of the hub cuts it under the calendar. */
export function splitByCalendar(start: number, months: number, bytes: number | null): SeedCut[] {
  const end = purchaseEnd(start, months)
  const cuts: SeedCut[] = []
  let rest = bytes === null ? 0 : bytes * months
  for (let from = start; from < end; ) {
    const until = Math.min(monthEnd(from), end)
    const full = bytes === null ? 0 : from === start ? firstPart(start, bytes) : bytes
    const part = until === end ? rest : full
    rest -= part
    cuts.push({ from, until, bytes: bytes === null ? null : part })
    from = until
  }
  return cuts
}

function firstPart(start: number, bytes: number): number {
  const local = new Date(start + ahead)
  const days = daysIn(local.getUTCFullYear(), local.getUTCMonth())
  return Math.floor((bytes * (days - local.getUTCDate() + 1)) / days)
}

/** The k-th boundary of the cycles that count from an anchor. */
export const anniversary = (anchor: number, k: number): number =>
  k === 0 ? dayStart(anchor) : purchaseEnd(anchor, k)

/** Which cycle of an anchor an instant lies in. */
export function anniversaryIndex(anchor: number, at: number): number {
  let k = Math.floor((at - anchor) / (28 * dayMs)) + 1
  while (anniversary(anchor, k) > at) k -= 1
  return k
}

/** As `splitPurchase` cuts it from an anchor; a purchase that begins on a boundary goes on from there. */
export function splitByAnniversary(
  start: number,
  months: number,
  bytes: number | null,
  anchor: number,
): SeedCut[] {
  const first = start === anchor ? 0 : anniversaryIndex(anchor, start)
  return Array.from({ length: months }, (_, i) => ({
    from: i === 0 ? start : anniversary(anchor, first + i),
    until: anniversary(anchor, first + i + 1),
    bytes,
  }))
}
