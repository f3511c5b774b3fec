import { expect, it } from 'vitest'
import { closeAlert, openAlert } from '../../../../hub/alerts/alerts.ts'
import { listAlerts } from '../../../../hub/alerts/list-alerts.ts'
import { listAudit } from '../../../../hub/audit/list-audit.ts'
import { recordAudit } from '../../../../hub/audit/record-audit.ts'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import type { Database } from '../../../../hub/db/transaction.ts'
import type { Actor } from '../../../../hub/kernel/actor.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { openPeopleAndNodes } from '../../../harness/people-and-nodes.ts'

const at = 1_800_000_000_000 as Instant
const li: Actor = { kind: 'operator', id: 3, name: 'Li', role: 'owner' }

async function record(database: Database, index: number): Promise<void> {
  const after = { index, passwordSecret: 'v1:secret', text: 'ü "quoted" \u2028 😀' }
  await database.inTransaction(tx =>
    recordAudit(tx, { at, actor: li, action: 'users.edit', subject: `user:${index}`, before: null, after }),
  )
}

const prove = (database: Database, anchor?: { number: number; hash: string }) =>
  database.inTransaction(tx => verifyAudit(tx, ...(anchor ? [anchor] : [])))

forEachEngine('the audit log', engine => {
  it('numbers entries without gaps while two hubs write at once, and proves itself', async () => {
    await using open = await openTestDatabase(engine)
    const hubs = [open.database, await open.another()]
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => record(hubs[index % 2] ?? open.database, index)),
    )
    const proof = await prove(open.database)
    expect(proof).toMatchObject({ ok: true, head: { number: 40 } })
    const listed = await listAudit(open, { limit: 3, actor: 'operator:3', action: 'users.' })
    expect(listed.items.map(item => item.number)).toEqual([40, 39, 38])
    expect(listed.items[0]?.after).toMatchObject({ passwordSecret: 'changed' })
    expect(await listAudit(open, { limit: 50, subject: 'user:7' })).toMatchObject({ items: [{}], next: null })
    expect((await listAudit(open, { limit: 50, actor: 'operator_3' })).items).toEqual([])
  })

  it('leaves no number behind where a transaction rolls back', async () => {
    await using open = await openTestDatabase(engine)
    const { database } = open
    await record(database, 1)
    const failing = database.inTransaction(async tx => {
      await recordAudit(tx, { at, actor: li, action: 'x', subject: 'y', before: null, after: null })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await record(database, 2)
    expect(await prove(database)).toMatchObject({ ok: true, head: { number: 2 } })
  })

  it('shows a changed entry, a removed one, and a tail that was cut with its head', async () => {
    await using open = await openTestDatabase(engine)
    const { database } = open
    for (const index of [1, 2, 3]) await record(database, index)
    const whole = await prove(database)
    if (!whole.ok) throw new Error('the log must be whole')
    const run = (sql: string) => database.inTransaction(tx => tx.query(sql))

    await run("UPDATE audit_entries SET actor = 'operator:4 Wu' WHERE number = 2")
    expect(await prove(database)).toEqual({ ok: false, number: 2, problem: 'it was changed' })
    await run("UPDATE audit_entries SET actor = 'operator:3 Li' WHERE number = 2")
    expect(await prove(database, whole.head)).toEqual(whole)

    await run('DELETE FROM audit_entries WHERE number = 3')
    expect(await prove(database)).toMatchObject({ ok: false, number: 3 })
    await run(
      'UPDATE audit_head SET number = 2, hash = (SELECT hash FROM audit_entries WHERE number = 2) WHERE id = 1',
    )
    expect(await prove(database)).toMatchObject({ ok: true })
    expect(await prove(database, whole.head)).toMatchObject({ ok: false, number: 3 })
  })

  it('keeps the digest of a value that is too long to keep', async () => {
    await using open = await openTestDatabase(engine)
    const { database } = open
    await database.inTransaction(tx =>
      recordAudit(tx, { at, actor: li, action: 'x', subject: 'y', before: null, after: 'é'.repeat(50_000) }),
    )
    expect(await prove(database)).toMatchObject({ ok: true })
    const [entry] = (await listAudit(open, { limit: 1 })).items
    expect(entry?.after).toMatchObject({ tooLongToKeep: 100_002 })
  })
})

forEachEngine('an alert', engine => {
  it('names what it is about, where that has a name', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const nodeId = await hub.activeNode({ name: 'hk-one' })
    const userId = await hub.user({ name: 'Li Lei' })
    const about = [`node:${nodeId}`, `user:${userId}`, 'node:999', 'node:', 'bill:1:20260101', 'authority']
    for (const subject of about) {
      const alert = { at, kind: 'node.offline', subject, severity: 'warning', message: 'm' } as const
      await hub.database.inTransaction(tx => openAlert(tx, alert))
    }
    const { items } = await listAlerts(hub, { limit: 10, state: 'open' })
    const named = new Map(items.map(({ subject, name }) => [subject, name]))
    expect(about.map(subject => named.get(subject))).toEqual(['hk-one', 'Li Lei', null, null, null, null])
  })

  it('is open once, whoever opens it how often, and is announced at its opening and its end', async () => {
    await using open = await openTestDatabase(engine)
    const { database } = open
    const hubs = [database, await open.another()]
    const alert = { at, kind: 'node.offline', subject: 'node:3', severity: 'warning', message: 'm' } as const
    await Promise.all([...hubs, ...hubs].map(hub => hub.inTransaction(tx => openAlert(tx, alert))))
    await database.inTransaction(tx => openAlert(tx, { ...alert, severity: 'critical' }))
    const listed = await listAlerts(open, { limit: 10, state: 'open' })
    expect(listed.items).toMatchObject([{ kind: 'node.offline', severity: 'critical', closedAt: null }])
    for (const hub of hubs) await hub.inTransaction(tx => closeAlert(tx, alert))
    expect((await listAlerts(open, { limit: 10, state: 'open' })).items).toEqual([])
    await database.inTransaction(tx => openAlert(tx, alert))
    expect((await listAlerts(open, { limit: 10, state: 'all' })).items).toHaveLength(2)
    const kinds = await database.inTransaction(tx => tx.query('SELECT kind FROM events ORDER BY id'))
    expect(kinds).toMatchObject([
      { kind: 'alert.opened' },
      { kind: 'alert.closed' },
      { kind: 'alert.opened' },
    ])
  })
})
