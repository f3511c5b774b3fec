import type { AnyEndpoint } from '../contract/endpoint.ts'
import { takesFile } from './describe-option-rule.ts'
import { commandOptions, commandWords } from './map-command-options.ts'

/** A command that is no endpoint: work on the machine itself. */
export interface LocalHelp {
  readonly words: readonly [string, string]
  readonly usage: string
  readonly summary: string
}

const globalOptions = `Options of every command:
  --json            the answer as JSON, for scripts; errors too, with exit status 1
  --data DIR        the hub's data directory (or SLUICE_DATA): the hub's own settings are found there
  --config FILE     the hub's configuration file (or SLUICE_CONFIG)
  --out FILE        write the answer to a file, mode 0600; an export as CSV
  --help            this text, or that of a command`

/** Many alternatives stand below each other. */
const folded = (text: string, indent: string): string =>
  text.length > 100 && text.includes("' | '") ? text.replaceAll(" | '", ` |${indent}'`) : text

const column = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(34, Math.max(0, ...rows.map(([left]) => left.length)))
  const indent = `\n${' '.repeat(width + 4)}`
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${folded(right, indent)}`).join('\n')
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
  const usages = local.filter(entry => entry.words[0] === noun).map(entry => `\n  ${entry.usage}`)
  const usage = usages.length === 0 ? '' : `\n\nUsage:${usages.join('')}`
  const verbs = column(rows.map(([words, summary]) => [words[1], summary]))
  return `sluice ${noun}\n\n${verbs}${usage}\n\n${globalOptions}`
}

/** `sluice user create --help`. */
export function renderCommand(endpoint: AnyEndpoint): string {
  const options = commandOptions(endpoint)
  const positional = options.filter(option => option.part === 'params').map(option => option.flag)
  const rows = options.map(({ flag, allowed, required }) => {
    const file = takesFile.test(flag) ? ', or @FILE' : ''
    return [flag, `${allowed}${file}${required ? '' : ' (optional)'}`] as const
  })
  const usage = [
    'sluice',
    ...commandWords(endpoint),
    ...positional,
    ...(rows.length > positional.length ? ['[--options]'] : []),
  ]
  return `${endpoint.summary}\n\nUsage: ${usage.join(' ')}\n\n${column(rows)}\n\n${globalOptions}`
}
