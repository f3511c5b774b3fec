import { Temporal } from 'temporal-polyfill'
import type { Slot } from '../contract/primitives.ts'
import { dayOf, firstSlotOf, hourOf, rowSlot } from './day-rule.ts'

export type Step = 'hour' | 'day' | 'month'

/** Days of the operator's calendar as yyyymmdd, both included. */
export interface Period {
  readonly from: number
  readonly until: number
}

const longest: Readonly<Record<Step, number>> = { hour: 62, day: 800, month: 7_400 }

const dateOf = (day: number) =>
  Temporal.PlainDate.from({
    year: Math.floor(day / 10_000),
    month: Math.floor(day / 100) % 100,
    day: day % 100,
  })
const dayNumber = (date: Temporal.PlainDate) => date.year * 10_000 + date.month * 100 + date.day

/** How many days a period has; 0 or less where it ends before it begins. */
export function daysIn({ from, until }: Period): number {
  return dateOf(from).until(dateOf(until)).days + 1
}

/** How many days months, yyyymm, have together. */
export function daysInMonths(months: readonly number[]): number {
  return months.reduce((sum, month) => sum + dateOf(month * 100 + 1).daysInMonth, 0)
}

/** The same period with days that do not exist, as 31 April, made the nearest that do. */
export function realPeriod({ from, until }: Period): Period {
  return { from: dayNumber(dateOf(from)), until: dayNumber(dateOf(until)) }
}

/** Why a period cannot be told in these steps; null where it can. */
export function refusePeriod(period: Period, mostDays: number): 'ends_before_it_begins' | 'too_long' | null {
  const days = daysIn(period)
  if (days < 1) return 'ends_before_it_begins'
  return days > mostDays ? 'too_long' : null
}

export const mostDaysOf = (step: Step): number => longest[step]

/** A period in pieces of so many days; the last may be shorter. */
export function periodsOf({ from, until }: Period, days: number): Period[] {
  const last = dateOf(until)
  const pieces: Period[] = []
  for (let first = dateOf(from); Temporal.PlainDate.compare(first, last) <= 0; ) {
    const next = first.add({ days })
    const end = next.subtract({ days: 1 })
    pieces.push({ from: dayNumber(first), until: Math.min(dayNumber(end), dayNumber(last)) })
    first = next
  }
  return pieces
}

/** One step of a series: [from, until) of slots, and what rows of it are kept under. */
export interface StepSpan {
  readonly from: Slot
  readonly until: Slot
}

/**
 * The steps of a period, without a gap. An hour is one of UTC, cut at local midnight where the zone's offset is no
 * whole hour; a month that the period cuts is the part that lies in it.
 */
export function stepsOf(period: Period, step: Step, timeZone: string): StepSpan[] {
  const starts: Slot[] = []
  const end = firstSlotOf(period.until, timeZone, 1)
  if (step === 'hour') {
    for (let day = dayOf(firstSlotOf(period.from, timeZone), timeZone); day.from < end; ) {
      for (let slot = day.from; slot < day.until; slot = (hourOf(slot) + 4) as Slot) {
        starts.push(rowSlot(slot, day))
      }
      day = dayOf(day.until, timeZone)
    }
  } else {
    const last = dateOf(period.until)
    let date = dateOf(period.from)
    while (Temporal.PlainDate.compare(date, last) <= 0) {
      starts.push(firstSlotOf(dayNumber(date), timeZone))
      date = step === 'day' ? date.add({ days: 1 }) : date.with({ day: 1 }).add({ months: 1 })
    }
  }
  return starts.map((from, index) => ({ from, until: starts[index + 1] ?? end }))
}

/** Finds the step that a row lies in by where it begins; -1: in none. */
export function stepFinder(steps: readonly StepSpan[]): (slot: number) => number {
  return slot => {
    let low = 0
    let high = steps.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const step = steps[middle]
      if (step === undefined) return -1
      if (slot < step.from) high = middle - 1
      else if (slot >= step.until) low = middle + 1
      else return middle
    }
    return -1
  }
}

/** A period as whole months, yyyymm, and the days before and behind them. */
export interface SplitPeriod {
  readonly months: { readonly from: number; readonly until: number } | null
  readonly days: readonly Period[]
}

/** Splits a period so that sums kept by month tell as much of it as they can. */
export function splitPeriod({ from, until }: Period): SplitPeriod {
  const first = dateOf(from)
  const end = dateOf(until).add({ days: 1 })
  const firstMonth = first.day === 1 ? first : first.with({ day: 1 }).add({ months: 1 })
  const endMonth = end.with({ day: 1 })
  if (Temporal.PlainDate.compare(firstMonth, endMonth) >= 0) return { months: null, days: [{ from, until }] }
  const days: Period[] = []
  if (Temporal.PlainDate.compare(first, firstMonth) < 0) {
    days.push({ from, until: dayNumber(firstMonth.subtract({ days: 1 })) })
  }
  if (Temporal.PlainDate.compare(endMonth, end) < 0) days.push({ from: dayNumber(endMonth), until })
  const monthNumber = (date: Temporal.PlainDate) => date.year * 100 + date.month
  return {
    months: { from: monthNumber(firstMonth), until: monthNumber(endMonth.subtract({ days: 1 })) },
    days,
  }
}
