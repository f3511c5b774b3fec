import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { version } from '../app/version.ts'
import { createHub, type Hub } from '../app.ts'
import type { Config } from '../config/config.ts'
import { explainStartFailure } from '../config/explain-start-failure.ts'
import { loadConfig } from '../config/load-config.ts'
import { loadSecrets, masterKeyFile, type Secrets } from '../config/load-secrets.ts'
import { StartRefused } from '../config/start-refused.ts'
import { adminEndpoints } from '../contract/admin/all.ts'
import { errorMessage } from '../contract/error-messages.ts'
import type { Actor } from '../kernel/actor.ts'
import { createLogger } from '../kernel/logger.ts'
import { backUp, restore } from './back-up.ts'
import { commandWords } from './map-command-options.ts'
import { type Command, parseCommand } from './parse-command.ts'
import { renderAnswer } from './render-answer.ts'
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

interface Globals {
  readonly json: boolean
  readonly configFile: string | undefined
  readonly dataDirectory: string | undefined
  readonly out: string | undefined
  readonly words: readonly string[]
}

/** Takes out the options that every command has. */
function readGlobals(argv: readonly string[]): Globals {
  const words: string[] = []
  const values = new Map<string, string>()
  let json = false
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? ''
    const [flag = '', inline] = word.split(/=(.*)/s, 2)
    if (word === '--json') json = true
    else if (['--config', '--data', '--out'].includes(flag)) {
      values.set(flag, inline ?? argv[index + 1] ?? '')
      if (inline === undefined) index += 1
    } else words.push(word)
  }
  return {
    json,
    configFile: values.get('--config'),
    dataDirectory: values.get('--data'),
    out: values.get('--out'),
    words,
  }
}

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

async function withHub<T>(globals: Globals, work: (hub: Hub) => Promise<T>): Promise<T> {
  const environment = {
    ...process.env,
    ...(globals.dataDirectory === undefined ? {} : { SLUICE_DATA: globals.dataDirectory }),
  }
  const config = loadConfig(environment, globals.configFile)
  const secrets = loadSecrets(environment, config)
  refuseWhereNoHubIs(config, secrets)
  const hub = await createHub(config, secrets, { logger: createLogger('silent') })
  try {
    return await work(hub)
  } finally {
    await hub.stop()
  }
}

async function runCall(globals: Globals, command: Extract<Command, { kind: 'call' }>): Promise<void> {
  const actor: Actor = { kind: 'command-line', name: userInfo().username }
  const outcome = await withHub(globals, hub => hub.call(command.endpoint, command.request, actor))
  if (!outcome.ok) {
    return complain(globals, outcome.code, `Not done: ${errorMessage(outcome.code)}`, outcome.facts)
  }
  if (globals.out !== undefined) {
    // A bundle alone is what an agent is started with; every other answer is written as it is.
    const { bundle = outcome.value } = outcome.value as { bundle?: unknown }
    writeFileSync(globals.out, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600 })
    print(`written to ${globals.out} (mode 0600)`)
    return
  }
  print(globals.json ? JSON.stringify(outcome.value, null, 2) : renderAnswer(outcome.value))
}

async function runLocal(globals: Globals): Promise<boolean> {
  const [noun, verb] = globals.words
  if (globals.words.includes('--help')) return false
  const isBackup = noun === 'backup' && (verb === undefined || verb.startsWith('--'))
  if (noun !== 'key' && noun !== 'restore' && !isBackup) return false
  const environment = {
    ...process.env,
    ...(globals.dataDirectory === undefined ? {} : { SLUICE_DATA: globals.dataDirectory }),
  }
  const config = loadConfig(environment, globals.configFile)
  const secrets = loadSecrets(environment, config)
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
      actor: { kind: 'command-line', name: userInfo().username },
    })
    if (!result.ok) complain(globals, 'key_not_rotated', result.message)
    else print(globals.json ? JSON.stringify(result) : renderAnswer(result))
    return true
  }
  return false
}

async function run(argv: readonly string[]): Promise<void> {
  const globals = readGlobals(argv)
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
      process.exitCode = 2
      process.stderr.write(`${command.message}\n`)
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
