import type { EntitySchemaColumnOptions } from 'typeorm'

/**
 * Turns what a driver returns for a 64-bit column (a number on SQLite, a decimal string on MariaDB) into a number.
 * Throws where the value is not a safe integer: a count that cannot be represented must never be rounded.
 */
export function asInteger(value: unknown): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw new Error(`not a safe integer: ${String(value)}`)
  }
  return number
}

const bigintAsNumber = {
  to: (value: unknown) => (value === null || value === undefined ? value : asInteger(value)),
  from: (value: unknown) => (value === null || value === undefined ? null : asInteger(value)),
}

const jsonAsText = {
  to: (value: unknown) => (value === undefined ? undefined : JSON.stringify(value)),
  from: (value: unknown) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
}

type Options = Partial<EntitySchemaColumnOptions>

/** A generated key, or a plain 32-bit number. */
export const int = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'integer', ...options })

/** A generated primary key. `integer`, because SQLite generates no key of type bigint. */
export const generatedId = (): EntitySchemaColumnOptions => ({
  type: 'integer',
  primary: true,
  generated: 'increment',
})

/** A 64-bit integer: bytes, instants in milliseconds, fen. */
export const bigint = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'bigint',
  transformer: bigintAsNumber,
  ...options,
})

export const text = (length: number, options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'varchar',
  length,
  ...options,
})

export const longText = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'text', ...options })

/** A JSON value in a text column: the two engines' own JSON types differ too much. */
export const json = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'text',
  transformer: jsonAsText,
  ...options,
})

export const flag = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'boolean', ...options })

export const blob = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'blob', ...options })
