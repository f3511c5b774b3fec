import { expect, it } from 'vitest'
import type { NodeAddress } from '../../../../hub/contract/admin/node-views.ts'
import { grantEntity } from '../../../../hub/db/entities/grants.ts'
import { incidentEntity } from '../../../../hub/db/entities/metering.ts'
import { nodeEntity } from '../../../../hub/db/entities/nodes.ts'
import { createNode } from '../../../../hub/nodes/create-node.ts'
import { drainNode, drainStep, undrainNode } from '../../../../hub/nodes/drain-node.ts'
import { editNode } from '../../../../hub/nodes/edit-node.ts'
import { handOverPorts } from '../../../../hub/nodes/hand-over-ports.ts'
import { handoverMs } from '../../../../hub/nodes/handover-rule.ts'
import { listNodes } from '../../../../hub/nodes/list-nodes.ts'
import { readNode } from '../../../../hub/nodes/read-node.ts'
import { idleMs, releaseIdlePorts } from '../../../../hub/nodes/release-idle-ports.ts'
import { removeNode } from '../../../../hub/nodes/remove-node.ts'
import { setAddresses } from '../../../../hub/nodes/set-addresses.ts'
import { setRate } from '../../../../hub/nodes/set-rate.ts'
import { deleteUser } from '../../../../hub/users/delete-user.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { aNode, openPeopleAndNodes, operator, succeeded } from '../../../harness/people-and-nodes.ts'

forEachEngine('nodes', engine => {
  it('are described once each, by name and by management address', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const node = succeeded(await createNode(hub.deps, aNode(1), operator))
    expect(node.state).toBe('new')
    expect(await createNode(hub.deps, { ...aNode(2), name: 'hk1' }, operator)).toMatchObject({
      code: 'name_taken',
    })
    const same = { ...aNode(3), managementHost: aNode(1).managementHost }
    expect(await createNode(hub.deps, same, operator)).toMatchObject({ code: 'address_taken' })
    const local = { ...aNode(4), managementHost: '127.0.0.1' }
    expect(await createNode(hub.deps, local, operator)).toMatchObject({ code: 'address_refused' })
    expect((await createNode({ ...hub.deps, allowLocal: true }, local, operator)).ok).toBe(true)
    expect(await createNode(hub.deps, { ...aNode(5), portFrom: 0 }, operator)).toMatchObject({
      code: 'port_out_of_range',
    })
  })

  it('keep what is in use when they are edited', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    const user = await hub.user()
    await hub.assign(user)
    const [held] = await hub.ports(user)
    const edit = (wanted: object, version = 1) => editNode(hub.deps, { nodeId, version, ...wanted }, operator)
    expect(await edit({ portFrom: (held?.port ?? 0) + 1 })).toMatchObject({
      code: 'node_not_empty',
      facts: { ports: [held?.port] },
    })
    expect(await edit({ ciphers: ['chacha20-ietf-poly1305'] })).toMatchObject({
      code: 'node_not_empty',
      facts: { users: [user] },
    })
    const before = await hub.database.inTransaction(tx =>
      tx.manager.findOneByOrFail(nodeEntity, { id: nodeId }),
    )
    const after = succeeded(await edit({ blockedPorts: [465], note: 'mail' }))
    expect(after).toMatchObject({ revision: before.revision + 1, version: 2, blockedPorts: [465] })
    expect(await edit({ note: 'late' })).toMatchObject({
      code: 'changed_meanwhile',
      facts: { current: { note: 'mail' } },
    })
  })

  it('let one of two who change the addresses at once through, and show the other what they are now', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    const at = (host: string) => [{ kind: 'domain' as const, host, portOffset: 0 }]
    const set = (host: string, before: NodeAddress[] = []) =>
      setAddresses(hub.deps, { nodeId, addresses: at(host), before }, operator)
    const both = await Promise.all([set('one.example.com'), set('two.example.com')])
    const { addresses } = succeeded(await readNode(hub.deps, { nodeId }))
    expect(both.filter(one => one.ok)).toEqual([{ ok: true, value: addresses }])
    const current = { addresses }
    expect(both.filter(one => !one.ok)).toEqual([
      { ok: false, code: 'changed_meanwhile', facts: { current } },
    ])
    succeeded(await set('three.example.com', addresses))
  })

  it('change their rate only for quarter hours to come', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    const now = hub.clock.now()
    const set = (rate: number, from?: number) => setRate(hub.deps, { nodeId, rate, from }, operator)
    expect(await set(2_000, now)).toMatchObject({
      code: 'bad_request',
      facts: { reason: 'rate_in_the_past' },
    })
    const rates = succeeded(await set(2_000, now + 1_000_000))
    expect(rates.map(one => one.rate)).toEqual([1_000, 2_000])
    expect((rates[1]?.from ?? 0) % 900_000).toBe(0)
    expect(succeeded(await readNode(hub.deps, { nodeId })).rate).toBe(1_000)
    hub.clock.advance(3_600_000)
    expect((await listNodes(hub.deps, { limit: 5 })).items.map(node => node.rate)).toEqual([2_000])
  })

  it('are drained step by step: nobody leaves before his new node has confirmed him', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const old = await hub.activeNode()
    const users = [
      await hub.user({ nodeCount: 1 }),
      await hub.user({ nodeCount: 1 }),
      await hub.user({ nodeCount: 1 }),
    ]
    await hub.assign(...users)
    await hub.confirm(old)
    const fresh = await hub.activeNode({ capacity: 2 })
    const first = succeeded(await drainNode(hub.deps, { nodeId: old }, operator))
    expect(first).toEqual({
      moved: [],
      waiting: users.slice(0, 2),
      stuck: [{ userId: users[2], reason: 'no_node' }],
      left: 3,
    })
    await hub.confirm(fresh)
    expect(succeeded(await drainStep(hub.deps, old))).toMatchObject({
      moved: users.slice(0, 2),
      waiting: [],
      left: 1,
    })
    expect(await removeNode(hub.deps, { nodeId: old, dead: false }, operator)).toMatchObject({
      code: 'node_not_empty',
      facts: { users: 1, releasedPorts: 2 },
    })
    const third = await hub.activeNode()
    expect(succeeded(await drainStep(hub.deps, old)).waiting).toEqual([users[2]])
    await hub.confirm(third)
    expect(succeeded(await drainStep(hub.deps, old))).toMatchObject({ moved: [users[2]], left: 0 })
    await hub.confirm(old)
    const removed = succeeded(await removeNode(hub.deps, { nodeId: old, dead: false }, operator))
    expect(removed.node).toMatchObject({ state: 'removed' })
    expect(await drainNode(hub.deps, { nodeId: old }, operator)).toMatchObject({ code: 'node_removed' })
    expect((await listNodes(hub.deps, { limit: 9 })).items.map(node => node.id)).not.toContain(old)
  })

  it('take users again when a drain is called off', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    succeeded(await drainNode(hub.deps, { nodeId }, operator))
    const user = await hub.user()
    await hub.assign(user)
    expect(await hub.ports(user)).toEqual([])
    expect(succeeded(await undrainNode(hub.deps, { nodeId }, operator)).state).toBe('active')
    await hub.assign(user)
    expect((await hub.ports(user)).map(one => one.nodeId)).toEqual([nodeId])
  })

  it('declared dead free their ports with a recorded gap, and their users move', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const dead = await hub.activeNode()
    const user = await hub.user({ nodeCount: 1 })
    await hub.assign(user)
    await hub.confirm(dead)
    const lastHeard = hub.clock.now()
    const spare = await hub.activeNode()
    hub.clock.advance(7_200_000)
    expect(await removeNode(hub.deps, { nodeId: dead, dead: false }, operator)).toMatchObject({
      code: 'node_not_empty',
    })
    const removed = succeeded(await removeNode(hub.deps, { nodeId: dead, dead: true }, operator))
    expect(removed).toMatchObject({ moved: [user], stuck: [] })
    expect((await hub.ports(user)).map(one => one.nodeId)).toEqual([spare])
    const incidents = await hub.database.inTransaction(tx => tx.manager.find(incidentEntity))
    expect(incidents).toEqual([
      expect.objectContaining({ kind: 'gap', nodeId: dead, fromAt: lastHeard, untilAt: hub.clock.now() }),
    ])
    // Its name is free again.
    const again = { ...aNode(8), name: 'hk1', managementHost: aNode(1).managementHost }
    expect((await createNode(hub.deps, again, operator)).ok).toBe(true)
  })

  it('hand a port over only after 48 hours, closed and read on every node that served it', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodes = [
      await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 }),
      await hub.activeNode({ portFrom: 10_000, portUntil: 10_000 }),
    ]
    const user = await hub.user()
    await hub.assign(user)
    for (const nodeId of nodes) await hub.confirm(nodeId)
    succeeded(await deleteUser(hub.deps, { userId: user }, operator))
    const next = await hub.user()
    const [refused] = await hub.assign(next)
    expect(refused).toMatchObject({ kind: 'no_port' })
    await hub.confirm(nodes[0] ?? 0)
    hub.clock.advance(handoverMs)
    expect(await handOverPorts(hub.deps)).toEqual({ freed: 0, unconfirmed: [nodes[1]] })
    await hub.confirm(nodes[1] ?? 0)
    const both = await Promise.all([handOverPorts(hub.deps), handOverPorts(hub.deps)])
    expect(both.map(result => result.unconfirmed)).toEqual([[], []])
    expect(await hub.ports(user)).toEqual([])
    const [given] = await hub.assign(next)
    expect(given).toMatchObject({ kind: 'assigned', port: 10_000, missing: 0 })
  })

  it('get a number back 30 days after its user had his last grant', async () => {
    await using hub = await openPeopleAndNodes(engine)
    await hub.activeNode()
    const now = hub.clock.now()
    const [ended, recent, unused, usedUp] = [
      await hub.user(),
      await hub.user(),
      await hub.user(),
      await hub.user(),
    ]
    await hub.assign(ended, recent, unused, usedUp)
    const day = 86_400_000
    const aGrant = {
      kind: 'bucket' as const,
      source: 'operator' as const,
      sourceRef: '',
      bytes: 1_000,
      used: 0,
      validFrom: now - 90 * day,
      validUntil: now - idleMs,
      reason: '',
      createdBy: 'test',
      createdAt: now,
      endedAt: null,
    }
    await hub.database.inTransaction(async tx => {
      await tx.manager.insert(grantEntity, { ...aGrant, userId: ended })
      await tx.manager.insert(grantEntity, { ...aGrant, userId: recent })
      await tx.manager.insert(grantEntity, { ...aGrant, userId: recent, validUntil: now - day })
      await tx.manager.insert(grantEntity, { ...aGrant, userId: unused, validUntil: null })
      await tx.manager.insert(grantEntity, { ...aGrant, userId: usedUp, validUntil: null, used: 1_000 })
    })
    expect(await releaseIdlePorts(hub.deps)).toEqual([ended])
    expect(await releaseIdlePorts(hub.deps)).toEqual([])
    hub.clock.advance(idleMs)
    expect(await releaseIdlePorts(hub.deps)).toEqual([recent, usedUp])
    expect((await hub.ports(unused)).map(one => one.released)).toEqual([false])
  })
})
