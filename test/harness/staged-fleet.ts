import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHub, type Hub } from '../../hub/app.ts'
import { loadConfig } from '../../hub/config/load-config.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { grantPlan } from '../../hub/contract/admin/grants.ts'
import { readNodeMeter } from '../../hub/contract/admin/metering.ts'
import { completeEnrolment, createNode, enrolNode } from '../../hub/contract/admin/nodes.ts'
import { usageOfUserByCycle } from '../../hub/contract/admin/usage.ts'
import { createUser, readUser } from '../../hub/contract/admin/users.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { Actor } from '../../hub/kernel/actor.ts'
import { type Clock, systemClock } from '../../hub/kernel/clock.ts'
import type { TestEngine } from './engines.ts'
import { eventually, freePort } from './processes.ts'
import { type StagedNode, startStagedNode } from './staged-node.ts'
import { tempFolder } from './temp-folder.ts'
import { databaseVariables } from './whole-hub.ts'

const tester: Actor = { kind: 'command-line', name: 'test' }
const packetBytes = 1_000

export interface StagedUser {
  readonly id: number
  readonly port: number
}

/**
 * A hub that is not started yet, and nodes on loopback whose behaviour the test directs. Everything between them is
 * real but the kernel and the disk of the nodes: database, certificates, TLS, the agents' meters and routes.
 */
export async function startStagedFleet(options: {
  readonly name: string
  readonly engine: TestEngine
  readonly nodes: number
  readonly clock?: Clock
  readonly settings?: Readonly<Record<string, string>>
}) {
  const { clock = systemClock } = options
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(tempFolder(`staged-${options.name}`))
  const made = undo.use(await options.engine.createDatabase())
  const environment = {
    ...databaseVariables(made.config),
    SLUICE_DATA: `${folder.path}/data`,
    SLUICE_MASTER_KEY: randomBytes(32).toString('hex'),
    SLUICE_ADMIN_PORT: '0',
    SLUICE_PUBLIC_PORT: '0',
    SLUICE_METRICS_PORT: '0',
    SLUICE_COLLECT_EVERY_SECONDS: '1',
    // The nodes are on loopback.
    SLUICE_DEMO: 'true',
    ...options.settings,
  }
  const config = loadConfig(environment)
  const hub: Hub = await createHub(config, loadSecrets(environment, config), { clock, strictAnswers: true })
  undo.defer(() => hub.stop())

  async function call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>) {
    const outcome = await hub.call(endpoint, request, tester)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value as EndpointAnswer<E>
  }

  const nodes: StagedNode[] = []
  for (let n = 1; n <= options.nodes; n += 1) {
    const body = {
      name: `node ${n}`,
      country: 'HK',
      region: 'asia',
      capacity: 1_000,
      managementHost: '127.0.0.1',
      managementPort: await freePort(),
    }
    const { id } = await call(createNode, { body })
    const { bundle } = await call(enrolNode, { params: { nodeId: id } })
    nodes.push(undo.use(await startStagedNode({ bundle, folder: folder.path, clock })))
    await call(completeEnrolment, { params: { nodeId: id } })
  }
  const running = undo.move()

  return {
    hub,
    nodes,
    call,
    environment,
    folder: folder.path,
    database: hub.database,
    /** A user with a plan and no limit, served by every node once they have confirmed him. */
    async user(name: string): Promise<StagedUser> {
      const body = { name, email: `${name}@example.org`, nodeCount: options.nodes }
      const { id } = await call(createUser, { body })
      const plan = { months: 1, bytesPerCycle: null, policy: 'anniversary', reason: 'test' } as const
      await call(grantPlan, { body: { userIds: [id], ...plan } })
      const { port } = await call(readUser, { params: { userId: id } })
      if (port === null) throw new Error(`user ${id} has no number`)
      return { id, port }
    },
    /** Packets through every node that serves the users, until it is stopped. */
    keepTraffic(users: readonly StagedUser[]) {
      let stopping = false
      const run = async () => {
        while (!stopping) {
          for (const node of nodes) {
            for (const { port } of users) {
              // A port without a counter has no configuration yet: Shadowsocks would not serve it.
              if (!node.serves(port)) continue
              node.pass(port, 'up', packetBytes)
              node.pass(port, 'down', 2 * packetBytes)
            }
          }
          await sleep(20)
        }
      }
      const ended = run()
      return {
        stop() {
          stopping = true
          return ended
        },
      }
    },
    /** What the ledger says of a user on a node, upload and download. */
    async inLedger(user: StagedUser, node: StagedNode): Promise<readonly [number, number]> {
      const { items } = await call(usageOfUserByCycle, { params: { userId: user.id } })
      const parts = items.flatMap(cycle => cycle.nodes.filter(({ nodeId }) => nodeId === node.id))
      return [
        parts.reduce((sum, { upload }) => sum + upload, 0),
        parts.reduce((sum, { download }) => sum + download, 0),
      ]
    },
    /** Waits until the node was collected after this call. */
    async collected(node: StagedNode): Promise<void> {
      const since = clock.now()
      await eventually(`a collection of node ${node.id}`, async () => {
        const { takenAt } = await call(readNodeMeter, { params: { nodeId: node.id } })
        return takenAt > since
      })
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
export type StagedFleet = Awaited<ReturnType<typeof startStagedFleet>>
