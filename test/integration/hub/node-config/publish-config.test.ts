import { expect, it } from 'vitest'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { publishConfig } from '../../../../hub/node-config/publish-config.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, type GatedWorld, operator, password } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

type Database = Parameters<typeof createGatedWorld>[0]

async function servedWorld(database: Database): Promise<GatedWorld> {
  const now = instantOf('2026-06-16T10:07+08:00')
  const world = await createGatedWorld(database, { nodes: 1, users: 1, now })
  await world.visitAll(1)
  const wish = { userIds: [1], months: 1, bytesPerCycle: null, policy: undefined, reason: 'test' }
  await grantPlan(world.grantDeps, wish, operator)
  await world.visitAll()
  return world
}

function publish(database: Database, world: GatedWorld, guard = async () => {}) {
  const deps = { ...world.gateDeps, database, agent: world.agent, vault: { open: () => password } }
  return publishConfig(deps, 1, guard)
}

const openAlerts = (world: GatedWorld) =>
  world.select('SELECT kind, subject FROM alerts WHERE closedAt IS NULL')

forEachEngine('publishing', engine => {
  it('sends nothing when the node has applied the pair', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    const puts = world.node(1).puts()
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'current' })
    expect(world.node(1).puts()).toBe(puts)
  })

  it('sends the whole state of a new revision', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    await opened.database.inTransaction(tx =>
      tx.query('UPDATE nodes SET revision = revision + 1, blockedPorts = ?', ['[465]']),
    )
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'applied', touched: 1 })
    expect(world.node(1).config()).toMatchObject({
      epoch: 1,
      blockedPorts: [465],
      ports: [{ port: await world.portOf(1), password, closeAt: null, serve: true }],
    })
  })

  it('shows a node that is ahead after a restore, until a new epoch begins', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    await opened.database.inTransaction(tx => tx.query('UPDATE nodes SET revision = 1'))
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'ahead', epoch: 1 })
    // Also where the database has forgotten what the node applied: then the node itself refuses.
    await opened.database.inTransaction(tx => tx.query('UPDATE meters SET appliedRevision = 0'))
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'ahead', epoch: 1 })
    expect(await openAlerts(world)).toEqual([{ kind: 'node.ahead', subject: 'node:1' }])

    await opened.database.inTransaction(tx =>
      tx.query("INSERT INTO settings (name, value, updatedAt) VALUES ('epoch', '2', 0)"),
    )
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'applied', revision: 1 })
    expect(await openAlerts(world)).toEqual([])
  })

  it('says why a node could not be reached, and sends again later', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    await opened.database.inTransaction(tx => tx.query('UPDATE nodes SET revision = revision + 1'))
    world.node(1).setReachable(false)
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'failed', reason: 'unreachable' })
    world.node(1).setReachable(true)
    expect(await publish(opened.database, world)).toMatchObject({ kind: 'applied' })
  })

  it('sends no limits of readings that it has not seen', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    await opened.database.inTransaction(tx => tx.query('UPDATE nodes SET revision = revision + 1'))
    world.node(1).restart()
    expect(await publish(opened.database, world)).toEqual({ kind: 'instance_changed' })
  })

  it('writes nothing once the lease is lost', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await servedWorld(opened.database)
    await opened.database.inTransaction(tx => tx.query('UPDATE nodes SET revision = revision + 1'))
    const puts = world.node(1).puts()
    const lost = () => publish(opened.database, world, () => Promise.reject(new Error('lease lost')))
    await expect(lost()).rejects.toThrow('lease lost')
    expect(world.node(1).puts()).toBe(puts)
  })
})
