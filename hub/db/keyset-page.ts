import * as z from 'zod'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { asInteger } from './columns.ts'
import { integerIn, type RawRow } from './raw-row.ts'
import { rowsOf, type Tx } from './transaction.ts'

/** A part of a WHERE with its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** Where a page of a sorted list ended: the value it is sorted by, and the id that tells equal ones apart. */
interface Cursor {
  readonly value: number | string | null
  readonly id: number
}

const cursorForm = z.tuple([z.union([z.number(), z.string(), z.null()]), z.number().int()])

/** As it stands in `next`: nothing that a caller can read anything into. */
function renderCursor({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

function parseCursor(text: string): Cursor {
  const unreadable = () => new RolledBack(fail('bad_request', { what: 'after' }))
  try {
    const parsed = cursorForm.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (!parsed.success) throw unreadable()
    const [value, id] = parsed.data
    return { value, id }
  } catch (error) {
    throw error instanceof RolledBack ? error : unreadable()
  }
}

export interface SortedPage {
  /** What stands between FROM and WHERE. */
  readonly from: string
  /** Unique, an integer. */
  readonly id: string
  /** Sorted by this column, which an index begins with; then by the id. */
  readonly column: string
  readonly holds: 'text' | 'integer'
  /** Where true, rows without a value come last either way. */
  readonly nullable: boolean
  readonly direction: 'asc' | 'desc'
  readonly where: readonly Condition[]
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

/**
 * The ids of a page of a sorted list, each row once however many there are. Rows without a value are asked for apart,
 * since the engines do not agree on where they stand. Throws `bad_request` for an `after` it did not make.
 */
export async function sortedIds(tx: Tx, page: SortedPage): Promise<{ ids: number[]; next: string | null }> {
  const cursor = page.after === undefined ? null : parseCursor(page.after)
  const found: Cursor[] = []
  if (cursor === null || cursor.value !== null) {
    const withValue = page.nullable ? [{ sql: `${page.column} IS NOT NULL`, values: [] }] : []
    found.push(...(await select(tx, page, page.column, [...withValue, ...beyondValue(page, cursor)], 0)))
  }
  if (page.nullable && found.length <= page.limit) {
    const without = [{ sql: `${page.column} IS NULL`, values: [] }, ...beyondId(page, cursor)]
    found.push(...(await select(tx, page, null, without, found.length)))
  }
  const shown = found.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    ids: shown.map(({ id }) => id),
    next: last !== undefined && found.length > page.limit ? renderCursor(last) : null,
  }
}

const comparison = ({ direction }: SortedPage) => (direction === 'asc' ? '>' : '<')

function beyondValue(page: SortedPage, cursor: Cursor | null): Condition[] {
  if (cursor === null) return []
  const { column, id } = page
  const beyond = comparison(page)
  // The first condition repeats part of the second: by it the engines enter the index.
  return [
    { sql: `${column} ${beyond}= ?`, values: [cursor.value] },
    { sql: `(${column} ${beyond} ? OR ${id} ${beyond} ?)`, values: [cursor.value, cursor.id] },
  ]
}

function beyondId(page: SortedPage, cursor: Cursor | null): Condition[] {
  if (cursor === null || cursor.value !== null) return []
  return [{ sql: `${page.id} ${comparison(page)} ?`, values: [cursor.id] }]
}

async function select(
  tx: Tx,
  page: SortedPage,
  column: string | null,
  more: readonly Condition[],
  have: number,
): Promise<Cursor[]> {
  const where = [...page.where, ...more]
  const direction = page.direction.toUpperCase()
  const order = [...(column === null ? [] : [column]), page.id].map(name => `${name} ${direction}`).join(', ')
  const conditions = where.length === 0 ? '' : `WHERE ${where.map(({ sql }) => sql).join(' AND ')}`
  const rows = rowsOf(
    await tx.query(
      `SELECT ${page.id} AS id, ${column ?? 'NULL'} AS value FROM ${page.from} ${conditions} ORDER BY ${order} LIMIT ?`,
      [...where.flatMap(({ values }) => values), page.limit + 1 - have],
    ),
  )
  return rows.map(row => ({ id: integerIn(row, 'id'), value: valueIn(row, page.holds) }))
}

/** A 64-bit integer comes as text from one of the engines. */
function valueIn(row: RawRow, holds: SortedPage['holds']): Cursor['value'] {
  const { value } = row
  if (value === null || value === undefined) return null
  return holds === 'text' ? String(value) : asInteger(value)
}
