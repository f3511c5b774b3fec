import { parseArgs } from 'node:util'
import { createHub } from './app.ts'
import type { Config } from './config/config.ts'
import { explainStartFailure } from './config/explain-start-failure.ts'
import { loadConfig } from './config/load-config.ts'
import { loadSecrets } from './config/load-secrets.ts'
import { rememberEnvironment } from './config/remember-environment.ts'
import { StartRefused } from './config/start-refused.ts'
import { crashFrom } from './kernel/crash-points.ts'
import { createLogger, type Logger } from './kernel/logger.ts'

const usage = `sluice hub: the daemon

Usage: hub [--config FILE] [--help]

Settings come from the JSON file and from SLUICE_… environment variables, which win; the README lists them all.
`

/** Refuses what it does not know: a mistyped option would otherwise start a hub with other settings. */
function readOptions(argv: readonly string[]): { config?: string | undefined; help?: boolean | undefined } {
  try {
    const options = { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    return parseArgs({ args: [...argv], options }).values
  } catch (error) {
    throw new StartRefused([`${error instanceof Error ? error.message : String(error)}; see --help`])
  }
}

/** Without it the hub works as well; only its commands need to be told more. */
function remember(config: Config, file: string | undefined, logger: Logger): void {
  const environment = file === undefined ? process.env : { ...process.env, SLUICE_CONFIG: file }
  try {
    rememberEnvironment(config.dataDirectory, environment)
  } catch (error) {
    logger.warn({ err: error }, 'the settings could not be noted for commands: give them to each command')
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv)
  if (options.help) {
    process.stdout.write(usage)
    return
  }
  const config = loadConfig(process.env, options.config)
  const logger = createLogger(config.logLevel)
  const crash = crashFrom(process.env['SLUICE_CRASH_AT'], () => process.kill(process.pid, 'SIGKILL'))
  const hub = await createHub(config, loadSecrets(process.env, config), { logger, crash })
  const stopped = new Promise<string>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
  try {
    await hub.start()
    remember(config, options.config, logger)
  } catch (error) {
    // An open pool of connections would keep the process from ending.
    await hub.stop()
    throw error
  }
  logger.info({ signal: await stopped }, 'stopping: work in hand is finished first')
  await hub.stop()
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  const problems = explainStartFailure(error)
  if (problems === null) throw error
  process.stderr.write(`The hub does not start:\n${problems.map(each => `  - ${each}\n`).join('')}`)
  process.exitCode = 2
}
