import { expect, it } from 'vitest'
import type { GrantValidity } from '../../../../hub/contract/admin/grants.ts'
import { extendTime } from '../../../../hub/entitlements/extend-time.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan, previewPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { listGrants } from '../../../../hub/entitlements/list-grants.ts'
import { readBalances } from '../../../../hub/entitlements/read-balances.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, type GatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const mb = 1_000_000
const local = (text: string) => instantOf(`${text}+08:00`)
const start = local('2026-01-31T10:07')

type Plan = Partial<Parameters<typeof grantPlan>[1]>

const plan = (world: GatedWorld, over: Plan = {}) =>
  grantPlan(
    world.grantDeps,
    { userIds: [1], months: 1, bytesPerCycle: 31 * mb, policy: undefined, reason: 'test', ...over },
    operator,
  )
const gift = (world: GatedWorld, validity: GrantValidity, userIds = [1]) =>
  grantBytes(
    world.grantDeps,
    { userIds, bytes: 7 * mb, validity, reason: 'gift', compensation: false },
    operator,
  )
const grantsOf = (world: GatedWorld) =>
  world.select('SELECT kind, bytes, validFrom, validUntil FROM grants WHERE userId = 1 ORDER BY id')
const expiryOf = async (world: GatedWorld) =>
  (await world.select('SELECT expiresAt FROM users WHERE id = 1'))[0]?.['expiresAt']

forEachEngine('grants', engine => {
  it('split a plan by the calendar as the preview says, and give the user his number and nodes', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 2, users: 1, now: start })
    const wish = { userId: 1, months: 1, bytesPerCycle: 31 * mb, policy: undefined }
    const preview = await previewPlan(world.grantDeps, wish)
    expect(await plan(world)).toMatchObject({ ok: true, value: [{ gate: 'open' }] })
    const cuts = [
      { from: start, until: local('2026-02-01T00:00'), bytes: 1 * mb },
      { from: local('2026-02-01T00:00'), until: local('2026-03-01T00:00'), bytes: 30 * mb },
    ]
    expect(preview).toEqual({ ok: true, value: cuts })
    expect(await grantsOf(world)).toEqual(
      cuts.map(({ from, until, bytes }) => ({ kind: 'cycle', bytes, validFrom: from, validUntil: until })),
    )
    expect(await expiryOf(world)).toBe(local('2026-03-01T00:00'))
    expect(await world.select('SELECT COUNT(*) AS ports FROM assignments WHERE userId = 1')).toEqual([
      { ports: 2 },
    ])
    expect(await world.select('SELECT startsAt, endsAt FROM cycles ORDER BY startsAt')).toEqual([
      { startsAt: local('2026-01-01T00:00'), endsAt: local('2026-02-01T00:00') },
      { startsAt: local('2026-02-01T00:00'), endsAt: local('2026-03-01T00:00') },
    ])
  })

  it('extend an anniversary plan from its anchor, month after month', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 1, now: start })
    for (const end of ['2026-03-01', '2026-04-01', '2026-05-01']) {
      await plan(world, { policy: 'anniversary' })
      expect(await expiryOf(world)).toBe(local(`${end}T00:00`))
    }
    const cycles = await world.select('SELECT startsAt, endsAt FROM cycles ORDER BY startsAt')
    expect(cycles.map(cycle => cycle['startsAt'])).toEqual([
      local('2026-01-31T00:00'),
      local('2026-03-01T00:00'),
      local('2026-04-01T00:00'),
    ])
    expect(cycles.every((cycle, i) => i === 0 || cycles[i - 1]?.['endsAt'] === cycle['startsAt'])).toBe(true)
  })

  it('change to another policy at the end of the plan that runs, its cycles joining without a gap', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, {
      nodes: 1,
      users: 1,
      now: local('2026-03-10T12:00'),
    })
    await plan(world)
    expect(await expiryOf(world)).toBe(local('2026-04-11T00:00'))
    await plan(world, { policy: 'anniversary', months: 2 })
    expect(await world.select('SELECT startsAt, endsAt FROM cycles ORDER BY startsAt')).toEqual([
      { startsAt: local('2026-03-01T00:00'), endsAt: local('2026-04-01T00:00') },
      { startsAt: local('2026-04-01T00:00'), endsAt: local('2026-04-11T00:00') },
      { startsAt: local('2026-04-11T00:00'), endsAt: local('2026-05-11T00:00') },
      { startsAt: local('2026-05-11T00:00'), endsAt: local('2026-06-11T00:00') },
    ])
  })

  it('last as long as they were given for, on whole quarter hours', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 1, now: start })
    await plan(world)
    const validities: GrantValidity[] = [
      { kind: 'until_used' },
      { kind: 'this_cycle' },
      { kind: 'days', days: 3 },
      { kind: 'plan' },
    ]
    for (const validity of validities) await gift(world, validity)
    expect((await grantsOf(world)).slice(2).map(grant => grant['validUntil'])).toEqual([
      null,
      local('2026-02-01T00:00'),
      local('2026-02-03T10:15'),
      local('2026-03-01T00:00'),
    ])
    const balances = await opened.database.inTransaction(tx => readBalances(tx, [1], start, world.timeZone))
    expect(balances.get(1)).toEqual({ left: 29 * mb, granted: 29 * mb, used: 0 })
  })

  it('open no gate without a plan, and refuse to last as long as a plan that is not there', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 2, now: start })
    expect(await gift(world, { kind: 'until_used' })).toMatchObject({ value: [{ gate: 'no_plan' }] })
    expect(await gift(world, { kind: 'plan' })).toMatchObject({ ok: false, code: 'no_active_plan' })
    expect(await gift(world, { kind: 'until_used' }, [2, 3])).toMatchObject({
      code: 'user_not_found',
      facts: { userIds: [3] },
    })
    // All or nothing: user 2 got nothing, and nothing was written to the audit log for it.
    expect(await world.select('SELECT COUNT(*) AS grants FROM grants')).toEqual([{ grants: 1 }])
    expect(await world.select('SELECT subject, action FROM audit_entries')).toEqual([
      { subject: 'user:1', action: 'grant.bytes' },
    ])
  })

  it('move with the end of the plan by days; days alone give time without bytes', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 2, now: start })
    await plan(world)
    await gift(world, { kind: 'plan' })
    await gift(world, { kind: 'days', days: 3 })
    const input = { userIds: [1, 2], days: 5, reason: 'outage' }
    expect(await extendTime(world.grantDeps, input, operator)).toMatchObject({
      value: [
        { userId: 1, gate: 'open', expiresAt: local('2026-03-06T00:00') },
        { userId: 2, gate: 'quota_used', expiresAt: local('2026-02-06T00:00') },
      ],
    })
    expect((await grantsOf(world)).map(grant => grant['validUntil'])).toEqual([
      local('2026-02-01T00:00'),
      local('2026-03-06T00:00'),
      local('2026-03-06T00:00'),
      local('2026-02-03T10:15'),
    ])
  })

  it('are listed newest first, page by page', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 1, now: start })
    for (let i = 0; i < 3; i += 1) await gift(world, { kind: 'until_used' })
    const first = await listGrants(world.grantDeps, { userId: 1, limit: 2 })
    if (!first.ok) throw new Error(first.code)
    expect(first.value.items.map(grant => grant.id)).toEqual([3, 2])
    const after = first.value.next ?? ''
    const second = await listGrants(world.grantDeps, { userId: 1, limit: 2, after })
    expect(second).toMatchObject({ value: { items: [{ id: 1, createdBy: 'operator:1 Li' }], next: null } })
    expect(await listGrants(world.grantDeps, { userId: 9, limit: 2 })).toMatchObject({
      code: 'user_not_found',
    })
  })

  it('reach many users at once', async () => {
    await using opened = await openTestDatabase(engine)
    const world = await createGatedWorld(opened.database, { nodes: 2, users: 200, now: start })
    const userIds = Array.from({ length: 200 }, (_, index) => index + 1)
    expect(await plan(world, { userIds })).toMatchObject({ ok: true })
    expect(await world.select("SELECT COUNT(*) AS open FROM users WHERE gate = 'open'")).toEqual([
      { open: 200 },
    ])
    // Bytes for an outage, each with its reason, and an entry of the audit log for everybody who got them.
    const outage = {
      bytes: 5 * mb,
      validity: { kind: 'plan' },
      reason: 'hk1 was down',
      compensation: true,
    } as const
    expect(await grantBytes(world.grantDeps, { userIds, ...outage }, operator)).toMatchObject({ ok: true })
    const given = await world.select(
      "SELECT userId, bytes, reason, createdBy FROM grants WHERE source = 'compensation' ORDER BY userId",
    )
    expect(given).toEqual(
      userIds.map(userId => ({
        ...{ userId, bytes: 5 * mb, reason: 'hk1 was down', createdBy: 'operator:1 Li' },
      })),
    )
    const entries = await world.select(
      "SELECT subject, actor, `after` FROM audit_entries WHERE action = 'grant.bytes' ORDER BY number",
    )
    expect(entries.map(entry => entry['subject'])).toEqual(userIds.map(userId => `user:${userId}`))
    for (const entry of entries) {
      expect(entry['actor']).toBe('operator:1 Li')
      expect(JSON.parse(String(entry['after']))).toMatchObject(outage)
    }
  })
})
