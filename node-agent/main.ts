import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { crashFrom } from './crash-points.ts'
import { openNft } from './firewall/nft.ts'
import { watchTable } from './firewall/watch-table.ts'
import { checkNode } from './install/check-node.ts'
import { findUser } from './install/find-user.ts'
import { holdLock } from './install/hold-lock.ts'
import { openIdentity } from './install/identity.ts'
import { help, parseSettings, type Settings } from './install/parse-settings.ts'
import { renderUnit } from './install/render-unit.ts'
import { linuxFacts, runCommand, systemClock } from './node-facts.ts'
import { messageOf } from './outcome.ts'
import type { Log, ShadowsocksBackend } from './ports.ts'
import { jsonFileBackend } from './shadowsocks/json-file-backend.ts'
import { managerBackend } from './shadowsocks/manager-backend.ts'
import { startAgent } from './start-agent.ts'
import { openStateFiles } from './state/files.ts'

const version = '0.1.0'
const print = (text: string) => process.stdout.write(text)

/** One JSON line an event, for journald. */
const log: Log = (level, message, facts) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...facts })}\n`)
}
const crash = crashFrom(process.env['SLUICE_CRASH_AT'], () => process.kill(process.pid, 'SIGKILL'))

async function backendOf(
  settings: Settings,
): Promise<{ backend: ShadowsocksBackend; uid: number; problem: string | null }> {
  const user = await findUser(settings.user, settings.createUser, runCommand)
  const common = { clock: systemClock, log, crash }
  const backend = settings.jsonFile
    ? jsonFileBackend({ ...settings.jsonFile, run: runCommand, crash })
    : managerBackend({
        command: settings.managerCommand,
        runDirectory: settings.runDirectory,
        user,
        ...common,
      })
  return { backend, uid: user.uid, problem: user.problem }
}

async function run(settings: Settings): Promise<void> {
  const giveBack = holdLock(settings.stateDirectory)
  const { backend, uid, problem } = await backendOf(settings)
  const agent = await startAgent({
    version,
    firewall: openNft(runCommand),
    store: await openStateFiles(settings.stateDirectory, crash),
    clock: systemClock,
    facts: linuxFacts,
    randomId: () => randomBytes(16).toString('hex'),
    crash,
    log,
    guard: { uid, allowedTargets: settings.allowedTargets },
    maxMarkBytes: settings.maxMarkBytes,
    backend,
    identities: await openIdentity(settings.stateDirectory, settings.bundle, { crash, clock: systemClock }),
    listen: settings.listen,
    problems: problem === null ? [] : [{ part: 'shadowsocks', message: problem }],
    stopShadowsocks: settings.stopShadowsocks,
    watch: watchTable,
  })
  const { address, port } = agent.address()
  log('info', 'the agent listens', { address, port, version })
  const stop = (signal: NodeJS.Signals) => {
    log('info', 'the agent stops', { signal })
    agent
      .stop()
      .catch(error => log('error', 'the agent could not stop cleanly', { error: messageOf(error) }))
      .finally(() => {
        giveBack()
        process.exit(0)
      })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

async function main(): Promise<void> {
  const settings = parseSettings(process.argv.slice(2), process.env)
  switch (settings.mode) {
    case 'help':
      return void print(help)
    case 'version':
      return void print(`${version}\n`)
    case 'unit': {
      const node = process.execPath
      const agent = process.argv[1] ?? '/opt/sluice/agent.cjs'
      const bundle = settings.bundle === null ? null : resolve(settings.bundle)
      return void print(renderUnit({ node, agent, ...settings, bundle }))
    }
    case 'check': {
      const lines = await checkNode(settings, linuxFacts, runCommand)
      for (const { ok, text } of lines) print(`${ok ? 'ok     ' : 'MISSING'} ${text}\n`)
      process.exitCode = lines.every(line => line.ok) ? 0 : 1
      return
    }
    case 'purge': {
      const giveBack = holdLock(settings.stateDirectory)
      const { backend } = await backendOf(settings)
      await backend.stop()
      await openNft(runCommand).apply([{ kind: 'delete_table' }])
      return giveBack()
    }
    case 'run':
      return run(settings)
  }
}

process.on('unhandledRejection', error => log('error', 'unhandled', { error: messageOf(error) }))
main().catch(error => {
  log('error', messageOf(error))
  process.exit(1)
})
