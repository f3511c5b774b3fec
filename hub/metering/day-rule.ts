import { Temporal } from 'temporal-polyfill'
import { type Instant, type Slot, slotMs, slotOf, slotStart } from '../contract/primitives.ts'

/** A day of the operator's calendar as quarter hours: [from, until). */
export interface Day {
  /** yyyymmdd. */
  readonly day: number
  readonly from: Slot
  readonly until: Slot
}

/** The local day a slot lies in. A day begins at its first moment, where daylight saving skips midnight too. */
export function dayOf(slot: Slot, timeZone: string): Day {
  const date = Temporal.Instant.fromEpochMilliseconds(slotStart(slot))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
  const startOf = (of: Temporal.PlainDate) =>
    slotOf(of.toZonedDateTime(timeZone).startOfDay().epochMilliseconds as Instant)
  return {
    day: date.year * 10_000 + date.month * 100 + date.day,
    from: startOf(date),
    until: startOf(date.add({ days: 1 })),
  }
}

/** The first slot of a day given as yyyymmdd, `plusDays` later. Days that do not exist become the nearest that does. */
export function firstSlotOf(day: number, timeZone: string, plusDays = 0): Slot {
  const date = Temporal.PlainDate.from({
    year: Math.floor(day / 10_000),
    month: Math.floor(day / 100) % 100,
    day: day % 100,
  }).add({ days: plusDays })
  return slotOf(date.toZonedDateTime(timeZone).startOfDay().epochMilliseconds as Instant)
}

/** `dayOf` that remembers the days it has found: slots come in runs of one day. */
export function dayFinder(timeZone: string): (slot: Slot) => Day {
  const known: Day[] = []
  return slot => {
    let day = known.find(({ from, until }) => from <= slot && slot < until)
    if (!day) {
      day = dayOf(slot, timeZone)
      known.unshift(day)
      // Thirty-five days of marks are the most that one answer brings.
      if (known.length > 40) known.pop()
    }
    return day
  }
}

const slotsPerHour = 3_600_000 / slotMs

/**
 * Where the ledger row of a slot begins: at the hour, or at the midnight that falls into it, so that no row straddles
 * a day. The start of a period or cycle within the hour cuts it once more.
 */
export function rowSlot(slot: Slot, day: Day): Slot {
  return Math.max(hourOf(slot), day.from) as Slot
}

/** The start of the UTC hour a slot lies in. */
export function hourOf(slot: Slot): Slot {
  return (slot - (slot % slotsPerHour)) as Slot
}
