import type { AnyEndpoint } from '../contract/endpoint.ts'
import {
  type CommandOption,
  commandOptions,
  commandWords,
  nounOf,
  parseValue,
} from './map-command-options.ts'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help'; readonly noun: string | null; readonly endpoint: AnyEndpoint | null }
  | { readonly kind: 'call'; readonly endpoint: AnyEndpoint; readonly request: CommandRequest }
  | { readonly kind: 'mistake'; readonly message: string }

export interface CommandRequest {
  readonly params: Record<string, unknown>
  readonly query: Record<string, unknown>
  readonly body: Record<string, unknown>
}

const mistake = (message: string): Command => ({ kind: 'mistake', message })

/** Reads `noun verb [arguments] [--options]`; the options that every command takes were removed before. */
export function parseCommand(endpoints: readonly AnyEndpoint[], argv: readonly string[]): Command {
  const help = argv.some(word => word === '--help' || word === '-h') || argv.length === 0
  const words = argv.filter(word => word !== '--help' && word !== '-h')
  const [given, verb, ...rest] = words
  const noun = given === undefined ? undefined : nounOf(given)
  if (noun === undefined || noun === 'help')
    return { kind: 'help', noun: verb === undefined ? null : nounOf(verb), endpoint: null }
  const ofNoun = endpoints.filter(endpoint => commandWords(endpoint)[0] === noun)
  if (ofNoun.length === 0) return mistake(`there is no command "${given}"; see sluice --help`)
  if (verb === undefined) return { kind: 'help', noun, endpoint: null }
  const endpoint = ofNoun.find(candidate => commandWords(candidate)[1] === verb)
  if (!endpoint) {
    const known = ofNoun.map(candidate => commandWords(candidate)[1]).join(', ')
    return mistake(`"${noun}" has no command "${verb}"; it has: ${known}`)
  }
  return help ? { kind: 'help', noun, endpoint } : readArguments(endpoint, rest)
}

function readArguments(endpoint: AnyEndpoint, words: readonly string[]): Command {
  const options = commandOptions(endpoint)
  const positional = options.filter(option => option.part === 'params')
  const request: CommandRequest = { params: {}, query: {}, body: {} }
  const given = new Set<string>()
  let misfit: string | null = null
  const put = (option: CommandOption, text: string) => {
    const value = parseValue(option, text)
    if (value === undefined) misfit ??= `${option.flag} takes ${option.allowed}; not ${JSON.stringify(text)}`
    request[option.part][option.key] = value
    given.add(option.key)
  }
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (!word.startsWith('--')) {
      const option = positional.find(candidate => !given.has(candidate.key))
      if (!option) return mistake(`"${word}" is one argument too many`)
      put(option, word)
      continue
    }
    const [flag = '', inline] = splitOnce(word)
    const option = options.find(candidate => candidate.flag === flag)
    if (!option)
      return mistake(`there is no option ${flag}; see sluice ${commandWords(endpoint).join(' ')} --help`)
    const next = words[index + 1]
    const takesNext = inline === undefined && next !== undefined && !next.startsWith('--')
    if (inline === undefined && !takesNext && option.schema.type !== 'boolean') {
      return mistake(`${flag} needs a value: ${option.allowed}`)
    }
    // A flag that stands alone may be followed by an argument, so only yes or no is taken from there.
    const fits = takesNext && (option.schema.type !== 'boolean' || /^(yes|no|true|false)$/.test(next))
    put(option, inline ?? (fits ? next : ''))
    if (fits) index += 1
  }
  if (misfit !== null) return mistake(misfit)
  const missing = options.filter(option => option.required && !given.has(option.key))
  if (missing.length > 0) return mistake(`missing: ${missing.map(option => option.flag).join(', ')}`)
  return { kind: 'call', endpoint, request }
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}
