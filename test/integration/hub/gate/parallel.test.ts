import { expect, it } from 'vitest'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { applyDueGates } from '../../../../hub/gate/apply-due-gates.ts'
import { checkAllGates } from '../../../../hub/gate/check-gates.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const mb = 1_000_000
const minute = 60_000

forEachEngine('usage and grants in parallel', engine => {
  it('lose and double no byte', async () => {
    await using opened = await openTestDatabase(engine)
    const now = instantOf('2026-06-16T10:07+08:00')
    const world = await createGatedWorld(opened.database, { nodes: 2, users: 2, now })
    const plan = (bytesPerCycle: number | null, userIds: readonly number[]) =>
      grantPlan(
        world.grantDeps,
        { userIds, months: 1, bytesPerCycle, policy: undefined, reason: 'test' },
        operator,
      )
    const gift = (bytes: number) =>
      grantBytes(
        world.grantDeps,
        { userIds: [1], bytes, validity: { kind: 'until_used' }, reason: 'gift', compensation: false },
        operator,
      )
    await world.visitAll(1)
    await plan(100 * mb, [1, 2])
    await world.visitAll()
    const ports = [await world.portOf(1), await world.portOf(2)]
    for (let round = 0; round < 6; round += 1) {
      for (const port of ports) for (const id of [1, 2]) world.node(id).pass(port, 700_001 + round)
      world.clock.advance(5 * minute)
      await Promise.all([
        world.visit(1),
        world.visit(2),
        gift(1 * mb),
        plan(1 * mb, [2, 1]),
        applyDueGates(world.gateDeps),
      ])
    }
    await world.visitAll()
    await gift(1 * mb)
    await plan(null, [2])
    const [used] = await world.select('SELECT SUM(used) AS bytes FROM grants')
    const [overrun] = await world.select('SELECT SUM(overrun) AS bytes FROM cycles')
    expect(Number(used?.['bytes']) + Number(overrun?.['bytes'])).toBe(world.passed())
    const [ledger] = await world.select('SELECT SUM(charged) AS bytes FROM ledger_hours')
    expect(ledger).toEqual({ bytes: world.passed() })
    expect(await checkAllGates(world.gateDeps)).toEqual([])
  })
})
