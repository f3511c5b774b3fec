import type { AnyEndpoint } from '../contract/endpoint.ts'
import { commandOptions, commandWords } from './map-command-options.ts'

/** A command that is no endpoint: work on the machine itself. */
export interface LocalHelp {
  readonly words: readonly [string, string]
  readonly usage: string
  readonly summary: string
}

const globalOptions = `Options of every command:
  --json            the answer as JSON, for scripts; errors too, with exit status 1
  --config FILE     the hub's configuration file (or SLUICE_CONFIG)
  --data DIR        the hub's data directory (or SLUICE_DATA)
  --help            this text, or that of a command`

const column = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(34, Math.max(0, ...rows.map(([left]) => left.length)))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

/** `sluice --help`: every noun with its verbs. */
export function renderOverview(endpoints: readonly AnyEndpoint[], local: readonly LocalHelp[]): string {
  const verbs = new Map<string, string[]>()
  for (const [noun, verb] of [...endpoints.map(commandWords), ...local.map(entry => entry.words)]) {
    verbs.set(noun, [...(verbs.get(noun) ?? []), verb])
  }
  const rows = [...verbs].sort().map(([noun, list]) => [noun, list.join(', ')] as const)
  return `sluice: work on a hub from its own machine

Usage: sluice NOUN VERB [arguments] [--options]

${column(rows)}

${globalOptions}

Examples:
  sluice user create --name Li --email li@example.org
  sluice grant bytes --user-ids 1 --bytes 20GB --validity days=30 --reason "welcome"
  sluice node enroll 1 --out bundle.json
  sluice usage --help`
}

/** `sluice user --help`. */
export function renderNoun(
  noun: string,
  endpoints: readonly AnyEndpoint[],
  local: readonly LocalHelp[],
): string {
  const rows = [
    ...endpoints.map(endpoint => [commandWords(endpoint), endpoint.summary] as const),
    ...local.map(entry => [entry.words, entry.summary] as const),
  ].filter(([words]) => words[0] === noun)
  if (rows.length === 0) return `there is no command "${noun}"; see sluice --help`
  return `sluice ${noun}\n\n${column(rows.map(([words, summary]) => [words[1], summary]))}\n\n${globalOptions}`
}

/** `sluice user create --help`. */
export function renderCommand(endpoint: AnyEndpoint): string {
  const options = commandOptions(endpoint)
  const positional = options.filter(option => option.part === 'params').map(option => option.flag)
  const rows = options.map(
    option => [option.flag, `${option.allowed}${option.required ? '' : ' (optional)'}`] as const,
  )
  const usage = [
    'sluice',
    ...commandWords(endpoint),
    ...positional,
    ...(rows.length > positional.length ? ['[--options]'] : []),
  ]
  return `${endpoint.summary}\n\nUsage: ${usage.join(' ')}\n\n${column(rows)}\n\n${globalOptions}`
}
