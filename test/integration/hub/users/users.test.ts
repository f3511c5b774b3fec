import { expect, it } from 'vitest'
import { nodeEntity } from '../../../../hub/db/entities/nodes.ts'
import { auditEntity } from '../../../../hub/db/entities/system.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { revealAccess } from '../../../../hub/nodes/sample-user-access.ts'
import { setAddresses } from '../../../../hub/nodes/set-addresses.ts'
import { createUser } from '../../../../hub/users/create-user.ts'
import { deleteUser } from '../../../../hub/users/delete-user.ts'
import { editUser } from '../../../../hub/users/edit-user.ts'
import { listUsers } from '../../../../hub/users/list-users.ts'
import { readUser } from '../../../../hub/users/read-user.ts'
import { rotatePassword } from '../../../../hub/users/rotate-password.ts'
import { setCipher } from '../../../../hub/users/set-cipher.ts'
import { resumeUser, suspendUser } from '../../../../hub/users/suspend-user.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { aUser, openPeopleAndNodes, operator, succeeded } from '../../../harness/people-and-nodes.ts'

forEachEngine('users', engine => {
  it('are created with a password that fits, one per e-mail address', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const user = succeeded(
      await createUser(hub.deps, { ...aUser(1), cipher: '2022-blake3-aes-256-gcm' }, operator),
    )
    expect(hub.deps.vault.open(user.passwordSecret)).toHaveLength(44)
    expect(user).toMatchObject({ status: 'active', gate: 'no_plan', port: null, version: 1 })
    expect(await createUser(hub.deps, aUser(1), operator)).toMatchObject({ code: 'email_taken' })
    const short = { ...aUser(2), cipher: '2022-blake3-aes-256-gcm' as const, password: 'not a base64 key' }
    expect(await createUser(hub.deps, short, operator)).toMatchObject({ code: 'password_does_not_fit' })
    const parallel = await Promise.all([3, 3, 3, 3, 3].map(n => createUser(hub.deps, aUser(n), operator)))
    expect(parallel.filter(outcome => outcome.ok)).toHaveLength(1)
  })

  it('are edited by whoever saw the present version, and by nobody else', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const userId = await hub.user()
    const edits = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        editUser(hub.deps, { userId, version: 1, name: `Li ${n}` }, operator),
      ),
    )
    const winner = edits.find(outcome => outcome.ok)
    expect(edits.filter(outcome => outcome.ok)).toHaveLength(1)
    for (const loser of edits.filter(outcome => !outcome.ok)) {
      expect(loser).toMatchObject({ code: 'changed_meanwhile', facts: { current: { version: 2 } } })
    }
    expect(winner).toMatchObject({ value: { version: 2 } })
    const other = await hub.user()
    const taken = { userId: other, version: 1, email: `user1@example.com` }
    expect(await editUser(hub.deps, taken, operator)).toMatchObject({ code: 'email_taken' })
    expect(await editUser(hub.deps, { userId: 99, version: 1 }, operator)).toMatchObject({
      code: 'user_not_found',
    })
  })

  it('keep names as they were given, SQL and HTML included, and are found by part of them', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const name = `<b>'; DROP TABLE users; --</b> 100%_李`
    const userId = await hub.user({ name })
    await hub.user({ name: 'somebody else' })
    const found = async (search: string) =>
      (await listUsers(hub.deps, { limit: 10, search })).items.map(u => u.id)
    expect(await found('drop table')).toEqual([userId])
    expect(await found('100%_')).toEqual([userId])
    expect(await found('%_%_%_')).toEqual([])
    expect(await found('李')).toEqual([userId])
    expect(await found(String(userId))).toContain(userId)
    expect(succeeded(await readUser(hub.deps, { userId })).name).toBe(name)
  })

  it('are listed page by page, each once, and filtered', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    const ids: number[] = []
    for (let n = 0; n < 7; n += 1) ids.push(await hub.user())
    await hub.assign(ids[0] ?? 0, ids[3] ?? 0)
    const seen: number[] = []
    let after: string | undefined
    do {
      const page = await listUsers(hub.deps, { limit: 3, after })
      seen.push(...page.items.map(user => user.id))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen).toEqual([...ids].reverse())
    const onNode = await listUsers(hub.deps, { limit: 10, nodeId })
    expect(onNode.items.map(user => user.id)).toEqual([ids[3], ids[0]])
    const port = onNode.items[0]?.port
    expect((await listUsers(hub.deps, { limit: 10, search: String(port) })).items.map(u => u.id)).toEqual([
      ids[3],
    ])
    expect((await listUsers(hub.deps, { limit: 10, gate: 'open' })).items).toEqual([])
    expect((await listUsers(hub.deps, { limit: 10, status: 'suspended' })).items).toEqual([])
  })

  it('are closed by a suspension and decided anew when it ends', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const userId = await hub.user()
    expect(succeeded(await suspendUser(hub.deps, { userId, reason: 'abuse' }, operator))).toMatchObject({
      status: 'suspended',
      gate: 'suspended',
    })
    expect(succeeded(await resumeUser(hub.deps, { userId }, operator))).toMatchObject({
      status: 'active',
      statusReason: '',
      gate: 'no_plan',
    })
  })

  it('get another password on every node of theirs, and never the old one with another cipher', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodes = [await hub.activeNode(), await hub.activeNode(), await hub.activeNode({ capacity: 0 })]
    const userId = await hub.user()
    await hub.assign(userId)
    const revisions = async () => {
      const rows = await hub.database.inTransaction(tx =>
        tx.manager.find(nodeEntity, { order: { id: 'ASC' } }),
      )
      return rows.map(row => row.revision)
    }
    const before = await revisions()
    const rotated = succeeded(await rotatePassword(hub.deps, { userId }, operator))
    expect((await revisions()).map((revision, n) => revision - (before[n] ?? 0))).toEqual([1, 1, 0])
    const chacha = succeeded(
      await setCipher(hub.deps, { userId, cipher: 'chacha20-ietf-poly1305' }, operator),
    )
    expect(hub.deps.vault.open(chacha.passwordSecret)).not.toBe(hub.deps.vault.open(rotated.passwordSecret))
    expect(await setCipher(hub.deps, { userId, cipher: '2022-blake3-aes-256-gcm' }, operator)).toMatchObject({
      code: 'no_node_available',
      facts: { nodes: nodes.slice(0, 2) },
    })
  })

  it('are deleted without a trace of the person, while port and id live on as they must', async () => {
    await using hub = await openPeopleAndNodes(engine)
    await hub.activeNode()
    const userId = await hub.user({ name: 'Li Lei', email: 'lilei@example.com', note: 'pays late' })
    await hub.assign(userId)
    const before = await hub.database.inTransaction(tx =>
      tx.manager.findOneByOrFail(userEntity, { id: userId }),
    )
    const gone = succeeded(await deleteUser(hub.deps, { userId }, operator))
    expect(gone).toMatchObject({ email: null, status: 'deleted', gate: 'deleted', port: null, note: '' })
    expect(JSON.stringify(gone)).not.toMatch(/Li Lei|lilei|pays late/)
    expect(hub.deps.vault.open(gone.passwordSecret)).not.toBe(hub.deps.vault.open(before.passwordSecret))
    expect(await hub.ports(userId)).toEqual([expect.objectContaining({ port: before.port, released: true })])
    expect(await deleteUser(hub.deps, { userId }, operator)).toMatchObject({ code: 'user_not_found' })
    expect((await listUsers(hub.deps, { limit: 10 })).items).toEqual([])
    expect((await listUsers(hub.deps, { limit: 10, status: 'deleted' })).items).toHaveLength(1)
    // The address can register again.
    expect((await createUser(hub.deps, { ...aUser(9), email: 'lilei@example.com' }, operator)).ok).toBe(true)
  })

  it('never show a password but to who asks for it, and that is written down', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode()
    const addresses = [
      { kind: 'domain' as const, host: 'hk1.example.com', portOffset: 0 },
      { kind: 'relay' as const, host: '203.0.113.9', portOffset: 20_000 },
    ]
    succeeded(await setAddresses(hub.deps, { nodeId, addresses, before: [] }, operator))
    const password = 'correct-horse-battery'
    const userId = await hub.user({ password })
    await hub.assign(userId)
    const detail = succeeded(await readUser(hub.deps, { userId }))
    expect(JSON.stringify([detail, await listUsers(hub.deps, { limit: 5 })])).not.toContain(password)
    const lines = succeeded(await revealAccess(hub.deps, { userId }, operator))
    expect(lines.map(({ host, port }) => [host, port])).toEqual([
      ['hk1.example.com', detail.port],
      ['203.0.113.9', (detail.port ?? 0) + 20_000],
    ])
    expect(lines[0]?.password).toBe(password)
    const entries = await hub.database.inTransaction(tx => tx.manager.find(auditEntity))
    expect(entries.map(entry => entry.action)).toContain('user.access')
    expect(JSON.stringify(entries)).not.toContain(password)
    expect(JSON.stringify(entries)).not.toContain('user2@example.com')
  })
})
