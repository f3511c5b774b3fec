import { expect, it } from 'vitest'
import { type Instant, slotMs } from '../../../../hub/contract/primitives.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { readUserCycles, readUserDays, readUserHours } from '../../../../hub/metering/user-usage.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { startKernelNode } from '../../../harness/kernel-node.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'

const missing = missingParts(['root', 'nft'])
const midnight = instantOf('2026-02-01T00:00+08:00')
const hourMs = 4 * slotMs
/** Three hours before, in the middle of a quarter. */
const start = (midnight - 3 * hourMs - slotMs / 2) as Instant

forEachEngine('a node out of reach over the 1st of a month', engine => {
  it.skipIf(missing !== '')(
    `splits six hours exactly, by hour, day and cycle ${missing}`,
    { timeout: 120_000 },
    async () => {
      await using opened = await openTestDatabase(engine)
      const { database } = opened
      const clock = manualClock(start)
      await using node = await startKernelNode(`first${engine.name}`, clock.now)
      const { client } = node
      const world = await createGatedWorld(database, { nodes: 1, users: 1, now: start, clock, client })
      await world.visitAll(1)
      const plan = {
        userIds: [1],
        months: 2,
        bytesPerCycle: 1e9,
        policy: 'calendar',
        reason: 'test',
      } as const
      succeeded(await grantPlan(world.grantDeps, plan, operator))
      await world.visitAll()
      const port = await world.portOf(1)

      /** IP bytes on the wire by the hour in which they passed. */
      const passed = new Map<number, number>()
      for (let quarter = 0; quarter < 25; quarter += 1) {
        const hour = clock.now() - (clock.now() % hourMs)
        passed.set(hour, (passed.get(hour) ?? 0) + (await node.send(port, 300 + 40 * quarter)))
        // Its agent is killed now and then, too, as it happens to programs.
        if (quarter % 7 === 3) await node.restart()
        clock.advance(slotMs - (clock.now() % slotMs) + 900)
        await node.look()
        clock.advance(slotMs / 2)
      }
      await world.visit(1)

      const deps = { database, clock, timeZone: world.timeZone }
      const from = (midnight - 4 * hourMs) as Instant
      const hours = succeeded(
        await readUserHours(deps, { userId: 1, from, until: (midnight + 4 * hourMs) as Instant }),
      )
      expect(hours.items.map(({ hour, upload }) => [hour, upload])).toEqual([...passed])
      expect(hours.items.every(({ download }) => download === 0)).toBe(true)

      const sum = (old: boolean) =>
        [...passed].reduce((all, [hour, bytes]) => (hour < midnight === old ? all + bytes : all), 0)
      expect(sum(true)).toBeGreaterThan(300 * 12)
      expect(sum(false)).toBeGreaterThan(300 * 12)
      const days = succeeded(await readUserDays(deps, { userId: 1, from: 20260131, until: 20260201 }))
      expect(days.items.map(({ day, charged }) => [day, charged])).toEqual([
        [20260131, sum(true)],
        [20260201, sum(false)],
      ])
      const cycles = succeeded(await readUserCycles(deps, { userId: 1 }))
      const bytesOf = (startsAt: number) => cycles.items.find(cycle => cycle.startsAt === startsAt)?.charged
      expect(bytesOf(instantOf('2026-01-01T00:00+08:00'))).toBe(sum(true))
      expect(bytesOf(midnight)).toBe(sum(false))
      // A quarter hour without a mark would be written down.
      expect(await world.select('SELECT kind, detail FROM metering_incidents')).toEqual([])
    },
  )
})
