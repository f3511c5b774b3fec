import { expect, it } from 'vitest'
import type { TrafficSeries } from '../../../../hub/contract/admin/traffic.ts'
import { type Instant, slotMs } from '../../../../hub/contract/primitives.ts'
import type { Database } from '../../../../hub/db/transaction.ts'
import type { Outcome } from '../../../../hub/kernel/outcome.ts'
import { dayOf } from '../../../../hub/metering/day-rule.ts'
import { findLedgerDifferences } from '../../../../hub/metering/prove-ledger.ts'
import { readTrafficSeries, type SeriesWanted } from '../../../../hub/metering/traffic-series.ts'
import { readTrafficTop, type TopWanted } from '../../../../hub/metering/traffic-top.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { seededRandom } from '../../../harness/seeded-random.ts'

const hourMs = 3_600_000
const timeZone = 'Asia/Shanghai'
/** Noon in Shanghai on 27 January 2026. */
const start = Date.UTC(2026, 0, 27, 4) as Instant
const hours = 6 * 24 + 5
const users = 5

/** Users 1 and 2 bought plan 1, and user 2 plan 2 from 30 January, 10:00 on. */
async function sellPlans(database: Database): Promise<void> {
  const switchedAt = Date.UTC(2026, 0, 30, 2)
  const end = start + 400 * 24 * hourMs
  const orders = [
    [1, 1, start - hourMs, end],
    [2, 1, start - hourMs, end],
    [2, 2, switchedAt, end],
  ]
  await database.inTransaction(async tx => {
    for (const [index, values] of orders.entries()) {
      await tx.query(
        `INSERT INTO orders (number, userId, planId, kind, mode, quantity, state, listPrice, discount, credit, total,
           quote, stockHeld, received, movedOut, refunded, createdAt, expiresAt, heldReason, manualReason, entitlement,
           startsAt, endsAt, version)
         VALUES (?, ?, ?, 'month', 'new', 1, 'fulfilled', 0, 0, 0, 0, '{}', 0, 0, 0, 0, 0, 0, '', '', 'active', ?, ?, 1)`,
        [`order ${index}`, ...values],
      )
    }
    for (const planId of [1, 2]) {
      await tx.query(
        `INSERT INTO plans (name, title, description, kind, price, nodeCount, regions, cyclePolicy, mostPerOrder,
           visibility, position, createdAt, version)
         VALUES (?, '{}', '{}', 'month', 1, 2, '[]', 'calendar', 1, 'public', 1, 0, 1)`,
        [`plan ${planId}`],
      )
    }
  })
}

forEachEngine('traffic over time', engine => {
  /** Three nodes and six days of traffic, collected every hour, but node 3 only every 30 hours. */
  async function aWorld() {
    const opened = await openTestDatabase(engine)
    const { database } = opened
    const fleet = await seedFleet(database, { nodes: 3, users, now: start })
    await sellPlans(database)
    const hub = collectingHub(database)
    const random = seededRandom(7)
    const agents = fleet.nodeIds.map(nodeId => {
      const agent = createFakeAgent({ ids: countingIds(1_000 * nodeId), now: start })
      agent.start()
      agent.configure(
        fleet.users.map(user => user.port),
        { epoch: 1, revision: 1 },
      )
      return agent
    })
    for (let hour = 0; hour < hours; hour += 1) {
      for (const [index, agent] of agents.entries()) {
        for (const { port } of fleet.users) {
          if (random.between(0, 1) === 1) agent.pass(port, random.between(0, 1e6), random.between(0, 1e9))
        }
        agent.advance(hourMs)
        if (index === 2 && hour % 30 !== 29) continue
        const collected = await hub.collect(index + 1, agent)
        if (collected.kind === 'counted' && collected.rollUpDue) await hub.rollUp(index + 1)
      }
    }
    const now = (start + hours * hourMs) as Instant
    const deps = { database, clock: { now: () => now, sleep: async () => {} }, timeZone }
    const rows = (await hub.select('SELECT * FROM ledger_hours')) as unknown as LedgerRow[]
    expect((await findLedgerDifferences(database)).differences).toEqual([])
    return { database, deps, rows, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
  }

  it('adds up to what the ledger has, by hour, day and month, whole and split, for all, a user and a node', async () => {
    await using world = await aWorld()
    const series = async (wanted: Partial<SeriesWanted>) =>
      answerOf(await readTrafficSeries(world.deps, { ...whole, ...wanted }))
    for (const step of ['hour', 'day', 'month'] as const) {
      for (const filter of [{}, { userId: 2 }, { nodeId: 3 }, { userId: 2, nodeId: 1 }]) {
        const matching = world.rows.filter(
          row =>
            (filter.userId === undefined || row.userId === filter.userId) &&
            (filter.nodeId === undefined || row.nodeId === filter.nodeId),
        )
        const one = await series({ step, ...filter })
        expect(one.series).toHaveLength(1)
        expect([step, filter, stepSums(one)]).toEqual([step, filter, expectedSums(one, matching)])
        const split = await series({ step, ...filter, split: 'node' })
        expect(split.total).toEqual(one.total)
        for (const { of, ...values } of split.series) {
          if (of.kind !== 'node') throw new Error(of.kind)
          expect(of.name).toBe(`node ${of.nodeId}`)
          const its = matching.filter(row => row.nodeId === of.nodeId)
          expect(stepSums({ ...split, series: [{ of, ...values }] })).toEqual(expectedSums(split, its))
        }
      }
    }
  })

  it('splits by the plan that ran, where a user changed it within a day', async () => {
    await using world = await aWorld()
    for (const step of ['hour', 'day', 'month'] as const) {
      const { series, ...rest } = answerOf(
        await readTrafficSeries(world.deps, { ...whole, step, split: 'plan' }),
      )
      expect(series.map(one => (one.of.kind === 'plan' ? one.of.planId : '')).sort()).toEqual([1, 2, null])
      for (const one of series) {
        if (one.of.kind !== 'plan') throw new Error(one.of.kind)
        const { planId, name } = one.of
        expect(name).toBe(planId === null ? '' : `plan ${planId}`)
        const its = world.rows.filter(row => planOf(row) === planId)
        expect(its.length).toBeGreaterThan(10)
        expect(stepSums({ ...rest, series: [one] })).toEqual(expectedSums(rest, its))
      }
    }
  })

  it('splits by the users with most traffic, and sums up everybody else', async () => {
    await using world = await aWorld()
    for (const step of ['hour', 'day', 'month'] as const) {
      for (const filter of [{}, { nodeId: 3 }]) {
        const matching = world.rows.filter(row => filter.nodeId === undefined || row.nodeId === filter.nodeId)
        const wanted = { ...whole, ...filter, step, split: 'user' as const, most: 2 }
        const { series, ...rest } = answerOf(await readTrafficSeries(world.deps, wanted))
        const front = ranked(matching, row => row.userId).slice(0, 2)
        const ids = series.map(({ of }) => (of.kind === 'user' ? of.userId : of.kind))
        expect(ids).toEqual([...front.map(([id]) => id), 'others'])
        for (const one of series) {
          const its = matching.filter(row =>
            one.of.kind === 'user'
              ? row.userId === one.of.userId
              : front.every(([userId]) => userId !== row.userId),
          )
          expect(stepSums({ ...rest, series: [one] })).toEqual(expectedSums(rest, its))
        }
        expect(rest.total.charged).toBe(matching.reduce((sum, row) => sum + row.charged, 0))
      }
    }
    const everybody = await readTrafficSeries(world.deps, { ...whole, split: 'user', most: users })
    expect(answerOf(everybody).series.map(({ of }) => of.kind)).toEqual(Array(users).fill('user'))
  })

  it('ranks users, nodes and plans over months and days, whole or on one node', async () => {
    await using world = await aWorld()
    for (const by of ['user', 'node', 'plan'] as const) {
      for (const [from, until] of [
        [20260127, 20260202],
        [20260101, 20260131],
        [20260130, 20260130],
        [20260101, 20260228],
      ] as const) {
        for (const nodeId of [undefined, 2]) {
          const wanted: TopWanted = { by, from, until, nodeId, sort: 'charged', limit: 3 }
          const top = answerOf(await readTrafficTop(world.deps, wanted))
          const its = world.rows.filter(row => {
            const { day } = dayOf(row.slot as Parameters<typeof dayOf>[0], timeZone)
            return day >= from && day <= until && (nodeId === undefined || row.nodeId === nodeId)
          })
          const keyOf = {
            user: (row: LedgerRow) => row.userId,
            node: (row: LedgerRow) => row.nodeId,
            plan: planOf,
          }
          expect([by, from, top.items.map(({ id, charged }) => [id, charged])]).toEqual([
            by,
            from,
            ranked(its, keyOf[by]).slice(0, 3),
          ])
          expect(top.total.charged).toBe(its.reduce((sum, row) => sum + row.charged, 0))
          if (by !== 'plan') expect(top.items[0]?.name).toBe(`${by} ${top.items[0]?.id}`)
        }
      }
    }
  })

  it('refuses what cannot be asked, and says why', async () => {
    await using world = await aWorld()
    const series = (wanted: Partial<SeriesWanted>) => readTrafficSeries(world.deps, { ...whole, ...wanted })
    const refused = (reason: string) => ({ ok: false, code: 'bad_request', facts: { reason } })
    expect(await series({ userId: 99 })).toMatchObject({ ok: false, code: 'user_not_found' })
    expect(await series({ nodeId: 99 })).toMatchObject({ ok: false, code: 'node_not_found' })
    expect(await series({ userId: 1, split: 'plan' })).toMatchObject(refused('plan_of_user'))
    expect(await series({ userId: 1, split: 'user' })).toMatchObject(refused('user_of_user'))
    expect(await series({ from: 20241201, split: 'user' })).toMatchObject(refused('too_long'))
    expect(await series({ from: 20260203 })).toMatchObject(refused('ends_before_it_begins'))
    expect(await series({ from: 20251001, step: 'hour' })).toMatchObject(refused('too_long'))
    const tooMany = { step: 'day' as const, split: 'node' as const, from: 20231201 }
    expect((await series(tooMany)).ok).toBe(true)
    await world.database.inTransaction(async tx => {
      for (let nodeId = 4; nodeId < 20; nodeId += 1) {
        await tx.query('INSERT INTO node_days VALUES (20260130, ?, 1, 1, 1)', [nodeId])
      }
    })
    expect(await series({ ...tooMany, most: 50 })).toMatchObject(refused('too_many_points'))
    expect(await series({ ...tooMany, most: 5 })).toMatchObject({ ok: true })
    const long: TopWanted = { by: 'user', from: 20250101, until: 20260301, sort: 'charged', limit: 5 }
    expect(await readTrafficTop(world.deps, long)).toMatchObject(refused('too_long'))
    expect(await readTrafficTop(world.deps, { ...long, from: 20260101, nodeId: 99 })).toMatchObject({
      ok: false,
      code: 'node_not_found',
    })
  })
})

interface LedgerRow {
  readonly nodeId: number
  readonly slot: number
  readonly userId: number
  readonly upload: number
  readonly download: number
  readonly charged: number
}

const whole: SeriesWanted = { from: 20260126, until: 20260202, step: 'day', split: 'none', most: 10 }

function answerOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.facts)}`)
  return outcome.value
}

const stepSums = ({ steps, series }: Pick<TrafficSeries, 'steps' | 'series'>) =>
  steps.map((at, index) => [
    at,
    series[0]?.upload[index],
    series[0]?.download[index],
    series[0]?.charged[index],
  ])

/** What the ledger has in each of the steps. */
const expectedSums = ({ steps, until }: Pick<TrafficSeries, 'steps' | 'until'>, rows: readonly LedgerRow[]) =>
  steps.map((at, index) => {
    const end = steps[index + 1] ?? until
    const its = rows.filter(row => row.slot * slotMs >= at && row.slot * slotMs < end)
    const sum = (of: 'upload' | 'download' | 'charged') => its.reduce((total, row) => total + row[of], 0)
    return [at, sum('upload'), sum('download'), sum('charged')]
  })

/** As `sellPlans` sold them. */
function planOf({ userId, slot }: LedgerRow): number | null {
  if (userId > 2) return null
  return userId === 2 && (slot + 1) * slotMs > Date.UTC(2026, 0, 30, 2) ? 2 : 1
}

function ranked<Key>(rows: readonly LedgerRow[], keyOf: (row: LedgerRow) => Key): [Key, number][] {
  const sums = new Map<Key, number>()
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.charged)
  return [...sums].sort(([, a], [, b]) => b - a)
}
