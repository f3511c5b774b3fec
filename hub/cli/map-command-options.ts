import * as z from 'zod'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { describeOption, isSize, type JsonSchema, shortKinds, variantsOf } from './describe-option-rule.ts'

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
      allowed: describeOption(key, property),
    }
  })
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** `20GB` -> 20000000000 (GB = 10^9 bytes); null where it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text.trim())
  if (!match) return null
  const bytes = Math.round(Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 1))
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** `15.00` and `¥15.00` are yuan, `1500` is fen. */
function parseMoney(text: string): number | null {
  const yuan = /^¥?(\d{1,12})\.(\d{2})$/.exec(text)
  return yuan === null ? parseWhole(text) : Number(`${yuan[1]}${yuan[2]}`)
}

/** Without its offset a time would be that of some zone or other. */
function parseMoment(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return parseWhole(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

const parseWhole = (text: string): number | null => (/^-?\d{1,15}$/.test(text) ? Number(text) : null)

function parseNumber(key: string, schema: JsonSchema, text: string): number | null {
  if (isSize(key)) return parseSize(text)
  if (schema.format === 'fen') return parseMoney(text)
  return schema.format === 'instant' ? parseMoment(text) : parseWhole(text)
}

/** What was typed as the contract's input has it; undefined where it has not the form that `allowed` says. */
export function parseValue(option: Pick<CommandOption, 'key' | 'schema'>, text: string): unknown {
  const { key, schema } = option
  const variants = variantsOf(schema) as readonly JsonSchema[] | undefined
  if (variants) return parseOneOf(key, variants, text)
  if (schema.enum) return schema.enum.find(value => String(value) === text)
  switch (schema.type) {
    case 'integer':
    case 'number':
      return parseNumber(key, schema, text) ?? undefined
    case 'boolean':
      if (['', 'yes', 'true', '1'].includes(text)) return true
      return ['no', 'false', '0'].includes(text) ? false : undefined
    case 'array': {
      const item: JsonSchema = typeof schema.items === 'object' ? (schema.items as JsonSchema) : {}
      if (text.startsWith('[')) return parseJson(text)
      const parts =
        text === '' ? [] : text.split(',').map(part => parseValue({ key, schema: item }, part.trim()))
      return parts.includes(undefined) ? undefined : parts
    }
    case 'object':
      return /^[[{]/.test(text) ? parseJson(text) : undefined
    default:
      return text
  }
}

function parseOneOf(key: string, kinds: readonly JsonSchema[], text: string): unknown {
  if (kinds.some(kind => kind.type === 'null') && /^(none|null|unlimited|never)$/.test(text)) return null
  // A union told apart by `kind`: `until-used`, or `days=30` where a kind has one number of its own name.
  const [word = '', number] = text.split('=')
  const wanted = word.replaceAll('-', '_')
  if (kinds.some(kind => shortKinds(kind).includes(wanted))) {
    return { kind: wanted, ...(number === undefined ? {} : { [wanted]: parseWhole(number) ?? number }) }
  }
  for (const kind of kinds) {
    const value = kind.type === 'null' ? undefined : parseValue({ key, schema: kind }, text)
    if (value !== undefined) return value
  }
  return undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
