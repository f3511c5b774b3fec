import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Hub } from '../../hub/app.ts'
import { grantPlan } from '../../hub/contract/admin/grants.ts'
import {
  completeEnrolment,
  createNode,
  editNode,
  enrolNode,
  readNode,
  setAddresses,
} from '../../hub/contract/admin/nodes.ts'
import { createUser } from '../../hub/contract/admin/users.ts'
import { askHub } from './ask-hub.ts'
import type { DemoNode } from './demo-node.ts'

const seed = z.object({ nodeId: z.number(), busy: z.number(), small: z.number(), unpaid: z.number() })
/** Ids of what the demo made on its first start in a data directory. */
export type Seed = z.infer<typeof seed>

const mega = 1_000_000
const giga = 1_000 * mega

/** What the second user may pass in all: the demo tries more, so that one sees the gate close. */
export const smallBytes = 5 * mega

/**
 * Makes, or finds again, the demo's node and its three users, and has the node's agent enrolled and running.
 * `tell` is given a line for each step that takes a moment.
 */
export async function seedDemo(
  hub: Hub,
  node: DemoNode,
  dataDirectory: string,
  tell: (line: string) => void,
): Promise<Seed> {
  const file = join(dataDirectory, 'demo.json')
  if (existsSync(file)) {
    const known = seed.parse(JSON.parse(readFileSync(file, 'utf8')))
    await moveNode(hub, node, known.nodeId)
    tell('starting the node again from its own state')
    await node.startAgent(null)
    return known
  }
  const nodeId = await addNode(hub, node, dataDirectory, tell)
  tell('making three users')
  const busy = await addUser(hub, 'Busy (20 GB)', 'busy@example.org')
  const small = await addUser(hub, 'Nearly out (5 MB)', 'small@example.org')
  const unpaid = await addUser(hub, 'Has not paid', 'unpaid@example.org')
  await plan(hub, busy, 20 * giga)
  // A plan's term with a few bytes: the plan's own bytes are what he has.
  await plan(hub, small, smallBytes)
  const made = { nodeId, busy, small, unpaid }
  writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600 })
  return made
}

async function addNode(
  hub: Hub,
  node: DemoNode,
  dataDirectory: string,
  tell: (line: string) => void,
): Promise<number> {
  const { id } = await askHub(hub, createNode, {
    body: {
      name: 'demo',
      country: 'HK',
      region: 'demo',
      capacity: 1_000,
      managementHost: node.managementHost,
      managementPort: node.managementPort,
      addresses: [{ kind: 'ipv4', host: node.customerHost }],
    },
  })
  tell('enrolling the node: it makes its key, the hub signs its certificate')
  const { bundle } = await askHub(hub, enrolNode, { params: { nodeId: id } })
  const bundleFile = join(dataDirectory, 'node-bundle.json')
  writeFileSync(bundleFile, JSON.stringify(bundle), { mode: 0o600 })
  await node.startAgent(bundleFile)
  await eventually(() => askHub(hub, completeEnrolment, { params: { nodeId: id } }))
  rmSync(bundleFile)
  return id
}

/** The namespace's addresses are new ones at every start. */
async function moveNode(hub: Hub, node: DemoNode, nodeId: number): Promise<void> {
  const { version, addresses } = await askHub(hub, readNode, { params: { nodeId } })
  const { managementHost, managementPort } = node
  await askHub(hub, editNode, { params: { nodeId }, body: { version, managementHost, managementPort } })
  await askHub(hub, setAddresses, {
    params: { nodeId },
    body: { addresses: [{ kind: 'ipv4', host: node.customerHost }], before: addresses },
  })
}

async function addUser(hub: Hub, name: string, email: string): Promise<number> {
  return (await askHub(hub, createUser, { body: { name, email, nodeCount: 1 } })).id
}

async function plan(hub: Hub, userId: number, bytes: number): Promise<void> {
  const months = 1
  await askHub(hub, grantPlan, {
    body: { userIds: [userId], months, bytesPerCycle: bytes, policy: 'anniversary', reason: 'demo' },
  })
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tried === 40) throw error
      await new Promise(resolve => setTimeout(resolve, 250))
    }
  }
}
