import { expect, it } from 'vitest'
import { endGrant } from '../../../../hub/entitlements/end-grant.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { applyDueGates } from '../../../../hub/gate/apply-due-gates.ts'
import { checkAllGates } from '../../../../hub/gate/check-gates.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, type GatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const mb = 1_000_000
const kib128 = 128 * 1024
const minute = 60_000
const day = 86_400_000
/** A Tuesday in the middle of a month of 30 days, 10:07 in Shanghai. */
const start = instantOf('2026-06-16T10:07+08:00')

const plan = (world: GatedWorld, bytes: number | null, userIds = [1], months = 1) =>
  grantPlan(
    world.grantDeps,
    { userIds, months, bytesPerCycle: bytes, policy: undefined, reason: 'test' },
    operator,
  )
const gift = (world: GatedWorld, bytes: number, validity: Parameters<typeof grantBytes>[1]['validity']) =>
  grantBytes(
    world.grantDeps,
    { userIds: [1], bytes, validity, reason: 'gift', compensation: false },
    operator,
  )

/** Collected first, so that budgets can be given. */
async function worldWith(
  database: Parameters<typeof createGatedWorld>[0],
  over: { nodes?: number; users?: number } = {},
) {
  const world = await createGatedWorld(database, { nodes: 2, users: 1, now: start, ...over })
  await world.visitAll(1)
  return world
}

forEachEngine('the gate', engine => {
  it('opens with the first plan and closes at the last byte over two nodes, however they are used', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database)
    // Half a month is left, so half of the bytes are this month's.
    expect(await plan(world, 40 * mb)).toMatchObject({ ok: true, value: [{ userId: 1, gate: 'open' }] })
    const granted = 20 * mb
    const port = await world.portOf(1)
    await world.visitAll()
    for (let step = 0; step < 200 && (await world.gateOf(1)) === 'open'; step += 1) {
      const id = step % 7 === 0 ? 2 : 1
      world.node(id).pass(port, 900_000)
      world.clock.advance(10_000)
      await world.visit(id)
      expect(world.passed()).toBeLessThanOrEqual(granted)
    }
    expect(await world.gateOf(1)).toBe('quota_used')
    expect(world.passed()).toBeGreaterThan(granted - kib128)
    await world.visitAll()
    expect(world.node(1).pass(port, 1) + world.node(2).pass(port, 1)).toBe(0)
    expect(await checkAllGates(world.gateDeps)).toEqual([])
  })

  it('holds while the hub is away: the nodes together pass at most what was left', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database)
    await plan(world, 40 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    const passed = world.node(1).pass(port, 1e12) + world.node(2).pass(port, 1e12)
    expect(passed).toBeLessThanOrEqual(20 * mb)
    expect(passed).toBeGreaterThan(20 * mb - 1_000)
  })

  it('opens again with a grant, within one visit, and publishes nothing while shares last', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { nodes: 1 })
    await plan(world, 2 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    world.node(1).pass(port, 1e9)
    await world.visitAll(1)
    expect(await world.gateOf(1)).toBe('quota_used')
    await gift(world, 10 * mb, { kind: 'until_used' })
    await world.visit(1)
    expect(await world.gateOf(1)).toBe('open')
    const puts = world.node(1).puts()
    expect(world.node(1).pass(port, 2 * mb)).toBe(2 * mb)
    await world.visitAll(3)
    expect(world.node(1).puts()).toBe(puts)
    expect(world.node(1).pass(port, 1e9)).toBe(8 * mb)
  })

  it('closes with the plan whatever bytes remain, and those until used wait for the next plan', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database)
    await plan(world, 10 * mb)
    await gift(world, 5 * mb, { kind: 'until_used' })
    await world.visitAll()
    world.clock.advance(31 * day)
    const port = await world.portOf(1)
    // The agent needs nobody for it.
    expect(world.node(1).pass(port, 1)).toBe(0)
    await applyDueGates(world.gateDeps)
    expect(await world.gateOf(1)).toBe('expired')
    await world.visitAll()
    await plan(world, 1 * mb)
    const [left] = await world.select(
      'SELECT SUM(bytes - used) AS bytes FROM grants WHERE validUntil IS NULL',
    )
    expect(left).toEqual({ bytes: 5 * mb })
    await world.visitAll()
    expect(await world.gateOf(1)).toBe('open')
    const passed = world.node(1).pass(port, 1e9) + world.node(2).pass(port, 1e9)
    expect(passed).toBeGreaterThan(5 * mb)
  })

  it("turns to the next cycle at the local midnight of the 1st and takes each cycle's bytes from its own grant", async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { nodes: 1 })
    await plan(world, 10 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    world.node(1).pass(port, 2 * mb)
    await world.visit(1)
    world.clock.advance(instantOf('2026-07-01T00:00+08:00') - world.clock.now())
    await applyDueGates(world.gateDeps)
    await world.visitAll()
    world.clock.advance(1_000)
    world.node(1).pass(port, 3 * mb)
    await world.visit(1)
    // What is pending of this cycle is taken when the grants change.
    await gift(world, 1 * mb, { kind: 'plan' })
    const grants = await world.select('SELECT bytes, used FROM grants ORDER BY id')
    expect(grants).toEqual([
      { bytes: 5 * mb, used: 2 * mb },
      { bytes: 5 * mb, used: 3 * mb },
      { bytes: 1 * mb, used: 0 },
    ])
    const cycles = await world.select('SELECT startsAt, endsAt, overrun FROM cycles ORDER BY startsAt')
    expect(cycles.map(cycle => cycle['startsAt'])).toEqual([
      instantOf('2026-06-01T00:00+08:00'),
      instantOf('2026-07-01T00:00+08:00'),
    ])
  })

  it('gives what a silent node may still pass to the others after ten minutes, and writes it down', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database)
    await plan(world, 40 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    world.node(2).setReachable(false)
    world.clock.advance(9 * minute)
    world.node(1).pass(port, 8 * mb)
    await world.visit(1)
    expect(await world.select("SELECT id FROM metering_incidents WHERE kind = 'exposure'")).toEqual([])
    world.clock.advance(2 * minute)
    world.node(1).pass(port, 1 * mb)
    await world.visit(1)
    const exposures = await world.select(
      "SELECT nodeId, userId, detail FROM metering_incidents WHERE kind = 'exposure'",
    )
    expect(exposures).toHaveLength(1)
    expect(exposures[0]).toMatchObject({ nodeId: 2, userId: 1 })
    expect(world.node(1).pass(port, 1e9)).toBeGreaterThan(10 * mb)

    await gift(world, 30 * mb, { kind: 'until_used' })
    world.node(2).setReachable(true)
    await world.visitAll(3)
    expect(world.node(2).pass(port, 1 * mb)).toBe(1 * mb)
    expect(await world.select("SELECT id FROM metering_incidents WHERE kind = 'exposure'")).toHaveLength(1)
  })

  it('gives budgets anew to a node that begins a new instance with the same revision', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database)
    await plan(world, 40 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    world.node(1).pass(port, 6 * mb)
    await world.visitAll()
    world.node(1).restart()
    expect(world.node(1).pass(port, 1)).toBe(0)
    await world.visitAll()
    const rest = world.node(1).pass(port, 1e9) + world.node(2).pass(port, 1e9)
    expect(rest).toBeLessThanOrEqual(14 * mb)
    expect(rest).toBeGreaterThan(14 * mb - 1_000)
  })

  it('has budgets lowered before a rate rises', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { nodes: 1 })
    await plan(world, 40 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    const slot = Math.floor(world.clock.now() / 900_000) + 3
    await opened.database.inTransaction(tx =>
      tx.query('INSERT INTO node_rates (nodeId, fromSlot, rate) VALUES (1, ?, 4000)', [slot]),
    )
    await applyDueGates(world.gateDeps)
    world.clock.advance(15 * minute)
    await applyDueGates(world.gateDeps)
    await world.visit(1)
    expect(world.node(1).pass(port, 1e9)).toBe(5 * mb)
  })

  it('takes a port out of Shadowsocks a day after it was closed, and puts it back when it opens', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { nodes: 1 })
    await plan(world, 2 * mb)
    await world.visitAll()
    world.node(1).pass(await world.portOf(1), 1e9)
    await world.visit(1)
    const served = () =>
      world
        .node(1)
        .config()
        ?.ports.map(entry => entry.serve)
    expect(served()).toEqual([true])
    await applyDueGates(world.gateDeps)
    world.clock.advance(day + 15 * minute)
    await applyDueGates(world.gateDeps)
    await world.visit(1)
    expect(served()).toEqual([false])
    await gift(world, 10 * mb, { kind: 'plan' })
    await world.visit(1)
    expect(served()).toEqual([true])
  })

  it('takes back what is unused of a grant, and only that', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { nodes: 1 })
    const made = await plan(world, 10 * mb)
    await world.visitAll()
    world.node(1).pass(await world.portOf(1), 1 * mb)
    await world.visit(1)
    const grantId = made.ok ? (made.value[0]?.grantIds[0] ?? 0) : 0
    expect(await endGrant(world.grantDeps, { grantId, reason: 'wrong user' }, operator)).toMatchObject({
      ok: true,
      value: [{ gate: 'quota_used' }],
    })
    expect(await endGrant(world.grantDeps, { grantId, reason: 'again' }, operator)).toMatchObject({
      code: 'grant_ended',
    })
    expect(await world.select('SELECT used FROM grants WHERE id = ?', [grantId])).toEqual([{ used: 1 * mb }])
    await world.visit(1)
    expect(world.node(1).pass(await world.portOf(1), 1)).toBe(0)
  })

  it('finds and puts right what does not follow from the facts, and nothing where all is well', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await worldWith(opened.database, { users: 3 })
    await plan(world, 10 * mb, [1, 2])
    await world.visitAll()
    expect(await checkAllGates(world.gateDeps)).toEqual([])
    await opened.database.inTransaction(async tx => {
      await tx.query("UPDATE users SET gate = 'open' WHERE id = 3")
      await tx.query('UPDATE assignments SET closeAt = NULL WHERE userId = 2 AND nodeId = 1')
    })
    const found = await checkAllGates(world.gateDeps)
    expect(found.map(({ userId, kind }) => [userId, kind])).toEqual([
      [2, 'not_limited'],
      [2, 'too_much'],
      [3, 'gate'],
    ])
    expect(await world.select('SELECT kind FROM alerts WHERE closedAt IS NULL')).toEqual([
      { kind: 'gates.differ' },
    ])
    expect(await checkAllGates(world.gateDeps)).toEqual([])
    expect(await world.gateOf(3)).toBe('no_plan')
  })
})
