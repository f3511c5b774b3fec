import { randomBytes } from 'node:crypto'
import { existsSync, fchmodSync, openSync, writeFileSync } from 'node:fs'
import { version } from '../app/version.ts'
import { createHub, type Hub } from '../app.ts'
import type { Config } from '../config/config.ts'
import { explainStartFailure } from '../config/explain-start-failure.ts'
import { loadConfig } from '../config/load-config.ts'
import { loadSecrets, masterKeyFile, type Secrets } from '../config/load-secrets.ts'
import { recalledEnvironment } from '../config/remember-environment.ts'
import { StartRefused } from '../config/start-refused.ts'
import { adminEndpoints } from '../contract/admin/all.ts'
import { errorMessage } from '../contract/error-messages.ts'
import { createLogger } from '../kernel/logger.ts'
import { backUp, restore } from './back-up.ts'
import { commandActor } from './command-actor.ts'
import { commandWords } from './map-command-options.ts'
import { type Command, parseCommand } from './parse-command.ts'
import { type Globals, readGlobals } from './read-globals.ts'
import { readNamedFiles } from './read-named-files.ts'
import { exportedText, renderAnswer } from './render-answer.ts'
import { type LocalHelp, renderCommand, renderNoun, renderOverview } from './render-help.ts'
import { rotateKeyFile } from './rotate-key-file.ts'

/** Endpoints that make no sense without a session of their own, or that never end. */
const notCommands = /^(session\.|event\.|events\.)/
const endpoints = adminEndpoints.filter(endpoint => !notCommands.test(endpoint.name))

const local: readonly LocalHelp[] = [
  {
    words: ['key', 'rotate'],
    usage: 'sluice key rotate',
    summary: 'Seal every secret with a new master key; stop the hub first',
  },
  {
    words: ['backup', '[--to FILE]'],
    usage: 'sluice backup [--to FILE] [--passphrase-file FILE]',
    summary: 'Back up the database while the hub runs, into the backup directory or a file',
  },
  {
    words: ['restore', 'FILE'],
    usage: 'sluice restore FILE [--replace] [--passphrase-file FILE]',
    summary: 'Put a backup in the place of the database; stop the hub first',
  },
]

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function complain(globals: Globals, error: string, message: string, facts: object = {}): void {
  process.exitCode = 1
  if (globals.json) print(JSON.stringify({ error, message, facts }))
  else process.stderr.write(`${message}\n${Object.keys(facts).length > 0 ? `${renderAnswer(facts)}\n` : ''}`)
}

/** Commands work on a hub that exists: in the wrong place they would otherwise set up another, and fill that one. */
function refuseWhereNoHubIs(config: Config, secrets: Secrets): void {
  const { database, dataDirectory } = config
  const isThere = secrets.masterKey !== null && (database.engine !== 'sqlite' || existsSync(database.file))
  if (isThere) return
  throw new StartRefused([
    `there is no hub in ${dataDirectory}: name its data directory with --data DIR, or its settings with --config FILE or the environment it is started with (SLUICE_DATA, SLUICE_DATABASE, …); a new hub makes its data when it is first started`,
  ])
}

function readSettings(globals: Globals): { readonly config: Config; readonly secrets: Secrets } {
  const given = {
    ...process.env,
    ...(globals.dataDirectory === undefined ? {} : { SLUICE_DATA: globals.dataDirectory }),
  }
  const environment = globals.configFile === undefined ? recalledEnvironment(given) : given
  const config = loadConfig(environment, globals.configFile)
  return { config, secrets: loadSecrets(environment, config) }
}

async function withHub<T>(globals: Globals, work: (hub: Hub) => Promise<T>): Promise<T> {
  const { config, secrets } = readSettings(globals)
  refuseWhereNoHubIs(config, secrets)
  const hub = await createHub(config, secrets, { logger: createLogger('silent') })
  try {
    return await work(hub)
  } finally {
    await hub.stop()
  }
}

async function runCall(globals: Globals, command: Extract<Command, { kind: 'call' }>): Promise<void> {
  // Opened before: what an answer holds may be told only once.
  const file = globals.out === undefined ? null : openForOwner(globals.out)
  const outcome = await withHub(globals, hub => hub.call(command.endpoint, command.request, commandActor()))
  if (!outcome.ok) {
    return complain(
      globals,
      outcome.code,
      `Not done: ${errorMessage(outcome.code, outcome.facts)}`,
      outcome.facts,
    )
  }
  const exported = globals.json ? null : exportedText(outcome.value)
  if (file !== null) {
    // A bundle alone is what an agent is started with, an export is a file; every other answer is written as it is.
    const { bundle = outcome.value } = outcome.value as { bundle?: unknown }
    writeFileSync(file, exported ?? `${JSON.stringify(bundle, null, 2)}\n`)
    print(`written to ${globals.out} (mode 0600)`)
    return
  }
  if (exported !== null) process.stdout.write(exported)
  else print(globals.json ? JSON.stringify(outcome.value, null, 2) : renderAnswer(outcome.value))
}

function openForOwner(path: string): number {
  const file = openSync(path, 'w', 0o600)
  fchmodSync(file, 0o600)
  return file
}

async function runLocal(globals: Globals): Promise<boolean> {
  const [noun, verb] = globals.words
  if (globals.words.includes('--help')) return false
  const isBackup = noun === 'backup' && (verb === undefined || verb.startsWith('--'))
  if (noun !== 'key' && noun !== 'restore' && !isBackup) return false
  const { config, secrets } = readSettings(globals)
  if (noun !== 'key') {
    if (isBackup) refuseWhereNoHubIs(config, secrets)
    const done = await (isBackup ? backUp : restore)(config, secrets, globals.words.slice(1))
    if (!done.ok) complain(globals, done.error, done.message)
    else print(globals.json ? JSON.stringify(done.answer) : renderAnswer(done.answer))
    return true
  }
  if (verb === 'rotate') {
    const result = await rotateKeyFile(config, secrets, {
      file: masterKeyFile(config.dataDirectory),
      newKey: randomBytes(32),
      actor: commandActor(),
    })
    if (!result.ok) complain(globals, 'key_not_rotated', result.message)
    else print(globals.json ? JSON.stringify(result) : renderAnswer(result))
    return true
  }
  return false
}

async function run(argv: readonly string[]): Promise<void> {
  const globals = readGlobals(readNamedFiles(argv))
  if (globals.words[0] === '--version') return print(version)
  if (await runLocal(globals)) return
  const [noun] = globals.words
  const isLocal = local.some(entry => entry.words[0] === noun)
  const command: Command =
    isLocal && !endpoints.some(endpoint => commandWords(endpoint)[0] === noun)
      ? { kind: 'help', noun: noun ?? null, endpoint: null }
      : parseCommand(endpoints, globals.words)
  switch (command.kind) {
    case 'mistake':
      complain(globals, 'mistake', command.message)
      process.exitCode = 2
      return
    case 'help':
      if (command.endpoint !== null) return print(renderCommand(command.endpoint))
      if (command.noun !== null) return print(renderNoun(command.noun, endpoints, local))
      return print(renderOverview(endpoints, local))
    case 'call':
      return runCall(globals, command)
  }
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  const problems = explainStartFailure(error)
  if (problems === null) throw error
  process.stderr.write(`Not done:\n${problems.map(each => `  - ${each}\n`).join('')}`)
  process.exitCode = 2
}
