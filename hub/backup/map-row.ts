import type { ColumnKind, TableShape } from './parse-contents.ts'

/** The kind of a column by the type that the entities give it. */
export function kindOfType(type: string): ColumnKind {
  switch (type) {
    case 'integer':
    case 'bigint':
    case 'boolean':
      return 'integer'
    case 'varchar':
    case 'text':
      return 'text'
    case 'blob':
      return 'blob'
    default:
      throw new Error(`a backup cannot hold a column of type ${type}`)
  }
}

/** One row as a line: an array of integers, texts and, for blobs, base64. The same text from both engines. */
export function lineOfRow(shape: TableShape, row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    shape.columns.map(({ name, kind }) => writtenValue(kind, row[name], shape.name, name)),
  )
}

function writtenValue(
  kind: ColumnKind,
  value: unknown,
  table: string,
  column: string,
): string | number | null {
  if (value === null) return null
  if (kind === 'integer') {
    const number = typeof value === 'number' ? value : Number(value)
    const isWhole = typeof value === 'string' ? /^-?\d+$/.test(value) : value !== undefined
    if (isWhole && Number.isSafeInteger(number)) return number
  }
  if (kind === 'text' && typeof value === 'string') return value
  if (kind === 'blob' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  throw new Error(`${table}.${column} holds what is no ${kind}`)
}

/** What a driver is given for the values of a line. */
export function parametersOfRow(
  shape: TableShape,
  values: readonly unknown[],
): (string | number | null | Buffer)[] {
  if (values.length !== shape.columns.length) throw new Error(`a row of ${shape.name} has another width`)
  return shape.columns.map(({ kind }, index) => {
    const value = values[index]
    if (value === null) return null
    if (kind === 'integer' && typeof value === 'number' && Number.isSafeInteger(value)) return value
    if (kind === 'text' && typeof value === 'string') return value
    if (kind === 'blob' && typeof value === 'string') return Buffer.from(value, 'base64')
    throw new Error(`a row of ${shape.name} holds what is no ${kind}`)
  })
}
