import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import { integerIn, textIn } from '../../../../hub/db/raw-row.ts'
import { checkAllGates } from '../../../../hub/gate/check-gates.ts'
import { resumeUser, suspendUser } from '../../../../hub/users/suspend-user.ts'
import { type BulkWorld, lin, openBulkWorld } from '../../../harness/bulk-world.ts'
import { forEachEngine } from '../../../harness/engines.ts'

const gib = 2 ** 30

forEachEngine('bytes, suspensions and messages for many users', engine => {
  let hub: BulkWorld
  beforeAll(async () => {
    hub = await openBulkWorld(engine)
  })
  afterAll(() => hub?.[Symbol.asyncDispose]())

  const open = () => hub.ids("gate = 'open'")
  const change = (sql: string, ...values: unknown[]) =>
    hub.deps.database.inTransaction(tx => tx.query(sql, values))

  it('give bytes, and take back what is not used of them', async () => {
    const [fresh = 0, partly = 0, empty = 0, ended = 0] = await open()
    const [none = 0] = await hub.ids("status = 'active' AND expiresAt IS NULL")
    const users = [fresh, partly, empty, ended].sort((a, b) => a - b)
    const action = { kind: 'bytes', bytes: gib, compensation: true, reason: 'sorry' } as const
    const preview = await hub.preview(
      { ...action, validity: { kind: 'plan' } },
      { by: 'ids', userIds: [...users, none, 999_999] },
    )
    expect(preview).toMatchObject({ users: 4, sums: { days: 0, bytes: 4 * gib, messages: 0 } })
    expect(preview.firstSkipped.map(({ userId, why }) => [userId, why])).toEqual([
      [none, 'no_plan'],
      [999_999, 'unknown'],
    ])

    const bulkId = await hub.begin({ ...action, validity: { kind: 'plan' } }, users)
    await hub.work()
    const items = await hub.items(bulkId)
    const grantOf = new Map(items.map(item => [item.userId, item.facts.grantId ?? 0]))
    const ends = await hub.ends(users)
    for (const [i, userId] of users.entries()) {
      const [grant = {}] = await hub.rows('SELECT * FROM grants WHERE id = ?', [grantOf.get(userId)])
      expect([integerIn(grant, 'userId'), integerIn(grant, 'bytes'), textIn(grant, 'source')]).toEqual([
        ...[userId, gib, 'compensation'],
      ])
      expect(integerIn(grant, 'validUntil')).toBe(ends[i])
    }
    await change('UPDATE grants SET used = 1000 WHERE id = ?', grantOf.get(partly))
    await change('UPDATE grants SET used = bytes WHERE id = ?', grantOf.get(empty))
    await change('UPDATE grants SET endedAt = ? WHERE id = ?', hub.clock.now(), grantOf.get(ended))
    await hub.deps.database.inTransaction(tx => hub.deps.applyGate(tx, users, hub.clock.now(), 'test', 'all'))
    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    const undone = new Map((await hub.items(undo)).map(item => [item.userId, item]))
    expect(undone.get(fresh)).toMatchObject({ state: 'done', facts: { bytesBack: gib, bytesKept: 0 } })
    expect(undone.get(partly)).toMatchObject({
      ...{ state: 'done', facts: { bytesBack: gib - 1_000, bytesKept: 1_000 } },
    })
    expect(undone.get(empty)).toMatchObject({ state: 'skipped', why: 'nothing_left' })
    expect(undone.get(ended)).toMatchObject({ state: 'skipped', why: 'ended_already' })
    expect(await hub.view(undo)).toMatchObject({
      ...{ done: 2, skipped: 2 },
      reasons: [
        { why: 'ended_already', users: 1 },
        { why: 'nothing_left', users: 1 },
      ],
    })
    expect((await hub.items(undo, 'skipped')).map(({ userId }) => userId)).toEqual(
      [empty, ended].sort((a, b) => a - b),
    )
    expect(
      await hub.count('grants WHERE id IN (?, ?) AND endedAt IS NULL', [
        ...[grantOf.get(fresh), grantOf.get(partly)],
      ]),
    ).toBe(0)
    const left = (await hub.items(bulkId)).filter(item => item.undoneAt === null).map(({ userId }) => userId)
    expect(left).toEqual([empty, ended].sort((a, b) => a - b))
    expect(await checkAllGates(hub.deps)).toEqual([])
  })

  it('suspend, and resume those who are still suspended for it', async () => {
    const users = (await open()).slice(0, 120)
    const [resumed = 0, again = 0] = users
    const [before] = await hub.ids("status = 'suspended'")
    const bulkId = await hub.begin({ kind: 'suspend', reason: 'abuse' }, users)
    await hub.work()
    expect(await hub.count(`users WHERE gate = 'suspended' AND id IN (${users.join(', ')})`)).toBe(120)
    expect(await checkAllGates(hub.deps)).toEqual([])
    const [entry = {}] = await hub.rows(
      "SELECT actor, `before`, `after` FROM audit_entries WHERE action = 'user.suspend' AND subject = ? ORDER BY number DESC",
      [`user:${resumed}`],
    )
    expect(entry['actor']).toBe('operator:2 Lin')
    expect(JSON.parse(textIn(entry, 'before'))).toMatchObject({ status: 'active', gate: 'open' })
    expect(JSON.parse(textIn(entry, 'after'))).toMatchObject({
      status: 'suspended',
      gate: 'suspended',
      bulkId,
    })

    await resumeUser(hub.deps, { userId: resumed }, lin)
    await suspendUser(hub.deps, { userId: again, reason: 'another matter' }, lin)
    const skips = await hub.preview(
      { kind: 'suspend', reason: 'x' },
      { by: 'ids', userIds: [before ?? 0, again, resumed] },
    )
    expect(skips).toMatchObject({ users: 1, skipped: [{ why: 'suspended_already', users: 2 }] })
    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    expect(await hub.view(undo)).toMatchObject({ done: 118, skipped: 2 })
    expect((await hub.items(undo, 'skipped')).map(({ userId, why }) => [userId, why])).toEqual([
      [resumed, 'over_already'],
      [again, 'changed_since'],
    ])
    expect(await hub.count(`users WHERE gate = 'open' AND id IN (${users.join(', ')})`)).toBe(119)
    await resumeUser(hub.deps, { userId: again }, lin)
  })

  it('resume, and suspend again for the reasons of before', async () => {
    const [one = 0, two = 0] = await open()
    await suspendUser(hub.deps, { userId: one, reason: 'first matter' }, lin)
    await suspendUser(hub.deps, { userId: two, reason: 'second matter' }, lin)
    const bulkId = await hub.begin({ kind: 'resume', reason: 'amnesty' }, [one, two])
    await hub.work()
    expect(await hub.count("users WHERE id IN (?, ?) AND gate = 'open'", [one, two])).toBe(2)
    await hub.beginUndo(bulkId)
    await hub.work()
    const reasons = await hub.rows('SELECT statusReason FROM users WHERE id IN (?, ?) ORDER BY id', [
      one,
      two,
    ])
    expect(reasons.map(row => textIn(row, 'statusReason'))).toEqual(['first matter', 'second matter'])
    expect(await checkAllGates(hub.deps)).toEqual([])
  })

  it('write to each once, and withdraw what has not left', async () => {
    const users = (await hub.ids("status = 'active' AND email IS NOT NULL")).slice(0, 130)
    const [sent = 0, mute = 0, english = 0] = users
    await change('UPDATE users SET email = NULL WHERE id = ?', mute)
    await change('DELETE FROM mail_preferences WHERE userId = ?', english)
    await change(
      "INSERT INTO mail_preferences (userId, locale, reminders, updatedAt) VALUES (?, 'en', 0, 1)",
      english,
    )
    const bulkId = await hub.begin({ kind: 'message', subject: '维护', text: '今晚两点。' }, users)
    await hub.work()
    expect(await hub.view(bulkId)).toMatchObject({ users: 129, done: 129 })
    const mine = `mail_outbox WHERE dedupeKey LIKE 'bulk:${bulkId}:%'`
    expect(await hub.count(mine)).toBe(129)
    expect(await hub.count(`${mine} AND locale = 'en' AND userId = ?`, [english])).toBe(1)
    await change(
      "UPDATE mail_outbox SET state = 'sent', sentAt = 1 WHERE dedupeKey = ?",
      `bulk:${bulkId}:${sent}`,
    )
    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    expect(await hub.view(undo)).toMatchObject({ done: 128, reasons: [{ why: 'sent_already', users: 1 }] })
    expect(await hub.count(`${mine} AND state = 'dropped' AND recipient = '' AND paramsSecret = ''`)).toBe(
      128,
    )
    expect(await hub.deps.database.inTransaction(tx => verifyAudit(tx))).toMatchObject({ ok: true })
  })
})
