import type { Line, Sheet } from './build-sheet.ts'

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/**
 * How much more or less than before; like is compared with like: steps that are over, from the first one on that the
 * span compared with has anything of.
 */
export interface Change {
  readonly now: number
  readonly before: number
  readonly bytes: number
  /** 0.12: 12 % more; null: there was nothing before. */
  readonly part: number | null
}

export function changeOf(
  values: readonly number[],
  before: readonly number[] | null,
  isRunning: boolean,
  begun = 0,
): Change | null {
  if (before === null) return null
  const over = isRunning ? values.length - 1 : values.length
  if (over <= begun) return null
  const now = sumOf(values.slice(begun, over))
  const then = sumOf(before.slice(begun, over))
  return { now, before: then, bytes: now - then, part: then === 0 ? null : now / then - 1 }
}

/** The first step that the span compared with has anything of: before it, nothing was counted or kept. */
export function begunAt({ before }: Sheet): number {
  return Math.max(0, before?.findIndex(bytes => bytes > 0) ?? 0)
}

export interface Figures {
  readonly total: number
  readonly download: number
  readonly upload: number
  /** Of the steps that are over; null: none is. */
  readonly average: number | null
  readonly peak: { readonly step: number; readonly bytes: number } | null
  readonly change: Change | null
}

/** What stands above the chart. */
export function buildFigures(sheet: Sheet): Figures {
  const { totals, before, download, upload, isRunning } = sheet
  const over = isRunning ? totals.slice(0, -1) : totals
  const most = totals.reduce((best, bytes, step) => (bytes > (totals[best] ?? 0) ? step : best), 0)
  const bytes = totals[most] ?? 0
  return {
    total: sumOf(totals),
    download: sumOf(download),
    upload: sumOf(upload),
    average: over.length === 0 ? null : Math.round(sumOf(over) / over.length),
    peak: bytes === 0 ? null : { step: most, bytes },
    change: changeOf(totals, before, isRunning, begunAt(sheet)),
  }
}

export interface LineFigures {
  readonly total: number
  /** 0 to 1 of all lines. */
  readonly share: number
  readonly change: Change | null
}

export function lineFigures(line: Line, sheet: Sheet): LineFigures {
  const { totals, isRunning } = sheet
  const total = sumOf(line.values)
  const whole = sumOf(totals)
  return {
    total,
    share: whole === 0 ? 0 : total / whole,
    change: changeOf(line.values, line.before, isRunning, begunAt(sheet)),
  }
}
