import type { TrafficSeries } from '../../../hub/contract/admin/traffic.ts'
import type { Measure } from './view-rule.ts'

type Series = TrafficSeries['series'][number]
type Flow = 'download' | 'upload' | 'charged'

export type LineOf =
  | { readonly kind: Flow | 'all' }
  | { readonly kind: 'node' | 'user'; readonly id: number; readonly name: string }
  | { readonly kind: 'plan'; readonly id: number | null; readonly name: string }
  | { readonly kind: 'others'; readonly count: number | null }

/** One colour of the chart. */
export interface Line {
  /** The same thing has the same key in every span. */
  readonly key: string
  readonly of: LineOf
  /** Bytes, one for each step. */
  readonly values: readonly number[]
  /** Of the span compared with, step by step; null: none, or not known. */
  readonly before: readonly number[] | null
}

/** What the screen shows: bytes by step, split into lines. */
export interface Sheet {
  /** Where each step begins, and where the last one ends. */
  readonly starts: readonly number[]
  readonly end: number
  /** The last step is not over yet: what it holds will grow. */
  readonly isRunning: boolean
  readonly lines: readonly Line[]
  /** Of all lines together. */
  readonly totals: readonly number[]
  /** Of the span compared with, step by step; null: not asked for. */
  readonly before: readonly number[] | null
  readonly download: readonly number[]
  readonly upload: readonly number[]
}

/** First and last step in sight. */
export type Window = readonly [first: number, last: number]

const keyOf = ({ of }: Series): string => {
  switch (of.kind) {
    case 'node':
      return `node ${of.nodeId}`
    case 'user':
      return `user ${of.userId}`
    case 'plan':
      return `plan ${of.planId}`
    default:
      return of.kind
  }
}

const lineOf = ({ of }: Series): LineOf => {
  switch (of.kind) {
    case 'node':
      return { kind: 'node', id: of.nodeId, name: of.name }
    case 'user':
      return { kind: 'user', id: of.userId, name: of.name }
    case 'plan':
      return { kind: 'plan', id: of.planId, name: of.name }
    default:
      return of
  }
}

function valuesOf(series: Series, of: Measure): readonly number[] {
  if (of !== 'both') return series[of]
  return series.download.map((bytes, step) => bytes + (series.upload[step] ?? 0))
}

interface RawLine {
  readonly key: string
  readonly of: LineOf
  readonly values: readonly number[]
}

/** Without a split, both ways are two lines. */
function rawLines({ series }: TrafficSeries, of: Measure): readonly RawLine[] {
  const [whole] = series
  if (whole?.of.kind !== 'all') {
    return series.map(each => ({ key: keyOf(each), of: lineOf(each), values: valuesOf(each, of) }))
  }
  const flows: readonly Flow[] = of === 'both' ? ['download', 'upload'] : [of]
  return flows.map(flow => ({ key: flow, of: { kind: flow }, values: whole[flow] }))
}

function addUp(lists: readonly (readonly number[])[], steps: number): readonly number[] {
  return Array.from({ length: steps }, (_, step) => lists.reduce((sum, list) => sum + (list[step] ?? 0), 0))
}

const fitted = (values: readonly number[], steps: number): readonly number[] =>
  Array.from({ length: steps }, (_, step) => values[step] ?? 0)

/** Bytes of a span, beside those of the span it is compared with; nothing of what is still to come. */
export function buildSheet(
  answer: TrafficSeries,
  rival: TrafficSeries | null,
  of: Measure,
  now: number,
): Sheet {
  const begun = answer.steps.filter(start => start <= now).length
  const steps = Math.max(1, begun)
  const end = answer.steps[steps] ?? answer.until
  const others = rival === null ? [] : rawLines(rival, of)
  const isRest = others.some(line => line.of.kind === 'others')
  const lines = rawLines(answer, of).map((line): Line => {
    const same = others.find(other => other.key === line.key)
    // Who has no line there may be among the others, of whom no more is known; `others` are not the same ones.
    const isKnown = rival !== null && line.of.kind !== 'others' && (same !== undefined || !isRest)
    return {
      ...line,
      values: fitted(line.values, steps),
      before: isKnown ? fitted(same?.values ?? [], steps) : null,
    }
  })
  const flow = (way: 'download' | 'upload') =>
    addUp(
      answer.series.map(each => each[way]),
      steps,
    )
  return {
    starts: answer.steps.slice(0, steps),
    end,
    isRunning: end > now,
    lines,
    totals: addUp(
      lines.map(line => line.values),
      steps,
    ),
    before:
      rival === null
        ? null
        : addUp(
            others.map(line => line.values),
            steps,
          ),
    download: flow('download'),
    upload: flow('upload'),
  }
}

/** The steps of a window and no others. */
export function cutSheet(sheet: Sheet, [first, last]: Window): Sheet {
  const cut = <T>(values: readonly T[]) => values.slice(first, last + 1)
  const isToEnd = last >= sheet.starts.length - 1
  return {
    starts: cut(sheet.starts),
    end: isToEnd ? sheet.end : (sheet.starts[last + 1] ?? sheet.end),
    isRunning: sheet.isRunning && isToEnd,
    lines: sheet.lines.map(line => ({
      ...line,
      values: cut(line.values),
      before: line.before === null ? null : cut(line.before),
    })),
    totals: cut(sheet.totals),
    before: sheet.before === null ? null : cut(sheet.before),
    download: cut(sheet.download),
    upload: cut(sheet.upload),
  }
}

/** From the first step on in which anything passed; all of them where nothing did. */
export function trimSheet(sheet: Sheet): Sheet {
  const first = sheet.totals.findIndex(bytes => bytes > 0)
  return first <= 0 ? sheet : cutSheet(sheet, [first, sheet.starts.length - 1])
}
