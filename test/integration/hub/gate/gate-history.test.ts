import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { applyDueGates } from '../../../../hub/gate/apply-due-gates.ts'
import { pruneGateHistory } from '../../../../hub/gate/gate-history.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const mb = 1_000_000
const day = 86_400_000
const start = instantOf('2026-06-16T10:07+08:00')

forEachEngine('what is kept of gates', engine => {
  it('says when and why each opened and closed, over which node, and when the nodes enforced it', async () => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    const world = await createGatedWorld(database, { nodes: 2, users: 2, now: start })
    await world.visitAll(1)
    const plan = { userIds: [1, 2], months: 1, bytesPerCycle: 4 * mb, policy: undefined, reason: 'test' }
    await grantPlan(world.grantDeps, plan, operator)
    const changes = (userId: number) =>
      world.select('SELECT at, gate, was, cause, nodeId FROM gate_changes WHERE userId = ? ORDER BY id', [
        userId,
      ])
    const told = () =>
      world.select(
        'SELECT userId, changedAt, nodeId, waitingOn, confirmedAt FROM gate_confirmations ORDER BY userId, id',
      )
    const openedThen = { at: start, gate: 'open', was: 'no_plan', cause: 'grant.plan', nodeId: null }
    expect(await changes(1)).toEqual([openedThen])
    expect(await told()).toMatchObject(
      [1, 2].flatMap(userId =>
        [1, 2].map(nodeId => ({ userId, changedAt: start, nodeId, waitingOn: nodeId, confirmedAt: null })),
      ),
    )
    world.clock.advance(5_000)
    await world.visit(1)
    expect((await told()).map(row => row['confirmedAt'])).toEqual([start + 5_000, null, start + 5_000, null])
    await world.visitAll()

    world.clock.advance(60_000)
    world.node(1).pass(await world.portOf(1), 1e12)
    world.node(2).pass(await world.portOf(1), 1e12)
    await world.visit(1)
    world.clock.advance(1_000)
    await world.visit(2)
    const at = start + 66_000
    expect(await changes(1)).toEqual([
      openedThen,
      { at, gate: 'quota_used', was: 'open', cause: 'usage', nodeId: 2 },
    ])
    expect(await changes(2)).toHaveLength(1)
    await world.visitAll()
    expect((await told()).filter(row => row['waitingOn'] !== null)).toEqual([])

    world.clock.advance(1_000)
    await grantBytes(
      world.grantDeps,
      { userIds: [1], bytes: 5 * mb, validity: { kind: 'until_used' }, reason: 'gift', compensation: false },
      operator,
    )
    world.clock.advance(40 * day)
    await applyDueGates(world.gateDeps)
    expect((await changes(1)).slice(2)).toMatchObject([
      { gate: 'open', was: 'quota_used', cause: 'grant.bytes' },
      { gate: 'expired', was: 'open', cause: 'due', nodeId: null },
    ])

    await database.inTransaction(tx => pruneGateHistory(tx, (at + 180 * day + 1) as Instant))
    expect((await changes(1)).map(row => row['cause'])).toEqual(['grant.bytes', 'due'])
    expect((await told()).every(row => Number(row['changedAt']) > at)).toBe(true)
  })

  it('is nothing for a decision that changes nothing', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 1, now: start })
    await world.visitAll()
    await applyDueGates(world.gateDeps)
    expect(await world.select('SELECT id FROM gate_changes')).toEqual([])
    expect(await world.select('SELECT id FROM gate_confirmations')).toEqual([])
  })
})
