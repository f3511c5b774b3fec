import { asInteger } from './columns.ts'

/** A row of a raw SELECT, not parsed yet. */
export type RawRow = Readonly<Record<string, unknown>>

export function integerIn(row: RawRow, column: string): number {
  return asInteger(row[column])
}

export function integerOrNullIn(row: RawRow, column: string): number | null {
  const value = row[column]
  return value === null || value === undefined ? null : asInteger(value)
}

export function textIn(row: RawRow, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new Error(`column ${column} is not a text`)
  return value
}

/** The same where it may be NULL. */
export function textOrNullIn(row: RawRow, column: string): string | null {
  return row[column] === null ? null : textIn(row, column)
}

/** A boolean column: SQLite and MariaDB both keep 0 and 1. */
export function flagIn(row: RawRow, column: string): boolean {
  return Number(row[column]) === 1
}

/** `?, ?, ?` for an IN list; at least one, since SQL knows no empty list. */
export function marks(count: number): string {
  if (count < 1) throw new Error('an IN list needs a value')
  return Array.from({ length: count }, () => '?').join(', ')
}

/** The list in pieces of at most `size`: SQLite takes 32,766 parameters in a statement. */
export function inBatches<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const batches: T[][] = []
  for (let from = 0; from < values.length; from += size) batches.push(values.slice(from, from + size))
  return batches
}
