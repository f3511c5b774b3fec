import { Table, type TableColumnOptions } from 'typeorm'

// Shared by all migrations and, like them, never changed once released: their digests are pinned.

interface Extra {
  readonly primary?: boolean
  readonly nullable?: boolean
}

const column = (name: string, type: string, extra: Extra): TableColumnOptions => ({
  name,
  type,
  isPrimary: extra.primary ?? false,
  isNullable: extra.nullable ?? false,
})

export const generatedId: TableColumnOptions = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
}
export const int = (name: string, extra: Extra = {}) => column(name, 'integer', extra)
export const bigint = (name: string, extra: Extra = {}) => column(name, 'bigint', extra)
export const longText = (name: string, extra: Extra = {}) => column(name, 'text', extra)
export const flag = (name: string, extra: Extra = {}) => column(name, 'boolean', extra)
export const blob = (name: string, extra: Extra = {}) => column(name, 'blob', extra)
export const text = (name: string, length: number, extra: Extra = {}) => ({
  ...column(name, 'varchar', extra),
  length: String(length),
})

type Keys = Readonly<Record<string, readonly string[]>>
const named = (keys: Keys) =>
  Object.entries(keys).map(([name, columnNames]) => ({ name, columnNames: [...columnNames] }))

/** Describes a table; `unique` and `index` map a constraint's name to its columns. */
export function table(
  name: string,
  columns: TableColumnOptions[],
  keys: { readonly unique?: Keys; readonly index?: Keys } = {},
): Table {
  return new Table({ name, columns, uniques: named(keys.unique ?? {}), indices: named(keys.index ?? {}) })
}
