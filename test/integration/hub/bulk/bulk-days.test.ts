import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import { beginNewLife } from '../../../../hub/backup/begin-new-life.ts'
import { cancelBulk, runBulk, undoBulk } from '../../../../hub/bulk/begin-bulk.ts'
import { prunePreviews } from '../../../../hub/bulk/preview-bulk.ts'
import { createBulkWork, stepBulk } from '../../../../hub/bulk/step-bulk.ts'
import { listBulks } from '../../../../hub/bulk/view-bulk.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import type { Database } from '../../../../hub/db/transaction.ts'
import { applyDueGates } from '../../../../hub/gate/apply-due-gates.ts'
import { checkAllGates } from '../../../../hub/gate/check-gates.ts'
import { type BulkWorld, lin, openBulkWorld } from '../../../harness/bulk-world.ts'
import { forEachEngine } from '../../../harness/engines.ts'

const dayMs = 86_400_000
const days = (n: number, withoutPlan: 'skip' | 'give' = 'skip') =>
  ({ kind: 'days', days: n, withoutPlan, reason: 'outage in Hong Kong' }) as const

forEachEngine('days for many users', engine => {
  let hub: BulkWorld
  beforeAll(async () => {
    hub = await openBulkWorld(engine)
  })
  afterAll(() => hub?.[Symbol.asyncDispose]())

  it('are previewed, then given to exactly those once, with gates and audit log right, and taken back whole', async () => {
    const now = hub.clock.now()
    const wanted = await hub.ids(`status <> 'deleted' AND expiresAt > ${now}`)
    const without = await hub.ids(`status <> 'deleted' AND (expiresAt IS NULL OR expiresAt <= ${now})`)
    expect(wanted.length).toBeGreaterThan(100)
    const before = await hub.ends(wanted)
    const preview = await hub.preview(days(3), { by: 'filter', filter: {}, except: [] })
    expect(preview).toMatchObject({
      users: wanted.length,
      open: await hub.count(`users WHERE expiresAt > ${now} AND gate = 'open'`),
      sums: { days: 3 * wanted.length, bytes: 0, messages: 0 },
      skipped: [{ why: 'no_plan', users: without.length }],
      goodUntil: now + dayMs,
    })
    expect(preview.first.map(({ userId }) => userId)).toEqual(wanted.slice(0, 50))
    expect(preview.firstSkipped.map(({ userId }) => userId)).toEqual(without.slice(0, 50))
    expect(await hub.ends(wanted)).toEqual(before)

    const { bulkId, users } = preview
    expect(await runBulk(hub.deps, { bulkId, users: users - 1, onChange: 'refuse' }, lin)).toMatchObject({
      facts: { why: 'other_number' },
    })
    expect(await runBulk(hub.deps, { bulkId, users, onChange: 'refuse' }, lin)).toMatchObject({
      value: { state: 'queued', canCancel: true, canUndo: false },
    })
    await hub.work()
    const after = await hub.ends(wanted)
    for (const [i, first] of preview.first.entries()) {
      expect(after[i]).toBe(first.expiresAtThen)
      expect(after[i]).toBeGreaterThanOrEqual((before[i] ?? 0) + 3 * dayMs)
    }
    expect(await hub.view(bulkId)).toMatchObject({
      ...{
        state: 'done',
        users,
        done: users,
        skipped: 0,
        reasons: [],
        canUndo: true,
        createdBy: 'operator:2 Lin',
      },
    })
    expect((await hub.items(bulkId)).map(({ userId }) => userId)).toEqual(wanted)
    expect(await hub.count(`audit_entries WHERE action = 'grant.time' AND at = ${now}`)).toBe(users)
    expect(await hub.count(`events WHERE kind = 'bulk.changed'`)).toBe(2 + Math.ceil(users / 100) - 1)
    expect(await checkAllGates(hub.deps)).toEqual([])

    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    expect(await hub.ends(wanted)).toEqual(before)
    expect(await hub.view(undo)).toMatchObject({
      ...{ action: null, state: 'done', done: users, canUndo: false },
      undoes: { bulkId, kind: 'days', reason: 'by mistake' },
    })
    expect(await hub.view(bulkId)).toMatchObject({ undone: users, undoneBy: undo, canUndo: false })
    expect(await undoBulk(hub.deps, { bulkId, reason: 'again' }, lin)).toMatchObject({
      facts: { why: 'nothing_to_undo' },
    })
    expect(await undoBulk(hub.deps, { bulkId: undo, reason: 'no' }, lin)).toMatchObject({
      facts: { why: 'is_undo' },
    })
    expect(await checkAllGates(hub.deps)).toEqual([])
    expect(await hub.deps.database.inTransaction(tx => verifyAudit(tx))).toMatchObject({ ok: true })
    const { items } = await listBulks(hub.deps, { limit: 1 })
    expect(items.map(({ id }) => id)).toEqual([undo])
  })

  it('refuse to run for others than were previewed, and say who came and who went', async () => {
    const [first = 0, second = 0, third = 0] = await hub.ids(
      `status = 'active' AND expiresAt > ${hub.clock.now()}`,
    )
    const ends = await hub.ends([first, second, third])
    const filter = { search: 'only-these' }
    const rename = async (id: number, text: string) => {
      await hub.deps.database.inTransaction(tx =>
        tx.query('UPDATE users SET name = ? WHERE id = ?', [text, id]),
      )
    }
    await rename(first, 'only-these 1')
    await rename(second, 'only-these 2')
    const { bulkId, users } = await hub.preview(days(1), { by: 'filter', filter, except: [] })
    expect(users).toBe(2)
    await rename(second, 'gone')
    await rename(third, 'only-these 3')
    expect(await runBulk(hub.deps, { bulkId, users, onChange: 'refuse' }, lin)).toMatchObject({
      code: 'bulk_changed',
      facts: {
        added: { users: 1, first: [{ userId: third, name: 'only-these 3' }] },
        gone: { users: 1, first: [{ userId: second, name: 'gone' }] },
      },
    })
    expect(await runBulk(hub.deps, { bulkId, users, onChange: 'previewed' }, lin)).toMatchObject({ ok: true })
    await hub.work()
    const moved = (await hub.ends([first, second, third])).map((end, i) => end !== ends[i])
    expect(moved).toEqual([true, true, false])
    expect(await runBulk(hub.deps, { bulkId, users, onChange: 'previewed' }, lin)).toMatchObject({
      facts: { why: 'begun' },
    })
  })

  it('are given once although the hub ends between any two chunks, or before one is committed', async () => {
    const wanted = (await hub.ids(`status <> 'deleted' AND expiresAt > ${hub.clock.now()}`)).slice(0, 250)
    expect(wanted.length).toBeGreaterThan(200)
    const before = await hub.ends(wanted)
    const bulkId = await hub.begin(days(2), wanted)
    let commits = 0
    const failing: Database = {
      ...hub.deps.database,
      inTransaction: (work, options) =>
        hub.deps.database.inTransaction(async tx => {
          const result = await work(tx)
          commits += 1
          if (commits % 2 === 0) throw new Error('the power went')
          return result
        }, options),
    }
    for (let tries = 0; tries < 20; tries += 1) {
      await stepBulk({ ...hub.deps, database: failing }, bulkId).catch(() => undefined)
    }
    expect(await hub.view(bulkId)).toMatchObject({ state: 'done', done: wanted.length })
    const gained = (await hub.ends(wanted)).map((end, i) => ((end ?? 0) - (before[i] ?? 0)) / dayMs)
    expect(Math.max(...gained)).toBeLessThan(3.1)
    expect(Math.min(...gained)).toBeGreaterThanOrEqual(2)
    await hub.beginUndo(bulkId)
    await hub.work()
    expect(await hub.ends(wanted)).toEqual(before)
  })

  it('stop where they are when cancelled, and what was done can be undone', async () => {
    const wanted = (await hub.ids(`status <> 'deleted' AND expiresAt > ${hub.clock.now()}`)).slice(0, 150)
    const before = await hub.ends(wanted)
    const bulkId = await hub.begin(days(5), wanted)
    expect(await stepBulk(hub.deps, bulkId)).toBe(100)
    expect(await undoBulk(hub.deps, { bulkId, reason: 'x' }, lin)).toMatchObject({
      facts: { why: 'under_way' },
    })
    expect(await cancelBulk(hub.deps, { bulkId }, lin)).toMatchObject({ value: { canCancel: false } })
    await hub.work()
    expect(await hub.view(bulkId)).toMatchObject({ state: 'cancelled', done: 100, canUndo: true })
    expect(await cancelBulk(hub.deps, { bulkId }, lin)).toMatchObject({ facts: { why: 'over' } })
    expect((await hub.ends(wanted)).slice(100)).toEqual(before.slice(100))
    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    expect(await hub.view(undo)).toMatchObject({ users: 100, done: 100 })
    expect(await hub.ends(wanted)).toEqual(before)
  })

  it('are not taken back where the end moved since, or the days have passed', async () => {
    const now = hub.clock.now()
    const later = await hub.ids(`status = 'active' AND expiresAt > ${now + 40 * dayMs}`)
    const none = await hub.ids(`status = 'active' AND expiresAt IS NULL`)
    const [moved = 0, kept = 0] = later
    const [given = 0, ended = 0] = none
    const ordered = [moved, kept, given, ended].sort((a, b) => a - b)
    const before = new Map(
      await Promise.all(ordered.map(async id => [id, (await hub.ends([id]))[0]] as const)),
    )
    const bulkId = await hub.begin(days(4, 'give'), ordered)
    await hub.work()
    await hub.deps.database.inTransaction(tx =>
      tx.query('UPDATE users SET expiresAt = expiresAt + 1 WHERE id = ?', [moved]),
    )
    await hub.deps.database.inTransaction(async tx => {
      await tx.query('UPDATE users SET expiresAt = ? WHERE id = ?', [now, ended])
      await hub.deps.applyGate(tx, [moved, ended], now, 'test')
    })
    hub.clock.advance(2 * dayMs)
    const undo = await hub.beginUndo(bulkId)
    await hub.work()
    const items = new Map((await hub.items(undo)).map(item => [item.userId, item]))
    expect(items.get(moved)).toMatchObject({ state: 'skipped', why: 'changed_since' })
    expect(items.get(ended)).toMatchObject({ state: 'skipped', why: 'ended_already' })
    expect(items.get(kept)).toMatchObject({
      state: 'done',
      facts: { expiresAfter: before.get(kept), daysKept: 0 },
    })
    expect(items.get(given)).toMatchObject({
      state: 'done',
      facts: { expiresAfter: now + 2 * dayMs, daysKept: 2 },
    })
    expect(await hub.view(bulkId)).toMatchObject({ undone: 2, canUndo: true })
    await applyDueGates(hub.deps)
    expect(await checkAllGates(hub.deps)).toEqual([])
  })

  it('fail after the fifth try at the same users, and stay where they are', async () => {
    const wanted = (await hub.ids(`status = 'active' AND expiresAt > ${hub.clock.now()}`)).slice(0, 3)
    const bulkId = await hub.begin(days(1), wanted)
    const work = createBulkWork({ error: () => undefined })
    const broken = {
      ...hub.deps,
      applyGate: () => Promise.reject(new Error('no gate today')),
    }
    for (let tries = 0; tries < 4; tries += 1) await expect(work(broken)).rejects.toThrow('no gate today')
    expect(await hub.view(bulkId)).toMatchObject({ state: 'queued' })
    await work(broken)
    expect(await hub.view(bulkId)).toMatchObject({ state: 'failed', done: 0, problem: 'no gate today' })
  })

  it('end where they are when the database is restored, and can be undone', async () => {
    const wanted = (await hub.ids(`status <> 'deleted' AND expiresAt > ${hub.clock.now()}`)).slice(0, 120)
    const [half, waiting] = [await hub.begin(days(1), wanted), await hub.begin(days(1), wanted)]
    expect(await stepBulk(hub.deps, half)).toBe(100)
    const at = hub.clock.now()
    const backup = { file: 'x.backup', createdAt: at - 1, epoch: 1, auditNumber: 1, rows: 1 }
    const { database } = hub.deps
    await database.inTransaction(tx =>
      beginNewLife(tx, database.source, { at, actor: lin, epoch: 2, backup }),
    )
    await hub.work()
    const ended = { state: 'cancelled', finishedAt: at, problem: 'ended by a restore' }
    expect(await hub.view(half)).toMatchObject({ ...ended, done: 100, canUndo: true })
    expect(await hub.view(waiting)).toMatchObject({ ...ended, done: 0, canUndo: false })
  })

  it('are forgotten where nobody ran them', async () => {
    const { bulkId } = await hub.preview(days(1), { by: 'ids', userIds: [1, 2, 3] })
    const now = hub.clock.now()
    await hub.deps.database.inTransaction(tx => prunePreviews(tx, now))
    expect(await hub.count(`bulk_parts WHERE bulkId = ${bulkId}`)).toBe(1)
    hub.clock.advance(dayMs)
    const late = await runBulk(hub.deps, { bulkId, users: 3, onChange: 'previewed' }, lin)
    expect(late).toMatchObject({ code: 'bulk_refused' })
    await hub.deps.database.inTransaction(tx => prunePreviews(tx, (now + 3 * dayMs) as Instant))
    expect(await hub.count(`bulk_parts WHERE bulkId = ${bulkId}`)).toBe(0)
    expect(await hub.count(`bulk_actions WHERE state = 'previewed'`)).toBe(0)
  })
})
