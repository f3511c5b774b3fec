import { expect, it } from 'vitest'
import type { RolloutDetail } from '../../../../hub/contract/admin/rollouts.ts'
import type { AgentHealth } from '../../../../hub/contract/agent/health.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { nodeEntity } from '../../../../hub/db/entities/nodes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { editNode } from '../../../../hub/nodes/edit-node.ts'
import { createRollout } from '../../../../hub/nodes/rollouts/create-rollout.ts'
import {
  continueRollout,
  rollBackRollout,
  stopRollout,
} from '../../../../hub/nodes/rollouts/decide-rollout.ts'
import { previewRollout } from '../../../../hub/nodes/rollouts/preview-rollout.ts'
import { stepOpenRollout } from '../../../../hub/nodes/rollouts/step-rollout.ts'
import { listRollouts, readRollout } from '../../../../hub/nodes/rollouts/view-rollout.ts'
import { anAgentHealth } from '../../../builders/an-agent-health.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'

const now = Date.UTC(2026, 2, 10, 4) as Instant
const minute = 60_000
const blocked = [6_881, 25_565]
const aim = { nodeIds: [2, 1, 3, 4], change: { blockedPorts: blocked } }
const plan = { ...aim, healthyMinutes: 10, atOnce: 2, reason: 'games' }

forEachEngine('a roll-out of settings', engine => {
  async function aWorld() {
    const opened = await openTestDatabase(engine)
    const { database } = opened
    const problems = new Map<number, AgentHealth['problems'][number]>()
    const world = await createGatedWorld(database, {
      ...{ nodes: 4, users: 1, now },
      health: async ({ nodeId }) => {
        const problem = problems.get(nodeId)
        return {
          ok: true,
          value: anAgentHealth(world.clock.now(), problem ? { problems: [problem] } : {}),
        }
      },
    })
    await world.visitAll(2)
    const deps = { database, clock: world.clock, allowLocal: true }
    const one = {
      world,
      deps,
      problems,
      database,
      /** So long with a visit to every node and a step of the job each half minute. */
      async pass(ms: number): Promise<string> {
        let said = ''
        for (let passed = 0; passed < ms; passed += minute / 2) {
          world.clock.advance(minute / 2)
          await world.visitAll(1)
          said = await stepOpenRollout(deps)
        }
        return said
      },
      create: async (change: Partial<typeof plan> = {}) =>
        succeeded(await createRollout(deps, { ...plan, ...change }, operator)),
      read: async (rolloutId = 1) => succeeded(await readRollout(deps, { rolloutId })),
      /** By node: what the hub wants of it, and what it runs. */
      async blocked() {
        const rows = await database.inTransaction(tx => tx.manager.find(nodeEntity, { order: { id: 'ASC' } }))
        return rows.map(row => [row.blockedPorts, world.node(row.id).config()?.blockedPorts])
      },
      alerts: () => world.select('SELECT kind FROM alerts WHERE openKey IS NOT NULL'),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
    return one
  }
  const states = (rollout: RolloutDetail) => rollout.nodes.map(node => [node.nodeId, node.state])
  const has = [blocked, blocked]
  const hasNot = [[], []]

  it('tries one node, waits until it was well, and then goes on a few at a time', async () => {
    await using one = await aWorld()
    const created = await one.create()
    expect(created).toMatchObject({ state: 'trial', createdBy: 'operator:1 Li', spreadsAt: null })
    expect(states(created)).toEqual([
      [2, 'applied'],
      [1, 'waiting'],
      [3, 'waiting'],
      [4, 'waiting'],
    ])
    await one.pass(minute / 2)
    const trial = await one.read()
    expect(trial.nodes[0]).toMatchObject({ state: 'confirmed', before: { blockedPorts: [] }, problem: null })
    expect(trial.spreadsAt).toBe(now + minute / 2 + 10 * minute)
    await one.pass(9.5 * minute)
    expect(await one.blocked()).toEqual([hasNot, has, hasNot, hasNot])
    await one.pass(minute / 2)
    const spreading = await one.read()
    expect(spreading.state).toBe('spreading')
    expect(states(spreading).map(([, state]) => state)).toEqual([
      'confirmed',
      'applied',
      'applied',
      'waiting',
    ])
    expect(await one.pass(minute)).toBe('roll-out 1 is done')
    expect(await one.read()).toMatchObject({ state: 'done', counts: { nodes: 4, confirmed: 4, failed: 0 } })
    expect(await one.blocked()).toEqual([has, has, has, has])
    expect(await one.pass(minute / 2)).toBe('no roll-out is open')
    const actions = await one.world.select('SELECT action, actor, subject FROM audit_entries ORDER BY number')
    expect(actions.filter(entry => entry['action'] !== 'grant.plan')).toMatchObject([
      { action: 'node.edit', actor: 'system:rollout 1', subject: 'node:2' },
      { action: 'rollout.create', actor: 'operator:1 Li', subject: 'rollout:1' },
      { action: 'node.edit', subject: 'node:1' },
      { action: 'node.edit', subject: 'node:3' },
      { action: 'node.edit', subject: 'node:4' },
    ])
  })

  it('goes on at an operator’s word once the first has confirmed, not before', async () => {
    await using one = await aWorld()
    await one.create()
    const goOn = () => continueRollout(one.deps, { rolloutId: 1, skipFailed: false }, operator)
    expect(await goOn()).toMatchObject({
      code: 'rollout_refused',
      facts: { why: 'not_confirmed', nodeId: 2 },
    })
    await one.pass(minute / 2)
    expect(succeeded(await goOn())).toMatchObject({ state: 'spreading', counts: { waiting: 1 } })
    await one.pass(minute)
    expect((await one.read()).state).toBe('done')
    expect(await goOn()).toMatchObject({ code: 'rollout_refused', facts: { why: 'over' } })
  })

  it('stops by itself and alerts where the first is not well with it, and gives it back what it had', async () => {
    await using one = await aWorld()
    await one.create()
    await one.pass(2 * minute)
    const since = one.world.clock.now()
    one.problems.set(2, { part: 'shadowsocks', message: '3 ports do not listen', since })
    await one.pass(2 * minute)
    expect(await one.read()).toMatchObject({
      state: 'failed',
      failedOn: { nodeId: 2, problem: { code: 'agent_problem', facts: { part: 'shadowsocks' } } },
    })
    expect(await one.alerts()).toEqual([{ kind: 'rollout.failed' }])
    expect(await one.blocked()).toEqual([hasNot, has, hasNot, hasNot])
    await one.pass(60 * minute)
    expect(await one.blocked()).toEqual([hasNot, has, hasNot, hasNot])

    const back = succeeded(await rollBackRollout(one.deps, { rolloutId: 1 }, operator))
    expect(states(back)[0]).toEqual([2, 'restoring'])
    expect(await one.pass(minute / 2)).toBe('roll-out 1 is rolled_back')
    expect(await one.blocked()).toEqual([hasNot, hasNot, hasNot, hasNot])
    expect(states(await one.read())[0]).toEqual([2, 'restored'])
    expect(await one.alerts()).toEqual([])
  })

  it('gives a silent node ten minutes; after that it can be tried again or left as it is', async () => {
    await using one = await aWorld()
    one.world.node(2).setReachable(false)
    await one.create()
    await one.pass(9.5 * minute)
    expect((await one.read()).state).toBe('trial')
    await one.pass(minute / 2)
    expect(await one.read()).toMatchObject({
      state: 'failed',
      failedOn: { problem: { code: 'not_confirmed', facts: { minutes: 10 } } },
    })
    const goOn = (skipFailed: boolean) => continueRollout(one.deps, { rolloutId: 1, skipFailed }, operator)
    expect(states(succeeded(await goOn(false)))[0]).toEqual([2, 'applied'])
    expect(await one.alerts()).toEqual([])
    await one.pass(10 * minute)
    expect((await one.read()).state).toBe('failed')
    // The next in turn is the one that is tried now.
    expect(states(succeeded(await goOn(true))).slice(0, 3)).toEqual([
      [2, 'skipped'],
      [1, 'applied'],
      [3, 'waiting'],
    ])
    await one.pass(12 * minute)
    expect(await one.read()).toMatchObject({ state: 'done', counts: { confirmed: 3 } })
    // It has the settings here and takes them when it is back; a roll-back takes them from it too.
    one.world.node(2).setReachable(true)
    await one.pass(minute)
    expect(await one.blocked()).toEqual([has, has, has, has])
    succeeded(await rollBackRollout(one.deps, { rolloutId: 1 }, operator))
    await one.pass(minute)
    expect(await one.blocked()).toEqual([hasNot, hasNot, hasNot, hasNot])
  })

  it('is one at a time, also where two operators begin at once', async () => {
    await using one = await aWorld()
    const begun = await Promise.all([1, 2, 3].map(() => createRollout(one.deps, plan, operator)))
    expect(begun.filter(outcome => outcome.ok)).toHaveLength(1)
    for (const outcome of begun) if (!outcome.ok) expect(outcome.code).toBe('rollout_open')
    const open = (await listRollouts(one.deps, { limit: 10, state: 'open' })).items
    expect(open).toHaveLength(1)
    const rolloutId = open[0]?.id ?? 0
    expect(await createRollout(one.deps, plan, operator)).toMatchObject({ facts: { rolloutId } })
    succeeded(await stopRollout(one.deps, { rolloutId }, operator))
    const next = await one.create({ nodeIds: [4] })
    const goOn = await continueRollout(one.deps, { rolloutId, skipFailed: false }, operator)
    expect(goOn).toMatchObject({ code: 'rollout_open', facts: { rolloutId: next.id } })
    expect(await rollBackRollout(one.deps, { rolloutId }, operator)).toMatchObject({ code: 'rollout_open' })
    expect((await listRollouts(one.deps, { limit: 1, state: 'all' })).next).toBe(String(next.id))
  })

  it('changes nothing further after it was stopped, and can be continued', async () => {
    await using one = await aWorld()
    await one.create()
    await one.pass(minute)
    expect(succeeded(await stopRollout(one.deps, { rolloutId: 1 }, operator)).state).toBe('stopped')
    await one.pass(30 * minute)
    expect(await one.blocked()).toEqual([hasNot, has, hasNot, hasNot])
    const on = succeeded(await continueRollout(one.deps, { rolloutId: 1, skipFailed: false }, operator))
    expect(on.state).toBe('spreading')
    await one.pass(2 * minute)
    expect((await one.read()).state).toBe('done')
  })

  it('leaves what was edited meanwhile, and says so', async () => {
    await using one = await aWorld()
    await one.create({ healthyMinutes: 0 })
    await one.pass(3 * minute)
    expect((await one.read()).state).toBe('done')
    const node = await one.database.inTransaction(tx => tx.manager.findOneByOrFail(nodeEntity, { id: 3 }))
    const edit = { nodeId: 3, version: node.version, blockedPorts: [1_234] }
    succeeded(await editNode(one.deps, edit, operator))
    succeeded(await rollBackRollout(one.deps, { rolloutId: 1 }, operator))
    await one.pass(minute)
    const back = await one.read()
    expect(back.state).toBe('rolled_back')
    expect(back.nodes[2]).toMatchObject({
      state: 'kept',
      problem: { code: 'edited_meanwhile', facts: { fields: ['blockedPorts'] } },
    })
    expect(await one.blocked()).toEqual([hasNot, hasNot, [[1_234], [1_234]], hasNot])
  })

  it('shows before what would change, and is refused where a node cannot take it', async () => {
    await using one = await aWorld()
    await grantPlan(
      one.world.grantDeps,
      { userIds: [1], months: 1, bytesPerCycle: 1e9, policy: undefined, reason: 'test' },
      operator,
    )
    const change = { ciphers: ['chacha20-ietf-poly1305' as const] }
    const { nodes } = succeeded(await previewRollout(one.deps, { nodeIds: [1, 2], change }))
    expect(nodes).toMatchObject([
      {
        nodeId: 1,
        before: { ciphers: ['aes-256-gcm'] },
        changes: ['ciphers'],
        users: 1,
        refusal: { error: 'node_not_empty', facts: { reason: 'cipher_in_use', users: [1] } },
      },
      { nodeId: 2 },
    ])
    const create = (wanted: object) => createRollout(one.deps, { ...plan, ...wanted }, operator)
    expect(await create({ nodeIds: [1], change })).toMatchObject({
      code: 'rollout_refused',
      facts: { why: 'nodes', nodes: [{ nodeId: 1, error: 'node_not_empty' }] },
    })
    expect(await create({ change: { blockedPorts: [] } })).toMatchObject({ facts: { why: 'nothing' } })
    expect(await create({ nodeIds: [9] })).toMatchObject({ code: 'node_not_found' })
    expect(await previewRollout(one.deps, { ...aim, nodeIds: [9] })).toMatchObject({ code: 'node_not_found' })
    expect(await readRollout(one.deps, { rolloutId: 1 })).toMatchObject({ code: 'rollout_not_found' })
  })

  it('passes over nodes that have the settings, and fails on one that was removed or filled meanwhile', async () => {
    await using one = await aWorld()
    const edit = { nodeId: 2, version: 1, blockedPorts: [...blocked].reverse() }
    succeeded(await editNode(one.deps, edit, operator))
    const created = await one.create({ healthyMinutes: 0, atOnce: 1 })
    expect(states(created).slice(0, 2)).toEqual([
      [2, 'unchanged'],
      [1, 'applied'],
    ])
    await one.database.inTransaction(tx =>
      tx.query("UPDATE nodes SET state = 'removed', removedAt = ? WHERE id = 4", [now]),
    )
    await one.pass(3 * minute)
    expect(await one.read()).toMatchObject({
      state: 'failed',
      failedOn: { nodeId: 4, problem: { code: 'removed' } },
      counts: { confirmed: 2, failed: 1 },
    })
  })
})
