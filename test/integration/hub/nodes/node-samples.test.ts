import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { listNodes } from '../../../../hub/nodes/list-nodes.ts'
import { pruneSamples, readSamples } from '../../../../hub/nodes/node-samples.ts'
import { anAgentHealth } from '../../../builders/an-agent-health.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'

const now = Date.UTC(2026, 2, 10, 4) as Instant
const minute = 60_000
const dayMs = 24 * 60 * minute

forEachEngine('how a node fares', engine => {
  async function aWorld() {
    const opened = await openTestDatabase(engine)
    const { database } = opened
    let busySeconds = 0
    const world = await createGatedWorld(database, {
      ...{ nodes: 1, users: 1, now },
      health: async () => {
        busySeconds += 15
        const totalSeconds = (world.clock.now() - now) / 1_000 + 1
        const machine = { processors: 1, busySeconds, totalSeconds }
        const memory = { memoryTotalBytes: 4_000, memoryAvailableBytes: 1_000 }
        return { ok: true, value: anAgentHealth(world.clock.now(), { machine: { ...machine, ...memory } }) }
      },
    })
    await grantPlan(
      world.grantDeps,
      { userIds: [1], months: 1, bytesPerCycle: 1e12, policy: undefined, reason: 'test' },
      operator,
    )
    await world.visitAll(3)
    const port = await world.portOf(1)
    const deps = { database, clock: world.clock }
    return {
      world,
      deps,
      database,
      /** A visit every ten seconds, with so many bytes before each. */
      async run(ms: number, bytes: number) {
        for (let passed = 0; passed < ms; passed += 10_000) {
          world.node(1).pass(port, bytes)
          world.clock.advance(10_000)
          await world.visit(1)
        }
      },
      samples: async () => succeeded(await readSamples(deps, { nodeId: 1 })).items,
      traffic: async () => (await listNodes(deps, { limit: 10 })).items[0]?.traffic,
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  }

  it('is kept in rows of five minutes, and its traffic is told by the last two collections', async () => {
    await using one = await aWorld()
    await one.run(12 * minute, 12_500)
    expect(await one.traffic()).toEqual({ upload: 0, download: 10_000 })
    const samples = await one.samples()
    expect(samples.map(sample => sample.at - now)).toEqual([0, 5 * minute, 10 * minute])
    for (const sample of samples.slice(1)) {
      expect(sample).toMatchObject({ cpu: 250, load: 250, memoryUsed: 3_000, portsListening: 3 })
      expect(sample).toMatchObject({ upload: 0, download: 10_000 })
    }
    await one.run(10_000, 125_000)
    expect(await one.traffic()).toEqual({ upload: 0, download: 100_000 })
  })

  it('is not told while the node is silent, and goes with time', async () => {
    await using one = await aWorld()
    await one.run(2 * minute, 1_000)
    one.world.node(1).setReachable(false)
    await one.run(10_000, 0)
    expect(await one.traffic()).toBeNull()
    const before = await one.samples()
    expect(before).not.toEqual([])
    const prune = (at: number) => one.database.inTransaction(tx => pruneSamples(tx, at as Instant))
    expect(await prune(now + 14 * dayMs)).toBe(0)
    expect(await prune(now + 15 * dayMs)).toBe(before.length)
    expect(await one.samples()).toEqual([])
  })

  it('is refused for a node that is not there, and for a time that is too long or ends before it begins', async () => {
    await using one = await aWorld()
    const ask = (wanted: object) => readSamples(one.deps, { nodeId: 1, ...wanted })
    expect(await ask({ nodeId: 9 })).toMatchObject({ code: 'node_not_found' })
    expect(await ask({ from: now, until: now })).toMatchObject({ facts: { reason: 'ends_before_it_begins' } })
    expect(await ask({ from: now, until: now + 14 * dayMs + 1 })).toMatchObject({
      facts: { reason: 'too_long' },
    })
  })
})
