import type { Sheet } from './build-sheet.ts'

interface CsvWords {
  /** Above the column of time. */
  readonly step: string
  readonly total: string
  readonly before: string
  readonly note: string
  /** Beside the step that is not over. */
  readonly soFar: string
  name(line: Sheet['lines'][number]): string
  /** A step as spreadsheets sort it. */
  time(at: number): string
}

/** Every step in sight with all its lines, bytes as whole numbers. */
export function buildTrafficRows(sheet: Sheet, words: CsvWords): readonly (readonly (string | number)[])[] {
  const { starts, lines, totals, before, isRunning } = sheet
  const head = [
    words.step,
    ...lines.map(words.name),
    words.total,
    ...(before === null ? [] : [words.before]),
    ...(isRunning ? [words.note] : []),
  ]
  return [
    head,
    ...starts.map((at, step) => [
      words.time(at),
      ...lines.map(line => line.values[step] ?? 0),
      totals[step] ?? 0,
      ...(before === null ? [] : [before[step] ?? 0]),
      ...(isRunning ? [step === starts.length - 1 ? words.soFar : ''] : []),
    ]),
  ]
}
