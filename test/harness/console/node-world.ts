import { grantPlan } from '../../../hub/contract/admin/grants.ts'
import { readNodeMeter } from '../../../hub/contract/admin/metering.ts'
import { completeEnrolment, createNode, enrolNode } from '../../../hub/contract/admin/nodes.ts'
import { createUser, readUser } from '../../../hub/contract/admin/users.ts'
import type { EnrolmentBundle } from '../../../hub/contract/agent/enrolment.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../../hub/contract/endpoint.ts'
import type { InProcessRequest } from '../../../hub/http/call-handler.ts'
import { systemClock } from '../../../hub/kernel/clock.ts'
import { eventually, freePort } from '../processes.ts'
import { type StagedNode, startStagedNode } from '../staged-node.ts'
import { tempFolder } from '../temp-folder.ts'
import { openWorld, type World } from './world.ts'

const tester = { kind: 'command-line', name: 'test' } as const

export interface NodeWorld extends World {
  call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>): Promise<EndpointAnswer<E>>
  /** Enrolled, in the order in which they were made. */
  readonly nodes: readonly StagedNode[]
  /** Starts the agent of a bundle, as one does on a machine. */
  startAgent(bundle: EnrolmentBundle): Promise<StagedNode>
  /** Users with a plan without limit on `nodeCount` nodes. */
  addUsers(count: number, nodeCount: number): Promise<void>
  /** A megabyte for each user on each of his nodes, counted by the hub when it answers. */
  passTraffic(): Promise<void>
}

/** A hub that collects every second from nodes on loopback, whose behaviour the test directs. */
export async function openNodeWorld(names: readonly string[]): Promise<NodeWorld> {
  await using stack = new AsyncDisposableStack()
  const world = stack.use(
    await openWorld({ settings: { SLUICE_DEMO: 'true', SLUICE_COLLECT_EVERY_SECONDS: '1' } }),
  )
  const folder = stack.use(tempFolder('node-world'))
  const call: NodeWorld['call'] = async (endpoint, request) => {
    const outcome = await world.hub.hub.call(endpoint, request, tester)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value
  }
  const start = (bundle: EnrolmentBundle) =>
    startStagedNode({ bundle, folder: folder.path, clock: systemClock })
  const nodes: StagedNode[] = []
  const ports: number[] = []
  for (const name of names) {
    const place = { country: 'HK', region: 'asia', capacity: 50 }
    const at = { managementHost: '127.0.0.1', managementPort: await freePort() }
    const { id } = await call(createNode, { body: { name, ...place, ...at } })
    const { bundle } = await call(enrolNode, { params: { nodeId: id } })
    nodes.push(stack.use(await start(bundle)))
    await call(completeEnrolment, { params: { nodeId: id } })
  }
  const running = stack.move()
  return {
    ...world,
    call,
    nodes,
    startAgent: async bundle => running.use(await start(bundle)),
    async addUsers(count, nodeCount) {
      for (let n = 1; n <= count; n += 1) {
        const { id } = await call(createUser, {
          body: { name: `user ${n}`, email: `user${n}@example.org`, nodeCount },
        })
        const plan = { months: 1, bytesPerCycle: null, policy: 'anniversary', reason: 'test' } as const
        await call(grantPlan, { body: { userIds: [id], ...plan } })
        const { port } = await call(readUser, { params: { userId: id } })
        if (port !== null) ports.push(port)
      }
    },
    async passTraffic() {
      const places = nodes.flatMap(node => ports.filter(node.serves).map(port => ({ node, port })))
      for (const { node, port } of places) node.pass(port, 'down', 1_000_000)
      await eventually('the bytes to be counted', async () => {
        const counted = await Promise.all(
          nodes.map(node => call(readNodeMeter, { params: { nodeId: node.id } })),
        )
        const sum = counted.flatMap(meter => meter.ports).reduce((all, { download }) => all + download, 0)
        return sum === places.length * 1_000_000
      })
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
