import { join } from 'node:path'
import { createHub, type Hub } from '../../hub/app.ts'
import type { Config } from '../../hub/config/config.ts'
import { loadConfig } from '../../hub/config/load-config.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { grantBytes, grantPlan } from '../../hub/contract/admin/grants.ts'
import { type MeterView, readNodeMeter } from '../../hub/contract/admin/metering.ts'
import { usageOfUserByCycle } from '../../hub/contract/admin/usage.ts'
import { type AccessLine, createUser, readUser, revealAccess } from '../../hub/contract/admin/users.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { Actor } from '../../hub/kernel/actor.ts'
import type { CrashPoint } from '../../node-agent/crash-points.ts'
import type { LabHost } from '../../scripts/lab/add-host.ts'
import { createLab, type Lab } from '../../scripts/lab/create-lab.ts'
import type { RunningProcess } from '../../scripts/lab/run-process.ts'
import {
  type ShadowsocksClient,
  startRustSslocal,
  startSsLocal,
} from '../../scripts/lab/shadowsocks-client.ts'
import type { TrafficPath } from '../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../scripts/lab/traffic-host.ts'
import type { TestEngine } from './engines.ts'
import { addFleetNode, type FleetNode } from './fleet-node.ts'
import { getSslocal } from './get-sslocal.ts'
import { eventually, startNode } from './processes.ts'
import { tempFolder } from './temp-folder.ts'

export interface FleetOptions {
  /** Part of the namespaces' names: lower case letters and digits. */
  readonly name: string
  readonly engine: TestEngine
  readonly nodes: number
  readonly collectEverySeconds?: number
  /** How long the work of a killed hub waits until another takes it up. */
  readonly leaseSeconds?: number
  /** `process`: the daemon, which can be killed. `in-process`: the same hub within the test. */
  readonly hub?: 'in-process' | 'process'
  readonly enrolmentCrashes?: readonly CrashPoint[]
  /** Further settings of the hub, as environment variables. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The hub at work. Calls never go through it but through an idle hub of the test on the same database. */
export interface FleetHub {
  /** Ends it in peace: work in hand is finished, leases are given up. */
  stop(): Promise<void>
  /** `kill -9`; only of a process. */
  kill9(): Promise<void>
  /** Starts it, after `stop` or `kill9` or at once. `env`, of a process only, may name a crash point. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** The daemon's process id; throws where it runs in this process or not at all. */
  pid(): number
  /** What the daemon has logged since its last start. */
  output(): string
}

export interface FleetUser {
  readonly id: number
  readonly port: number
  readonly lines: readonly AccessLine[]
}

/** Public addresses of a lab: customers may not reach private ones. */
export const targetAddress = { v4: '203.0.113.3', v6: '2001:db8:77::3' }
export const trafficPort = 9000

const tester: Actor = { kind: 'command-line', name: 'test' }
const hubMain = join(import.meta.dirname, '../../hub/main.ts')

/**
 * A hub, enrolled nodes with real agents, a customer's host and a target, each in a namespace of its own:
 *
 *     this machine ── control ── node 1, node 2, …   (hub to agents)
 *                  ── control ── client              (tests to the SOCKS proxies)
 *     client ═ nodes ═ target                        (customers' traffic alone)
 */
export async function startFleet(options: FleetOptions) {
  const { name, engine, enrolmentCrashes = [] } = options
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(tempFolder(`fleet-${name}`))
  const made = undo.use(await engine.createDatabase())
  const environment = hubEnvironment(made.config, folder.path, options)
  const config: Config = loadConfig(environment)
  const secrets = () => loadSecrets(environment, config)
  const office: Hub = await createHub(config, secrets(), { strictAnswers: true })
  undo.defer(() => office.stop())
  const hub = undo.use(fleetHub(options.hub ?? 'in-process', environment, () => createHub(config, secrets())))

  const lab: Lab = undo.use(await createLab({ name }))
  const client: LabHost = await lab.host('client', {
    addresses: ['203.0.113.2/24', '2001:db8:77::2/64'],
    control: true,
  })
  const target: LabHost = await lab.host('target', {
    addresses: [`${targetAddress.v4}/24`, `${targetAddress.v6}/64`],
  })
  await startTrafficServer(lab, target, trafficPort)

  /** Calls an endpoint as the command line does; throws where it fails. */
  async function call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>) {
    const outcome = await office.call(endpoint, request, tester)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value as EndpointAnswer<E>
  }

  const nodes: FleetNode[] = []
  for (let n = 1; n <= options.nodes; n += 1) {
    nodes.push(
      undo.use(await addFleetNode({ lab, folder: folder.path, fleet: name, n, call, enrolmentCrashes })),
    )
  }
  await hub.start()

  let users = 0
  let socksPort = 1080

  async function access(userId: number): Promise<FleetUser> {
    const { port } = await call(readUser, { params: { userId } })
    const { lines } = await call(revealAccess, { params: { userId } })
    if (port === null) throw new Error(`user ${userId} has no number`)
    return { id: userId, port, lines }
  }

  /** Waits until every node of the user has confirmed his present budget and listens on his port. */
  async function settled(user: Pick<FleetUser, 'id' | 'port'>): Promise<void> {
    await eventually(`user ${user.id} to be confirmed everywhere`, async () => {
      const { nodes: his } = await call(readUser, { params: { userId: user.id } })
      return his.length > 0 && his.every(node => node.confirmed)
    })
    const { nodes: his } = await call(readUser, { params: { userId: user.id } })
    for (const node of nodes.filter(one => his.some(({ nodeId }) => nodeId === one.id))) {
      await eventually(`port ${user.port} to listen on ${node.host.name}`, () => node.listens(user.port))
    }
  }

  const running = undo.move()
  return {
    lab,
    client,
    target,
    nodes,
    hub,
    call,
    config,
    /** The database as the hubs see it. */
    database: office.database,
    dataDirectory: folder.path,
    access,
    settled,
    /** A user with a plan and `bytes` for this cycle (null: no limit), served by `nodeCount` nodes and confirmed by them. */
    async user(bytes: number | null, nodeCount = options.nodes): Promise<FleetUser> {
      users += 1
      const body = { name: `user ${users}`, email: `user${users}@example.org`, nodeCount }
      const { id } = await call(createUser, { body })
      // An anniversary cycle holds all its bytes from the first moment, whatever the day of the month.
      const plan = { months: 1, bytesPerCycle: bytes, policy: 'anniversary', reason: 'test' } as const
      await call(grantPlan, { body: { userIds: [id], ...plan } })
      const user = await access(id)
      await settled(user)
      return user
    },
    /** Gives a user more bytes, good for this cycle. */
    async grant(user: FleetUser, bytes: number): Promise<void> {
      const what = { bytes, validity: { kind: 'this_cycle' }, reason: 'test' } as const
      await call(grantBytes, { body: { userIds: [user.id], ...what } })
    },
    /** A customer's client for a user at a node, with a proxy of its own. */
    async connect(
      user: FleetUser,
      node: FleetNode,
      how: { readonly family?: 'ipv4' | 'ipv6'; readonly program?: 'ss-local' | 'sslocal' } = {},
    ): Promise<ShadowsocksClient & { readonly path: TrafficPath; readonly path6: TrafficPath }> {
      const { family = 'ipv4', program = 'ss-local' } = how
      const line = user.lines.find(each => each.nodeId === node.id && each.kind === family)
      if (!line) throw new Error(`user ${user.id} has no ${family} line at ${node.host.name}`)
      socksPort += 1
      const place = { lab, host: client, socksPort }
      const server = { host: line.host, port: line.port, method: line.cipher, password: line.password }
      const started =
        program === 'ss-local'
          ? await startSsLocal(place, server)
          : await startRustSslocal(place, server, await getSslocal())
      const { proxy } = started
      return {
        ...started,
        path: { proxy, target: { host: targetAddress.v4, port: trafficPort } },
        path6: { proxy, target: { host: targetAddress.v6, port: trafficPort } },
      }
    },
    meter: (node: FleetNode): Promise<MeterView> => call(readNodeMeter, { params: { nodeId: node.id } }),
    /** What the ledger says of a user: of one node, or of all together. */
    async usage(user: FleetUser, node?: FleetNode) {
      const { items } = await call(usageOfUserByCycle, { params: { userId: user.id } })
      const parts = items.flatMap(cycle => cycle.nodes.filter(each => !node || each.nodeId === node.id))
      const sum = (of: 'upload' | 'download' | 'charged') => parts.reduce((all, part) => all + part[of], 0)
      return { upload: sum('upload'), download: sum('download'), charged: sum('charged') }
    },
    /** Waits until the hub has collected everything that had passed the nodes when this was called. */
    async collected(): Promise<void> {
      for (const node of nodes) {
        const since = Date.now()
        await eventually(`a collection of ${node.host.name}`, async () => {
          const { takenAt } = await call(readNodeMeter, { params: { nodeId: node.id } })
          return takenAt > since
        })
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
export type Fleet = Awaited<ReturnType<typeof startFleet>>

function hubEnvironment(database: DatabaseConfig, folder: string, options: FleetOptions) {
  return {
    SLUICE_DATA: join(folder, 'data'),
    SLUICE_ADMIN_PORT: '0',
    SLUICE_PUBLIC_PORT: '0',
    SLUICE_METRICS_PORT: '0',
    SLUICE_COLLECT_EVERY_SECONDS: String(options.collectEverySeconds ?? 1),
    SLUICE_LEASE_SECONDS: String(options.leaseSeconds ?? 3),
    SLUICE_HUB_ID: 'fleet',
    ...databaseSettings(database),
    ...options.settings,
  }
}

function databaseSettings(database: DatabaseConfig): Record<string, string> {
  // The embedded database lies in the data directory, as a real hub's does.
  if (database.engine === 'sqlite') return {}
  const { user, host, port, database: schema, password } = database
  const url = `mariadb://${user}@${host}:${port}/${schema}?pool=10`
  return { SLUICE_DATABASE: url, SLUICE_DATABASE_PASSWORD: password }
}

function fleetHub(
  kind: 'in-process' | 'process',
  environment: Readonly<Record<string, string>>,
  create: () => Promise<Hub>,
): FleetHub & AsyncDisposable {
  let daemon: RunningProcess | null = null
  let inside: Hub | null = null
  const stop = async () => {
    await inside?.stop()
    await daemon?.stop(20_000)
    inside = null
  }
  const killable = () => {
    if (daemon === null || daemon.ended() !== undefined) throw new Error('the hub is no running process')
    return daemon
  }
  return {
    stop,
    kill9: () => killable().kill(),
    pid: () => killable().pid,
    output: () => daemon?.output() ?? '',
    async start(env = {}) {
      if (kind === 'process') {
        daemon = await startNode(hubMain, [], { env: { ...environment, ...env } })
        await daemon.waitFor(/the hub is running/, 30_000)
        return
      }
      inside = await create()
      await inside.start()
    },
    [Symbol.asyncDispose]: stop,
  }
}
