import * as z from 'zod'
import { addDays, type DaySpan } from '../../lib/day-span-rule.ts'
import { addMonths, countDays, firstOfMonth } from './calendar-rule.ts'

export const presets = ['1', '7', '14', '30', '90', '365', 'all'] as const
export type Preset = (typeof presets)[number]
export const splits = ['none', 'node', 'user', 'plan'] as const
export type Split = (typeof splits)[number]
export const measures = ['both', 'download', 'upload', 'charged'] as const
export type Measure = (typeof measures)[number]
export const looks = ['stack', 'lines'] as const
export type Look = (typeof looks)[number]
export const rivals = ['none', 'before', 'year'] as const
export type Rival = (typeof rivals)[number]
export const stepNames = ['hour', 'day', 'month'] as const
export type Step = (typeof stepNames)[number]

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const choice = {
  range: z.enum(presets),
  step: z.enum(stepNames),
  split: z.enum(splits),
  of: z.enum(measures),
  look: z.enum(looks),
  against: z.enum(rivals),
}

/** What the address says of the screen. */
export const viewFilter = z.object({
  ...choice,
  from: day,
  until: day,
  show: z.enum(['chart', 'table']),
  /** Where the first and the last step in sight begin, in ms. */
  zoom: z.string().regex(/^\d{12,13}-\d{12,13}$/),
})
export type ViewFilters = Partial<z.output<typeof viewFilter>>

/** What of it is kept for the operator. */
export const keptView = z.object(choice).partial()
export type KeptView = z.output<typeof keptView>

export interface View {
  /** Null: a span of the operator's own. */
  readonly preset: Preset | null
  readonly span: DaySpan
  readonly step: Step
  /** Those that the span can be told in. */
  readonly steps: readonly Step[]
  readonly split: Split
  readonly of: Measure
  readonly look: Look
  readonly against: Rival
  /** Why there is nothing to be shown of it. */
  readonly refusal: 'hours_gone' | 'users_too_long' | null
}

/** Hours and days of the longest spans that are told in them; the hub ranks users over so many days. */
export const mostDaysByHour = 14
const mostDaysByDay = 366
export const mostDaysRanked = 400
const leastDaysByMonth = 32
/** So long does the hub keep hours. */
export const hoursKeptDays = 62
/** The hub tells months of at most 7,400 days. */
const allMonths = 240

function stepsOf(days: number): readonly Step[] {
  return stepNames.filter(step =>
    step === 'hour'
      ? days <= mostDaysByHour
      : step === 'day'
        ? days <= mostDaysByDay
        : days >= leastDaysByMonth,
  )
}

function spanOf(preset: Preset, today: string): DaySpan {
  if (preset === 'all') return [addMonths(firstOfMonth(today), 1 - allMonths), today]
  return [addDays(today, 1 - Number(preset)), today]
}

/** The address before what is kept, what is kept before what is usual; what does not fit together is made to. */
export function resolveView(filters: ViewFilters, kept: KeptView, today: string): View {
  const { from, until } = filters
  const isOwn = from !== undefined && until !== undefined && from <= until && from <= today
  const preset = isOwn ? null : (filters.range ?? kept.range ?? '30')
  const span: DaySpan = isOwn ? [from, until < today ? until : today] : spanOf(preset ?? '30', today)
  const days = countDays(span)
  const steps = stepsOf(days)
  const wanted = filters.step ?? kept.step
  const usual = days <= 2 ? 'hour' : days <= mostDaysByDay ? 'day' : 'month'
  const step = wanted !== undefined && steps.includes(wanted) ? wanted : usual
  const split = filters.split ?? kept.split ?? 'none'
  // Months are whole where they begin.
  const whole: DaySpan = step === 'month' ? [firstOfMonth(span[0]), span[1]] : span
  const hoursGone = step === 'hour' && countDays([whole[0], today]) > hoursKeptDays
  return {
    preset,
    span: whole,
    step,
    steps,
    split,
    of: filters.of ?? kept.of ?? 'both',
    look: filters.look ?? kept.look ?? 'stack',
    against: preset === 'all' ? 'none' : (filters.against ?? kept.against ?? 'none'),
    refusal: hoursGone
      ? 'hours_gone'
      : split === 'user' && countDays(whole) > mostDaysRanked
        ? 'users_too_long'
        : null,
  }
}

/** The span that another is compared with: as long, and right before it or a year earlier. */
export function rivalSpan(span: DaySpan, step: Step, rival: 'before' | 'year'): DaySpan {
  const [from, until] = span
  if (step === 'month') {
    const back = rival === 'year' ? 12 : monthsIn(span)
    const start = addMonths(from, -back)
    return [start, addDays(addMonths(start, monthsIn(span)), -1)]
  }
  const days = countDays([from, until])
  const start = rival === 'year' ? addMonths(from, -12) : addDays(from, -days)
  return [start, addDays(start, days - 1)]
}

function monthsIn([from, until]: DaySpan): number {
  const number = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
  return number(until) - number(from) + 1
}
