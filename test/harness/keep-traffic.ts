import { setTimeout as sleep } from 'node:timers/promises'
import { download, echoDatagrams, type TrafficPath, upload } from '../../scripts/lab/traffic.ts'
import type { Fleet, FleetUser } from './fleet.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface KeptTraffic {
  /** Ends all transfers and the clients; bytes that came back to customers over all connections. */
  stop(): Promise<number>
}

/** Bytes per second of one transfer: enough to move at every kill, little enough to leave the machine its time. */
const rate = 300_000

/** Keeps transfers of all kinds running for every user at every node, whatever breaks meanwhile. */
export async function keepTraffic(
  fleet: Fleet,
  users: readonly FleetUser[],
  random: SeededRandom,
): Promise<KeptTraffic> {
  const clients: Awaited<ReturnType<Fleet['connect']>>[] = []
  for (const user of users) {
    for (const node of fleet.nodes) clients.push(await fleet.connect(user, node))
  }
  let stopping = false
  let moved = 0

  async function transfer(path: TrafficPath, chance: SeededRandom): Promise<number> {
    const bytes = chance.between(50_000, 400_000)
    const kind = chance.between(1, 3)
    if (kind === 1) return download(path, bytes, { rate, idleMs: 1_500 })
    if (kind === 2) return upload(path, bytes, { rate, idleMs: 1_500 })
    return (await echoDatagrams(path, { count: 20, size: 1_200, timeoutMs: 200 })) * 1_200
  }

  async function keepOn(path: TrafficPath, chance: SeededRandom): Promise<void> {
    while (!stopping) {
      // What a kill breaks, a customer tries again.
      moved += await transfer(path, chance).catch(() => 0)
      await sleep(20)
    }
  }

  const streams = clients.map(client => keepOn(client.path, random.fork()))
  return {
    async stop() {
      stopping = true
      await Promise.all(streams)
      for (const client of clients) await client[Symbol.asyncDispose]()
      return moved
    },
  }
}
