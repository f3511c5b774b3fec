import { createHub } from './app.ts'
import { loadConfig } from './config/load-config.ts'
import { loadSecrets } from './config/load-secrets.ts'
import { StartRefused } from './config/start-refused.ts'
import { crashFrom } from './kernel/crash-points.ts'
import { createLogger } from './kernel/logger.ts'

const usage = `sluice hub: the daemon

Usage: hub [--config FILE] [--help]

Settings come from the JSON file and from SLUICE_… environment variables, which win; the README lists them all.
`

function configFile(argv: readonly string[]): string | undefined {
  const at = argv.indexOf('--config')
  return at < 0 ? undefined : argv[at + 1]
}

async function run(argv: readonly string[]): Promise<void> {
  const config = loadConfig(process.env, configFile(argv))
  const logger = createLogger(config.logLevel)
  const crash = crashFrom(process.env['SLUICE_CRASH_AT'], () => process.kill(process.pid, 'SIGKILL'))
  const hub = await createHub(config, loadSecrets(process.env, config), { logger, crash })
  const stopped = new Promise<string>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
  await hub.start()
  logger.info({ signal: await stopped }, 'stopping: work in hand is finished first')
  await hub.stop()
}

if (process.argv.includes('--help')) {
  process.stdout.write(usage)
} else {
  try {
    await run(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    process.stderr.write(`The hub does not start:\n${error.problems.map(each => `  - ${each}\n`).join('')}`)
    process.exitCode = 2
  }
}
