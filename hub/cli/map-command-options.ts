import * as z from 'zod'
import type { AnyEndpoint } from '../contract/endpoint.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** One `--option` or positional argument of a command, derived from the endpoint's contract. */
export interface CommandOption {
  /** As in the contract. */
  readonly key: string
  /** As typed: `--node-count`; positional arguments have no dashes. */
  readonly flag: string
  readonly part: 'params' | 'query' | 'body'
  readonly required: boolean
  readonly schema: JsonSchema
  /** What may be given, in words. */
  readonly allowed: string
}

/** `nodeCount` -> `node-count` */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** Nouns that are longer in the contract than anybody wants to type. */
const shortNouns: Readonly<Record<string, string>> = { authority: 'ca', certificate: 'cert' }

/** The one form of a noun: `users`, `user` and `User` are the same; `authority` is `ca`. */
export function nounOf(word: string): string {
  const singular = kebab(word)
    .toLowerCase()
    .replace(/(?<=[a-z]{2})s$/, '')
  return shortNouns[singular] ?? singular
}

/** The words of a command: `user.rotatePassword` -> [`user`, `rotate-password`]. */
export function commandWords(endpoint: AnyEndpoint): readonly [string, string] {
  const [noun = '', verb = ''] = endpoint.name.split('.')
  return [nounOf(noun), kebab(verb)]
}

/** All options of a command: positional ones first, then required ones. */
export function commandOptions(endpoint: AnyEndpoint): readonly CommandOption[] {
  const options = (['params', 'query', 'body'] as const).flatMap(part => optionsOf(endpoint[part], part))
  const rank = (option: CommandOption) => (option.part === 'params' ? 0 : option.required ? 1 : 2)
  return options.sort((a, b) => rank(a) - rank(b))
}

function optionsOf(schema: z.ZodType, part: CommandOption['part']): CommandOption[] {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const required = new Set(described.required ?? [])
  return Object.entries(described.properties ?? {}).map(([key, value]) => {
    const property: JsonSchema = typeof value === 'object' ? value : {}
    return {
      key,
      flag: part === 'params' ? `<${kebab(key)}>` : `--${kebab(key)}`,
      part,
      required: part === 'params' || required.has(key),
      schema: property,
      allowed: describe(key, property),
    }
  })
}

const isSize = (key: string) => /bytes/i.test(key)

function describe(key: string, schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const kinds = schema.anyOf ?? schema.oneOf
  if (kinds) return [...new Set(kinds.map(kind => describe(key, kind as JsonSchema)))].join(' | ')
  switch (schema.type) {
    case 'integer':
    case 'number':
      return isSize(key) ? 'bytes, or 500MB, 20GB, 1TB' : 'number'
    case 'boolean':
      return 'yes or no; alone it means yes'
    case 'array':
      return 'a list, separated by commas'
    case 'null':
      return isSize(key) ? 'unlimited' : 'none'
    case 'object':
      return describeKind(schema) ?? `JSON with ${Object.keys(schema.properties ?? {}).join(', ')}`
    default:
      return 'text'
  }
}

/** A member of a union told apart by `kind`, in the short form that `parseOneOf` takes. */
function describeKind(schema: JsonSchema): string | null {
  const kind = constOf(schema)
  if (typeof kind !== 'string') return null
  const word = kind.replaceAll('_', '-')
  return schema.properties?.[kind] === undefined ? word : `${word}=N`
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** `20GB` -> 20000000000 (GB = 10^9 bytes); null where it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text.trim())
  if (!match) return null
  const bytes = Math.round(Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 1))
  return Number.isSafeInteger(bytes) ? bytes : null
}

/**
 * Turns what was typed into what the contract's input wants. What does not fit is passed on as text: the contract
 * says what is wrong with it.
 */
export function parseValue(option: Pick<CommandOption, 'key' | 'schema'>, text: string): unknown {
  const { key, schema } = option
  if (/^[[{]/.test(text)) return parseJson(text)
  const kinds = schema.anyOf ?? schema.oneOf
  if (kinds) return parseOneOf(key, kinds as JsonSchema[], text)
  switch (schema.type) {
    case 'integer':
    case 'number':
      return isSize(key) ? (parseSize(text) ?? text) : /^-?\d+$/.test(text) ? Number(text) : text
    case 'boolean':
      return ['', 'yes', 'true', '1'].includes(text)
        ? true
        : ['no', 'false', '0'].includes(text)
          ? false
          : text
    case 'array': {
      const item: JsonSchema = typeof schema.items === 'object' ? (schema.items as JsonSchema) : {}
      return text === '' ? [] : text.split(',').map(part => parseValue({ key, schema: item }, part.trim()))
    }
    default:
      return text
  }
}

function parseOneOf(key: string, kinds: readonly JsonSchema[], text: string): unknown {
  if (kinds.some(kind => kind.type === 'null') && /^(none|null|unlimited|never)$/.test(text)) return null
  // A union told apart by `kind`: `until-used`, or `days=30` where a kind has one number of its own name.
  const [word = '', number] = text.split('=')
  const wanted = word.replaceAll('-', '_')
  const named = kinds.find(kind => constOf(kind) === wanted)
  if (named) {
    const values = number === undefined ? {} : { [wanted]: /^\d+$/.test(number) ? Number(number) : number }
    return { kind: wanted, ...values }
  }
  const first = kinds.find(kind => kind.type !== 'null')
  return first ? parseValue({ key, schema: first }, text) : text
}

function constOf(schema: JsonSchema): unknown {
  const kind = schema.properties?.['kind']
  return typeof kind === 'object' ? kind.const : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
