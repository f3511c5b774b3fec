import type * as z from 'zod'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/** Options for what nobody types, and what must not stand in the list of processes: `@FILE` is read. */
export const takesFile = /^--([a-z0-9-]+-)?(pem|key|password)$/

export const isSize = (key: string) => /bytes/i.test(key)
export const variantsOf = (schema: JsonSchema) => schema.anyOf ?? schema.oneOf

/** The literals of `kind` in a member of a union that is told apart by it. */
function kindsOf(schema: JsonSchema): readonly string[] {
  const kind = schema.properties?.['kind']
  if (typeof kind !== 'object') return []
  return [kind.const, ...(kind.enum ?? [])].filter(value => typeof value === 'string')
}

/** Kinds that `kind` or `kind=N` says all of: nothing else stands beside it but a number of its own name. */
export function shortKinds(schema: JsonSchema): readonly string[] {
  const others = Object.keys(schema.properties ?? {}).filter(key => key !== 'kind')
  return kindsOf(schema).filter(kind => others.every(key => key === kind))
}

/** What may be given, in words: `month | year`, `bytes, or 500MB`, `{"zh":TEXT,"en":TEXT}`. */
export function describeOption(key: string, schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const variants = variantsOf(schema)
  if (variants) {
    return [...new Set(variants.map(variant => describeOption(key, variant as JsonSchema)))].join(' | ')
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return describeNumber(key, schema)
    case 'boolean':
      return 'yes or no; alone it means yes'
    case 'array':
      return isRecord(schema.items)
        ? `'[${templateOf(key, schema.items)}, …]'`
        : 'a list, separated by commas'
    case 'null':
      return isSize(key) ? 'unlimited' : 'none'
    case 'object':
      return describeShort(schema) ?? `'${templateOf(key, schema)}'`
    default:
      return 'text'
  }
}

function describeNumber(key: string, schema: JsonSchema): string {
  if (isSize(key)) return 'bytes, or 500MB, 20GB, 1TB'
  if (schema.format === 'fen') return 'fen, or yuan with two decimals: 1500 and 15.00 are ¥15'
  if (schema.format === 'instant') return 'a moment: 2026-12-31T18:00+08:00, or ms since 1970'
  return 'number'
}

/** A member of a union in the short form. */
function describeShort(schema: JsonSchema): string | null {
  const words = shortKinds(schema).map(kind => {
    const word = kind.replaceAll('_', '-')
    return schema.properties?.[kind] === undefined ? word : `${word}=N`
  })
  return words.length === 0 ? null : words.join(' | ')
}

const isRecord = (items: JsonSchema['items']): items is JsonSchema =>
  typeof items === 'object' && !Array.isArray(items) && (items as JsonSchema).type === 'object'

/** JSON as it is to be typed, with `N` and `TEXT` for what is to be filled in. */
function templateOf(key: string, schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join('|')
  const variants = variantsOf(schema)
  if (variants) return variants.map(variant => templateOf(key, variant as JsonSchema)).join('|')
  switch (schema.type) {
    case 'integer':
    case 'number':
      return isSize(key) ? 'BYTES' : schema.format === 'fen' ? 'FEN' : 'N'
    case 'boolean':
      return 'true|false'
    case 'null':
      return 'null'
    case 'array':
      return '[…]'
    case 'object': {
      const parts = Object.entries(schema.properties ?? {}).map(
        ([name, value]) => `"${name}":${typeof value === 'object' ? templateOf(name, value) : 'TEXT'}`,
      )
      return `{${parts.join(',')}}`
    }
    default:
      return 'TEXT'
  }
}
