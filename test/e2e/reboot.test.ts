import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { isAlive } from '../../scripts/lab/ip-command.ts'
import { download, upload } from '../../scripts/lab/traffic.ts'
import { countsAtRest } from '../harness/compare-counts.ts'
import { sqlite } from '../harness/engines.ts'
import { type Fleet, startFleet } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { missingParts } from '../harness/missing-parts.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])

describe.skipIf(missing !== '')(`a reboot of a node ${missing}`, () => {
  it('loses at most what passed since the last save, and counts nothing twice', async () => {
    await using fleet = await startFleet({ name: 'reboot', engine: sqlite, nodes: 1 })
    const [node] = fleet.nodes
    if (!node) throw new Error('the fleet has no node')
    const user = await fleet.user(null)
    const wire = async () => {
      const { received, sent } = await fleet.lab.counters(fleet.client)
      return received.bytes - 14 * received.packets + sent.bytes - 14 * sent.packets
    }
    const began = await wire()
    const client = await fleet.connect(user, node)
    // An upload waits at the customer; what a download had left at the node would pass after the node's end, uncounted.
    const streaming = upload(client.path, 60_000_000, { rate: 400_000, idleMs: 1_500 })
    await sleep(1_500)
    await fleet.collected()
    // Without a hub nothing but the agent's own clock makes it save.
    await fleet.hub.stop()
    const samples: { at: number; bytes: number }[] = []
    const until = Date.now() + 13_000
    while (Date.now() < until) {
      samples.push({ at: Date.now(), bytes: await wire() })
      await sleep(250)
    }
    await reboot(fleet, node)
    const atReboot = await wire()
    await streaming
    await client[Symbol.asyncDispose]()
    await node.start()
    await fleet.hub.start()
    await fleet.settled(user)
    await using again = await fleet.connect(user, node)
    expect(await download(again.path, 500_000)).toBe(500_000)
    await again[Symbol.asyncDispose]()
    const [counts] = await countsAtRest(fleet, [user])
    expect(counts?.agent).toEqual(counts?.kernel)
    expect(counts?.ledger).toEqual(counts?.kernel)
    const usage = await fleet.usage(user)
    const lost = (await wire()) - began - usage.upload - usage.download
    // The save interval of ten seconds, and one for a busy machine.
    const saved = samples.findLast(({ at }) => at < until - 11_000)?.bytes ?? 0
    expect(lost).toBeGreaterThanOrEqual(0)
    expect(lost).toBeLessThanOrEqual(atReboot - saved + 20_000)
    expect(saved).toBeGreaterThan(began)
  })
})

/** Everything of the node's memory is gone at once: processes, table, counters. */
async function reboot(fleet: Fleet, node: FleetNode): Promise<void> {
  await node.kill9()
  const printed = await fleet.lab.exec(node.host, ['ip', 'netns', 'pids', node.host.namespace])
  for (const pid of printed.split('\n').map(Number).filter(Boolean)) {
    if (isAlive(pid)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It ended with another.
      }
    }
  }
  await node.nft('delete', 'table', 'inet', 'sluice')
}
