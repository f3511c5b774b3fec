import { randomBytes } from 'node:crypto'
import { loadSecrets, masterKeyFile } from '../../hub/config/load-secrets.ts'
import { systemClock } from '../../hub/kernel/clock.ts'
import { type AgentClient, createAgentClient } from '../../hub/node-config/agent-client.ts'
import { createHubCredentials } from '../../hub/pki/hub-credentials.ts'
import { openVault } from '../../hub/secrets/open-vault.ts'
import type { Fleet, FleetUser } from './fleet.ts'
import type { FleetNode } from './fleet-node.ts'
import { eventually } from './processes.ts'

/** Upload and download of one port on one node, as three parties know them. */
export interface PortCounts {
  readonly node: string
  readonly port: number
  readonly kernel: readonly [number, number]
  readonly agent: readonly [number, number]
  readonly ledger: readonly [number, number]
}

/** Asks agents what they count, with the hub's own credentials. */
export async function agentAsker(fleet: Fleet): Promise<AgentClient> {
  const { database, config } = fleet
  const keyFile = masterKeyFile(config.dataDirectory)
  const { masterKey } = loadSecrets({}, config)
  const { vault } = await openVault({ database, clock: systemClock }, { masterKey, keyFile })
  const credentials = await createHubCredentials({ database, clock: systemClock, vault })
  return createAgentClient(credentials.present)
}

async function readCounts(
  fleet: Fleet,
  asker: AgentClient,
  users: readonly FleetUser[],
): Promise<PortCounts[]> {
  const counts: PortCounts[] = []
  for (const node of fleet.nodes) {
    const answer = await asker.counters(targetOf(node), { request: randomBytes(16).toString('hex') })
    if (!answer.ok) throw new Error(`${node.host.name}: ${answer.message}`)
    for (const user of users) {
      const kernel = await node.kernel(user.port)
      const [, up = 0, down = 0] = answer.value.readings.find(([port]) => port === user.port) ?? []
      const { upload, download } = await fleet.usage(user, node)
      counts.push({
        node: node.host.name,
        port: user.port,
        kernel: [kernel.upload, kernel.download],
        agent: [up, down],
        ledger: [upload, download],
      })
    }
  }
  return counts
}

export function targetOf(node: FleetNode) {
  return { nodeId: node.id, host: node.host.controlAddress ?? '', port: node.managementPort }
}

/** Waits until everything that passed is collected and all agree, or half a minute in vain; then what all say. */
export async function countsAtRest(fleet: Fleet, users: readonly FleetUser[]): Promise<PortCounts[]> {
  const asker = await agentAsker(fleet)
  let last: PortCounts[] = []
  const still = async () => {
    await fleet.collected()
    last = await readCounts(fleet, asker, users)
    return last.every(agrees)
  }
  // What differs for good is for the test to show.
  await eventually('the counts to agree', still, 30_000).catch(() => undefined)
  return last
}

export function agrees({ kernel, agent, ledger }: PortCounts): boolean {
  return String(kernel) === String(agent) && String(agent) === String(ledger)
}

/** IP bytes that passed a host's wire: the interface's without 14 bytes of Ethernet a packet. */
export async function wireBytes(fleet: Fleet): Promise<{ readonly up: number; readonly down: number }> {
  const { received, sent } = await fleet.lab.counters(fleet.client)
  return { up: sent.bytes - 14 * sent.packets, down: received.bytes - 14 * received.packets }
}
