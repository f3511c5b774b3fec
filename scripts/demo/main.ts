import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstOwnerFile } from '../../hub/app/first-owner.ts'
import { createHub, type Hub } from '../../hub/app.ts'
import { explainStartFailure } from '../../hub/config/explain-start-failure.ts'
import { loadConfig } from '../../hub/config/load-config.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { rememberEnvironment } from '../../hub/config/remember-environment.ts'
import { revealAccess } from '../../hub/contract/admin/users.ts'
import { createLogger } from '../../hub/kernel/logger.ts'
import { whatIsMissing } from '../lab/what-is-missing.ts'
import { askHub } from './ask-hub.ts'
import { writeConsoleSession } from './console-session.ts'
import type { DemoNode } from './demo-node.ts'
import { type DemoOptions, demoHelp, parseOptions } from './parse-options.ts'
import { startRealNode } from './real-node.ts'
import { enterSandbox, startSandbox } from './sandbox-pay.ts'
import { type Seed, seedDemo, smallBytes } from './seed.ts'
import { seedShop } from './seed-shop.ts'
import { startSimulatedNode } from './simulated-node.ts'
import { consoleHere, startConsole } from './start-console.ts'
import { createSummaryReader, watchSummary } from './watch-summary.ts'

const collectEverySeconds = 2
const trafficBytes = 20_000_000
/** Slow enough that one sees the figures move. */
const trafficRate = 1_500_000

const tell = (line: string) => process.stdout.write(`  ${line}\n`)

function startDemoNode({ dataDirectory, port }: DemoOptions): Promise<DemoNode> {
  const missing = whatIsMissing('nft', 'ss-manager', 'ss-local')
  const stateDirectory = join(dataDirectory, 'node')
  if (missing !== undefined) return startSimulatedNode({ stateDirectory, missing, managementPort: port + 4 })
  const agentFile = join(import.meta.dirname, '..', '..', 'dist', 'agent.cjs')
  return startRealNode({ agentFile, stateDirectory })
}

/** Sends the labelled traffic: twenty megabytes for the first user, more than he has for the second. */
async function driveTraffic(hub: Hub, node: DemoNode, seed: Seed, signal: AbortSignal): Promise<void> {
  for (const [userId, bytes] of [
    [seed.busy, trafficBytes],
    [seed.small, 2 * smallBytes],
  ] as const) {
    const { lines } = await askHub(hub, revealAccess, { params: { userId } })
    const [access] = lines
    if (access === undefined || signal.aborted) continue
    await waitUntilOpen(node, access.port, signal)
    await node.sendTraffic(access, { bytes, rate: trafficRate }).catch(() => 0)
  }
}

/** The port listens a moment after the node has its configuration. */
async function waitUntilOpen(node: DemoNode, port: number, signal: AbortSignal): Promise<void> {
  for (let tried = 0; tried < 60 && !signal.aborted; tried += 1) {
    if (await node.isOpen(port)) return
    await sleep(250)
  }
}

function describeOwner(dataDirectory: string): string {
  const file = firstOwnerFile(dataDirectory)
  if (!existsSync(file)) return 'sign in with the owner account you have set up'
  if (!process.stdout.isTTY) return `first credentials: ${file} (mode 0600)`
  const [line = ''] = readFileSync(file, 'utf8').split('\n')
  rmSync(file)
  return `${line} (shown only this once)`
}

const ownClient = (uri: string) => `  your own   ${uri}
             any Shadowsocks client on this machine can use that link`

const simulatedNote = (
  missing: string | null,
) => `  your own   needs a real node: Linux, root, and what is missing here (${missing});
             on Debian: apt install nftables shadowsocks-libev iproute2`

const commandOf = (dataDirectory: string) =>
  dataDirectory === resolve('data') ? 'npx sluice' : `npx sluice --data ${dataDirectory}`

/** Opens the operator's desktop on the demo's hub, already signed in, or says why not and how to. */
async function openConsole(hub: Hub, address: string, { console }: DemoOptions) {
  const here = consoleHere()
  if (!console || here.kind === 'no') {
    const why = here.kind === 'no' ? here.why : 'as asked'
    return { child: null, said: `not opened: ${why}; on a desktop: npm run console, then add ${address}` }
  }
  const session = await writeConsoleSession(hub, address, here.user)
  const child = startConsole(here.user, [`--demo-session=${session}`], 'ignore')
  return { child, said: 'opens on this desktop, signed in as the demo’s own operator' }
}

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(demoHelp)
    return
  }
  const { dataDirectory, port } = options
  const environment = {
    ...process.env,
    SLUICE_DATA: dataDirectory,
    SLUICE_DEMO: 'yes',
    SLUICE_ADMIN_PORT: String(port),
    SLUICE_PUBLIC_PORT: String(port + 1),
    SLUICE_METRICS_PORT: String(port + 2),
    SLUICE_PUBLIC_URL: process.env['SLUICE_PUBLIC_URL'] ?? `http://127.0.0.1:${port + 1}`,
    SLUICE_COLLECT_EVERY_SECONDS: String(collectEverySeconds),
  }
  const config = loadConfig(environment)
  process.stdout.write('\nSluice\n\n')
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())

  await using node = await startDemoNode(options)
  await using _sandbox = await startSandbox(dataDirectory, port + 3)
  const hub = await createHub(config, loadSecrets(environment, config), { logger: createLogger('silent') })
  try {
    const addresses = await hub.start()
    rememberEnvironment(dataDirectory, environment)
    const seed = await seedDemo(hub, node, dataDirectory, tell)
    await seedShop(hub)
    await enterSandbox(hub, dataDirectory)
    const { lines } = await askHub(hub, revealAccess, { params: { userId: seed.busy } })
    const uri = lines[0]?.uri ?? ''
    const console = await openConsole(hub, addresses.admin, options)
    if (console.child !== null) stop.signal.addEventListener('abort', () => console.child?.kill())
    process.stdout.write(`
  hub        ${addresses.admin}  (interface for operators; its documentation: ${addresses.admin}/docs)
  console    ${console.said}
  shop       ${addresses.public}  (what customers see: register with any address, pay in the sandbox)
  mailbox    ${addresses.public}/demo/mailbox  (mail is shown there instead of being sent)
  metrics    ${addresses.metrics}/metrics
  database   ${dataDirectory}
  owner      ${describeOwner(dataDirectory)}
  node       ${node.what}, collected every ${collectEverySeconds} s
  traffic    a demo customer downloads ${trafficBytes / 1e6} MB as "Busy", then tries ${(2 * smallBytes) / 1e6} MB with ${smallBytes / 1e6} MB left
${node.kind === 'real' ? ownClient(uri) : simulatedNote(node.missing)}
  commands   ${commandOf(dataDirectory)} --help  (in another terminal, from ${process.cwd()})
  stop       Ctrl-C: node, table and processes go with it; the data stay in ${dataDirectory}

`)
    void driveTraffic(hub, node, seed, stop.signal).catch(error =>
      tell(`the demo traffic failed: ${String(error)}`),
    )
    await watchSummary(createSummaryReader(hub, seed.nodeId), stop.signal)
    process.stdout.write('\nstopping\n')
  } finally {
    await hub.stop()
  }
}

try {
  await run()
} catch (error) {
  process.exitCode = 1
  const problems = explainStartFailure(error)
  if (problems !== null)
    process.stderr.write(`It does not start:\n${problems.map(each => `  - ${each}\n`).join('')}`)
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
