import { expect, it } from 'vitest'
import { type Instant, slotMs } from '../../../../hub/contract/primitives.ts'
import { listIncidents } from '../../../../hub/metering/list-incidents.ts'
import { readNodeDays, readNodeHours, readNodeUsers } from '../../../../hub/metering/node-usage.ts'
import { findLedgerDifferences, proveLedger } from '../../../../hub/metering/prove-ledger.ts'
import { pruneLedger } from '../../../../hub/metering/prune.ts'
import { readNodeMeter } from '../../../../hub/metering/read-node-meter.ts'
import { resumeMetering } from '../../../../hub/metering/resume-metering.ts'
import { readUserCycles, readUserDays, readUserHours } from '../../../../hub/metering/user-usage.ts'
import { fillKeptSums } from '../../../builders/fill-kept-sums.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent, type FakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const dayMs = 86_400_000
/** 00:05 in Shanghai on 1 March 2026. */
const now = (Date.UTC(2026, 1, 28, 16) + 300_000) as Instant
const timeZone = 'Asia/Shanghai'

forEachEngine('the ledger', engine => {
  async function aFleet(nodes = 1, users = 2) {
    const opened = await openTestDatabase(engine)
    const { database } = opened
    const fleet = await seedFleet(database, { nodes, users, now })
    const hub = collectingHub(database)
    const agents = fleet.nodeIds.map((_, index) => {
      const agent = createFakeAgent({ ids: countingIds(1_000 * (index + 1)), now })
      agent.start()
      agent.configure(
        fleet.users.map(user => user.port),
        { epoch: 1, revision: 1 },
      )
      return agent
    })
    const [agent] = agents
    if (!agent) throw new Error('no agent')
    const clock = { now: () => agent.now() as Instant, sleep: async () => {} }
    const deps = { database, clock, timeZone }
    return { database, hub, agents, agent, deps, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
  }
  const collectAndRoll = async (hub: ReturnType<typeof collectingHub>, nodeId: number, agent: FakeAgent) => {
    const collected = await hub.collect(nodeId, agent)
    if (collected.kind === 'counted' && collected.rollUpDue) await hub.rollUp(nodeId)
    return collected
  }

  it('answers hours, days and cycles, hours not rolled up yet included', async () => {
    await using world = await aFleet(2)
    const { hub, agents, agent, deps } = world
    let total = 0
    for (let hour = 0; hour < 30; hour += 1) {
      for (const [index, one] of agents.entries()) {
        one.pass(10001, 1, 1_000 * (index + 1))
        one.pass(10002, 0, 10)
        await collectAndRoll(hub, index + 1, one)
        one.advance(4 * slotMs)
      }
      total += 3_002
    }
    const values = async <T>(outcome: Promise<{ ok: boolean; value?: { items: T[] } }>) =>
      (await outcome).value?.items ?? []
    const days = await values(readUserDays(deps, { userId: 1, from: 20260301, until: 20260331 }))
    expect(days.map(row => [row.day, row.nodeId, row.charged])).toEqual([
      [20260301, 1, 24 * 1_001],
      [20260301, 2, 24 * 2_001],
      [20260302, 1, 6 * 1_001],
      [20260302, 2, 6 * 2_001],
    ])
    const hours = await values(
      readUserHours(deps, { userId: 1, from: now, until: (now + 2 * dayMs) as Instant }),
    )
    expect(hours).toHaveLength(60)
    expect(hours[0]).toEqual({ hour: now - 300_000, nodeId: 1, upload: 1, download: 1_000, charged: 1_001 })
    const cycles = await values(readUserCycles(deps, { userId: 1 }))
    expect(cycles).toMatchObject([
      { startsAt: now - 300_000, charged: total, overrun: 0, nodes: [{ nodeId: 1 }, { nodeId: 2 }] },
    ])
    const users = await values(readNodeUsers(deps, { nodeId: 2, from: 20260301, until: 20260302, limit: 10 }))
    expect(users).toEqual([
      { userId: 1, upload: 30, download: 60_000, charged: 60_030 },
      { userId: 2, upload: 0, download: 300, charged: 300 },
    ])
    const nodeDays = await values(readNodeDays(deps, { nodeId: 1, from: 20260302, until: 20260302 }))
    expect(nodeDays).toEqual([{ day: 20260302, upload: 6, download: 6_060, charged: 6_066 }])
    const nodeHours = await values(
      readNodeHours(deps, { nodeId: 1, from: now, until: (now + dayMs) as Instant }),
    )
    expect(nodeHours).toHaveLength(24)
    expect((await readUserDays(deps, { userId: 99, from: 20260301, until: 20260301 })).ok).toBe(false)
    const tooLong = { userId: 1, from: now, until: (now + 8 * dayMs) as Instant }
    expect(await readUserHours(deps, tooLong)).toMatchObject({ ok: false, code: 'bad_request' })
    expect(await readNodeMeter(deps, { nodeId: 1 })).toMatchObject({
      ok: true,
      value: { ports: [{ port: 10001, upload: 30, download: 30_000, charged: 30_030 }, { port: 10002 }] },
    })
    expect(agent.now()).toBeGreaterThan(now)
  })

  it('removes what is too old after proving the sums, and the proof goes on holding', async () => {
    await using world = await aFleet()
    const { hub, agent, deps, database } = world
    for (let day = 0; day < 66; day += 1) {
      agent.pass(10001, day, 1_000)
      await collectAndRoll(hub, 1, agent)
      agent.advance(dayMs)
    }
    await collectAndRoll(hub, 1, agent)
    expect(await proveLedger(deps)).toBe('the sums of 1 nodes agree')
    expect(await pruneLedger(deps)).toBe('4 hour rows and 0 day rows were removed')
    expect(await proveLedger(deps)).toBe('the sums of 1 nodes agree')
    const later = { ...deps, clock: { ...deps.clock, now: () => (agent.now() + 700 * dayMs) as Instant } }
    expect(await pruneLedger(later)).toMatch(/^62 hour rows and \d+ day rows were removed$/)
    expect((await findLedgerDifferences(database)).differences).toEqual([])
    const cycles = await readUserCycles(deps, { userId: 1 })
    const charged = cycles.ok ? cycles.value.items.reduce((sum, cycle) => sum + cycle.charged, 0) : 0
    expect(charged).toBe(66 * 1_000 + (65 * 66) / 2)
  })

  it.each([
    ['node_hours', 'node hours = hours: download'],
    ['node_days', 'node days = days: download'],
    ['plan_hours', 'plan hours = node hours: download'],
    ['plan_days', 'plan days = node days: download'],
    ['user_months', 'user months = node days: download'],
  ])('notices a byte that is too much in %s', async (table, sums) => {
    await using world = await aFleet()
    const { hub, agent, database } = world
    agent.pass(10001, 3, 1_000)
    await hub.collect(1, agent)
    agent.advance(dayMs)
    await collectAndRoll(hub, 1, agent)
    expect((await findLedgerDifferences(database)).differences).toEqual([])
    await database.inTransaction(tx => tx.query(`UPDATE ${table} SET download = download + 1`))
    expect((await findLedgerDifferences(database)).differences).toContainEqual(
      expect.objectContaining({ nodeId: 1, sums }),
    )
  })

  it('lets others write while it adds up, and compares the sums of one moment', async () => {
    await using world = await aFleet()
    const { hub, agent, database } = world
    agent.pass(10001, 0, 1_000)
    await collectAndRoll(hub, 1, agent)
    agent.advance(dayMs)
    await collectAndRoll(hub, 1, agent)
    const heard: number[] = []
    const proof = await findLedgerDifferences(database, async ({ done, of }) => {
      await database.inTransaction(tx => tx.query('UPDATE ledger_days SET download = download + 1'))
      heard.push(done / of)
    })
    expect(proof.differences).toEqual([])
    expect(heard.at(-1)).toBe(1)
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
    expect((await findLedgerDifferences(database)).differences).toContainEqual(
      expect.objectContaining({ sums: 'days = cycles: download', left: 1_000 + heard.length }),
    )
  })

  it('raises an alert and removes nothing where sums differ', async () => {
    await using world = await aFleet()
    const { hub, agent, deps, database } = world
    agent.pass(10001, 0, 1_000)
    await collectAndRoll(hub, 1, agent)
    agent.advance(dayMs)
    await collectAndRoll(hub, 1, agent)
    await database.inTransaction(tx => tx.query('UPDATE ledger_days SET download = download + 1'))
    expect(await proveLedger(deps)).toContain('days = cycles: download')
    const alerts = () => hub.select('SELECT kind FROM alerts WHERE openKey IS NOT NULL')
    expect(await alerts()).toEqual([{ kind: 'ledger.differs' }])
    await expect(pruneLedger(deps)).rejects.toThrow('nothing was removed')
    await database.inTransaction(tx => tx.query('UPDATE ledger_days SET download = download - 1'))
    await proveLedger(deps)
    expect(await alerts()).toEqual([])
  })

  it('adds bytes of an hour that was rolled up before they came to days, cycles and every sum', async () => {
    await using world = await aFleet()
    const { hub, agent, database } = world
    agent.pass(10001, 0, 1_000)
    await hub.collect(1, agent)
    // As if another machine's clock had been ahead when the hours were rolled up.
    const rolled = Math.floor(now / slotMs) + 8
    await database.inTransaction(tx => tx.query('UPDATE meters SET rolledUntil = ?', [rolled]))
    await database.inTransaction(async tx => {
      await tx.query(
        'INSERT INTO ledger_days SELECT userId, 20260301, nodeId, upload, download, charged FROM ledger_hours',
      )
      await tx.query(
        'INSERT INTO cycle_usage SELECT l.userId, c.id, l.nodeId, l.upload, l.download, l.charged FROM ledger_hours l JOIN cycles c ON c.userId = l.userId',
      )
    })
    await fillKeptSums(database)
    agent.pass(10001, 0, 500)
    agent.pass(10002, 7, 0)
    await hub.collect(1, agent)
    expect((await findLedgerDifferences(database)).differences).toEqual([])
    expect(await hub.select('SELECT userId, charged FROM ledger_days ORDER BY userId')).toEqual([
      { userId: 1, charged: 1_500 },
      { userId: 2, charged: 7 },
    ])
  })

  it('goes on after an operator has stopped the clone', async () => {
    await using world = await aFleet()
    const { hub, agent, deps } = world
    await hub.collect(1, agent)
    const image = agent.image()
    if (!image) throw new Error('no image')
    const clone = createFakeAgent({ ids: countingIds(900_000), now }, image)
    clone.start()
    clone.save()
    await hub.collect(1, clone)
    for (let saves = 0; saves < 4; saves += 1) agent.save()
    expect((await hub.collect(1, agent)).kind).toBe('cloned')
    const operator = { kind: 'command-line', name: 'test' } as const
    expect((await resumeMetering(deps, { nodeId: 1 }, operator)).ok).toBe(true)
    agent.pass(10001, 0, 10)
    expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted', download: 10 })
    expect(await resumeMetering(deps, { nodeId: 7 }, operator)).toMatchObject({ code: 'node_not_found' })
    const page = await listIncidents(deps, { limit: 1, kind: 'clone' })
    expect(page.items).toHaveLength(1)
    expect(page.next).toBeNull()
    const first = await listIncidents(deps, { limit: 1, nodeId: 1 })
    const second = await listIncidents(deps, { limit: 5, nodeId: 1, after: first.next ?? '' })
    expect(second.items.every(row => row.id < (first.items[0]?.id ?? 0))).toBe(true)
  })
})
