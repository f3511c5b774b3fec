import { expect, it } from 'vitest'
import { assignmentEntity } from '../../../../hub/db/entities/assignments.ts'
import { nodeContactEntity } from '../../../../hub/db/entities/nodes.ts'
import { alertEntity } from '../../../../hub/db/entities/system.ts'
import { isDuplicate, rowsOf } from '../../../../hub/db/transaction.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { assignNodes } from '../../../../hub/nodes/assign-nodes.ts'
import { assignShortUsers } from '../../../../hub/nodes/assign-short-users.ts'
import { recordHealth } from '../../../../hub/nodes/contact-store.ts'
import { drainNode } from '../../../../hub/nodes/drain-node.ts'
import { movePort } from '../../../../hub/nodes/move-port.ts'
import { removeNode } from '../../../../hub/nodes/remove-node.ts'
import { nothingPassed, sampleOf } from '../../../../hub/nodes/sample-rule.ts'
import { deleteUser } from '../../../../hub/users/delete-user.ts'
import { editUser } from '../../../../hub/users/edit-user.ts'
import { anAgentHealth } from '../../../builders/an-agent-health.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openPeopleAndNodes, operator, succeeded, timeZone } from '../../../harness/people-and-nodes.ts'

forEachEngine('placing users on nodes', engine => {
  it('gives each of 50 users in parallel a number of his own on two nodes, and never more than there is room for', async () => {
    await using hub = await openPeopleAndNodes(engine)
    // Four nodes with 20 places and 22 numbers each: 80 places for 100 wishes.
    for (let n = 0; n < 4; n += 1) await hub.activeNode({ capacity: 20, portFrom: 10_000, portUntil: 10_021 })
    const users: number[] = []
    for (let n = 0; n < 50; n += 1) users.push(await hub.user())
    await Promise.all(users.map(userId => hub.assign(userId)))
    const rows = await hub.database.inTransaction(tx => tx.manager.find(assignmentEntity))
    expect(rows).toHaveLength(80)
    expect(new Set(rows.map(row => `${row.nodeId}:${row.port}`)).size).toBe(80)
    for (const userId of users) {
      const held = rows.filter(row => row.userId === userId)
      expect(new Set(held.map(row => row.port)).size).toBeLessThanOrEqual(1)
      expect(new Set(held.map(row => row.nodeId)).size).toBe(held.length)
    }
    for (let nodeId = 1; nodeId <= 4; nodeId += 1) {
      expect(rows.filter(row => row.nodeId === nodeId)).toHaveLength(20)
    }
    const alerts = await hub.database.inTransaction(tx => tx.manager.find(alertEntity))
    const short = users.filter(userId => rows.filter(row => row.userId === userId).length < 2)
    expect(alerts.map(alert => alert.subject).sort()).toEqual(short.map(userId => `user:${userId}`).sort())
  })

  it('lands first grants in parallel, with gates and budgets, while nodes are drained', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodes: number[] = []
    for (let n = 0; n < 4; n += 1) nodes.push(await hub.activeNode())
    for (const nodeId of nodes) await hub.confirm(nodeId)
    const users: number[] = []
    for (let n = 0; n < 24; n += 1) users.push(await hub.user())
    const plan = { months: 1, bytesPerCycle: 10_000_000_000, policy: 'calendar' as const, reason: 'test' }
    const grants = users.map(async userId =>
      succeeded(await grantPlan({ ...hub.deps, timeZone }, { ...plan, userIds: [userId] }, operator)),
    )
    const drained = drainNode(hub.deps, { nodeId: nodes[0] ?? 0 }, operator)
    const granted = (await Promise.all(grants)).flat()
    expect((await drained).ok).toBe(true)
    expect(granted.map(user => user.gate)).toEqual(users.map(() => 'open'))
    const rows = await hub.database.inTransaction(tx => tx.manager.find(assignmentEntity))
    for (const userId of users) {
      const held = rows.filter(row => row.userId === userId)
      expect(held.length).toBeGreaterThanOrEqual(2)
      // A node that was given in place of a drained one waits for what is reserved there.
      expect(held.some(row => row.serve && row.closeAt !== null && row.closeAt > 0)).toBe(true)
    }
  })

  it('refuses a number that is held twice on a node by a constraint', async () => {
    await using hub = await openPeopleAndNodes(engine)
    await hub.activeNode()
    const [first, second] = [await hub.user(), await hub.user()]
    await hub.assign(first)
    const [row] = await hub.database.inTransaction(tx => tx.manager.find(assignmentEntity))
    if (!row) throw new Error('nothing was assigned')
    const twice = hub.database.inTransaction(tx =>
      tx.manager.insert(assignmentEntity, { ...row, userId: second }),
    )
    expect(await twice.then(() => null, isDuplicate)).toBe(true)
  })

  it('keeps everybody on his number when a third node is added, and prefers nodes where it is free', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const [a, b] = [
      await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 }),
      await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 }),
    ]
    const user = await hub.user({ nodeCount: 1 })
    const other = await hub.user({ nodeCount: 1 })
    await hub.assign(user)
    await hub.assign(other)
    // The same number, on two nodes, for two users.
    expect((await hub.ports(user)).concat(await hub.ports(other)).map(one => [one.nodeId, one.port])).toEqual(
      [
        [a, 10_000],
        [b, 10_000],
      ],
    )
    const c = await hub.activeNode({ capacity: 2 })
    await hub.database.inTransaction(tx => tx.query('UPDATE nodes SET portUntil = 10009'))
    succeeded(await editUser(hub.deps, { userId: user, version: 1, nodeCount: 2 }, operator))
    expect(await hub.ports(user)).toEqual([
      { nodeId: a, port: 10_000, released: false },
      { nodeId: c, port: 10_000, released: false },
    ])
  })

  it('finds the one number that is free among hundreds that are held', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode({ capacity: 1_000, portFrom: 10_000, portUntil: 10_399 })
    const [first, last] = [await hub.user({ nodeCount: 1 }), await hub.user({ nodeCount: 1 })]
    await hub.assign(first)
    const [row] = await hub.database.inTransaction(tx => tx.manager.find(assignmentEntity))
    if (!row) throw new Error('nothing was assigned')
    const taken = Array.from({ length: 400 }, (_, index) => 10_000 + index).filter(
      port => port !== row.port && port !== 10_123,
    )
    const others = taken.map(port => ({ ...row, port, userId: 10_000 + port }))
    await hub.database.inTransaction(tx => tx.manager.insert(assignmentEntity, others))
    await hub.assign(last)
    expect(await hub.ports(last)).toEqual([{ nodeId, port: 10_123, released: false }])
    const full = await hub.user({ nodeCount: 1 })
    const [refused] = await hub.database.inTransaction(tx =>
      assignNodes(tx, [full], hub.clock.now(), hub.deps),
    )
    expect(refused).toEqual({ kind: 'no_port', userId: full })
  })

  it('knows how many users each node has, whatever gave or took their ports', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const counts = async () =>
      rowsOf(
        await hub.database.inTransaction(tx =>
          tx.query(
            `SELECT n.users AS kept, (SELECT COUNT(*) FROM assignments a WHERE a.nodeId = n.id AND a.releasedAt IS NULL)
               AS held FROM nodes n ORDER BY n.id`,
          ),
        ),
      ).map(row => [Number(row['kept']), Number(row['held'])])
    const same = (...users: number[]) => users.map(one => [one, one])
    const [a] = [await hub.activeNode(), await hub.activeNode(), await hub.activeNode()]
    const [one, two] = [await hub.user(), await hub.user()]
    await hub.assign(one)
    await hub.assign(two)
    expect(await counts()).toEqual(same(2, 1, 1))
    succeeded(await editUser(hub.deps, { userId: one, version: 1, nodeCount: 3 }, operator))
    succeeded(await movePort(hub.deps, { userId: one, port: 10_777 }, operator))
    expect(await counts()).toEqual(same(2, 1, 2))
    succeeded(await deleteUser(hub.deps, { userId: two }, operator))
    expect(await counts()).toEqual(same(1, 1, 1))
    succeeded(await removeNode(hub.deps, { nodeId: a ?? 0, dead: true }, operator))
    expect(await counts()).toEqual(same(0, 1, 1))
  })

  it('moves a user to a new number on all his nodes where his own is nowhere free', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const a = await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 })
    const b = await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 })
    const user = await hub.user({ nodeCount: 1 })
    const other = await hub.user({ nodeCount: 1 })
    await hub.assign(user)
    await hub.assign(other)
    await hub.database.inTransaction(tx => tx.query('UPDATE nodes SET portUntil = 10001'))
    succeeded(await editUser(hub.deps, { userId: user, version: 1, nodeCount: 2 }, operator))
    expect(await hub.ports(user)).toEqual([
      { nodeId: a, port: 10_000, released: true },
      { nodeId: a, port: 10_001, released: false },
      { nodeId: b, port: 10_001, released: false },
    ])
    // The number he left is nobody's yet.
    const third = await hub.user({ nodeCount: 1 })
    await hub.assign(third)
    expect((await hub.ports(third)).map(one => one.port)).not.toContain(10_000)
  })

  it('gives surplus nodes back, and fills up as soon as there is room', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const a = await hub.activeNode()
    const user = await hub.user()
    const [assigned] = await hub.database.inTransaction(tx =>
      assignNodes(tx, [user], hub.clock.now(), hub.deps),
    )
    expect(assigned).toMatchObject({ added: [a], missing: 1 })
    expect(await assignShortUsers(hub.deps)).toEqual([])
    const b = await hub.activeNode()
    expect(await assignShortUsers(hub.deps)).toEqual([user])
    expect((await hub.ports(user)).map(one => one.nodeId)).toEqual([a, b])
    const alerts = await hub.database.inTransaction(tx => tx.manager.find(alertEntity))
    expect(alerts.map(alert => alert.openKey)).toEqual([null])
    succeeded(await editUser(hub.deps, { userId: user, version: 1, nodeCount: 1 }, operator))
    expect((await hub.ports(user)).filter(one => !one.released)).toHaveLength(1)
    // What he gave back is his again before anybody else may have it.
    succeeded(await editUser(hub.deps, { userId: user, version: 2, nodeCount: 2 }, operator))
    expect((await hub.ports(user)).map(one => one.released)).toEqual([false, false])
  })

  it('answers a number that cannot be with the reason', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode({ portFrom: 10_000, portUntil: 40_000 })
    const at = hub.clock.now()
    const health = anAgentHealth(at)
    const look = { nodeId, at, cpu: null, passed: nothingPassed }
    await recordHealth(hub.database, health, sampleOf(look, health), at)
    const [user, other] = [await hub.user(), await hub.user()]
    await hub.assign(user, other)
    const [taken] = await hub.ports(other)
    const move = (port: number) => movePort(hub.deps, { userId: user, port }, operator)
    expect(await move(0)).toMatchObject({ code: 'port_out_of_range', facts: { reason: 'not_a_port' } })
    expect(await move(70_000)).toMatchObject({ code: 'port_out_of_range', facts: { reason: 'not_a_port' } })
    expect(await move(9_999)).toMatchObject({
      code: 'port_out_of_range',
      facts: { reason: 'outside_node_range' },
    })
    expect(await move(33_000)).toMatchObject({ code: 'port_out_of_range', facts: { reason: 'ephemeral' } })
    expect(await move(taken?.port ?? 0)).toMatchObject({ code: 'port_taken' })
    expect(succeeded(await move(12_345)).port).toBe(12_345)
    expect((await hub.ports(user)).filter(one => !one.released)).toEqual([
      { nodeId, port: 12_345, released: false },
    ])
    const contact = await hub.database.inTransaction(tx =>
      tx.manager.findOneBy(nodeContactEntity, { nodeId }),
    )
    expect(contact?.health).toMatchObject({ ephemeralPorts: [32_768, 60_999] })
  })
})
