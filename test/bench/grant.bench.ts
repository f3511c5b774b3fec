import { setTimeout as sleep } from 'node:timers/promises'
import { endGrant, grantBytes, grantPlan } from '../../hub/contract/admin/grants.ts'
import { createUser } from '../../hub/contract/admin/users.ts'
import { startFleet } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { eventually } from '../harness/processes.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { median, report } from './report.ts'

/**
 * From a grant to the port open on both nodes: a hub that collects every 10 seconds, two nodes with the real agent,
 * table and Shadowsocks. The clock starts when the grant is asked for and stops when both nodes were seen to be open.
 */
const users = 5
const mib = 2 ** 20

using folder = tempFolder('grant')
await using fleet = await startFleet({
  name: 'grant',
  engine: {
    name: 'sqlite',
    createDatabase: async () => ({
      config: { engine: 'sqlite', file: `${folder.path}/hub.sqlite` },
      [Symbol.asyncDispose]: async () => {},
    }),
  },
  nodes: 2,
  collectEverySeconds: 10,
  hub: 'process',
})

/** The limit the kernel has for a port; undefined where it has none. */
async function limitOf(node: FleetNode, port: number): Promise<number | undefined> {
  const listed = await node.nft('-j', 'list', 'quota', 'inet', 'sluice', `b${port}`).catch(() => '')
  const bytes = /"bytes": (\d+)/.exec(listed)?.[1]
  return bytes === undefined ? undefined : Number(bytes)
}

/** Whether the limits of both nodes are so. */
async function limits(port: number, are: (limit: number) => boolean): Promise<boolean> {
  const now = await Promise.all(fleet.nodes.map(node => limitOf(node, port)))
  return now.every(limit => limit !== undefined && are(limit))
}

const firstMs: number[] = []
const againMs: number[] = []
for (let one = 1; one <= users; one += 1) {
  const body = { name: `customer ${one}`, email: `customer${one}@example.org`, nodeCount: 2 }
  const { id } = await fleet.call(createUser, { body })
  // Not in step with the collections.
  await sleep((one * 1_700) % 3_000)

  // The first grant gives him a number, and Shadowsocks has to be started for it.
  const firstAt = performance.now()
  const plan = { months: 1, bytesPerCycle: 1_024 * mib, policy: 'anniversary', reason: 'bench' } as const
  const { changes } = await fleet.call(grantPlan, { body: { userIds: [id], ...plan } })
  const { port } = await fleet.access(id)
  await eventually('both nodes to serve the port', async () => {
    const served = await Promise.all(fleet.nodes.map(node => node.listens(port)))
    return served.every(Boolean)
  })
  firstMs.push(performance.now() - firstAt)

  await sleep((one * 1_100) % 3_000)
  for (const grantId of changes[0]?.grantIds ?? []) {
    await fleet.call(endGrant, { params: { grantId }, body: { reason: 'bench' } })
  }
  await eventually('both nodes to close the port', () => limits(port, limit => limit < mib))
  await sleep((one * 1_300) % 3_000)

  const againAt = performance.now()
  const more = { bytes: 1_024 * mib, validity: { kind: 'this_cycle' }, reason: 'bench' } as const
  await fleet.call(grantBytes, { body: { userIds: [id], ...more } })
  await eventually('both nodes to let more pass', () => limits(port, limit => limit > 100 * mib))
  againMs.push(performance.now() - againAt)
}

const figures = [
  { name: "from a user's first grant to his port served on both nodes", times: firstMs },
  { name: 'from a grant to a closed port open again on both nodes', times: againMs },
]
for (const { name, times } of figures) {
  const note = `at most ${Math.round(Math.max(...times))} ms of ${times.length}`
  report({ name, figure: Math.round(median(times)), unit: 'ms', note })
}
