import { expect, it } from 'vitest'
import { type Instant, slotMs, slotOf } from '../../../../hub/contract/primitives.ts'
import { meterEntry, readMeter } from '../../../../hub/metering/meter-store.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent, type FakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

/** Five minutes into a quarter hour, in the middle of a day in Shanghai. */
const now = (Date.UTC(2026, 2, 10, 4) + 300_000) as Instant
const slot = slotOf(now)

function anAgent(ports: readonly number[], at = now, first = 1): FakeAgent {
  const agent = createFakeAgent({ ids: countingIds(first), now: at })
  agent.start()
  agent.configure(ports, { epoch: 1, revision: 1 })
  return agent
}

forEachEngine('collectNode', engine => {
  async function aFleet(wanted: Partial<Parameters<typeof seedFleet>[1]> = {}, timeZone?: string) {
    const opened = await openTestDatabase(engine)
    const fleet = await seedFleet(opened.database, { nodes: 1, users: 3, now, ...wanted })
    const ports = fleet.users.map(user => user.port)
    const hub = collectingHub(opened.database, timeZone ? { timeZone } : {})
    return {
      ...fleet,
      ports,
      hub,
      database: opened.database,
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  }
  const ledger = (hub: ReturnType<typeof collectingHub>) =>
    hub.select(
      'SELECT nodeId, slot, userId, upload, download, charged FROM ledger_hours ORDER BY nodeId, slot, userId',
    )
  const incidents = (hub: ReturnType<typeof collectingHub>) =>
    hub.select('SELECT kind, port, upload, download, detail FROM metering_incidents ORDER BY id')

  it('writes ledger, meter and confirmation together, and an answer counts once', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    agent.pass(10001, 100, 2_000)
    agent.pass(10003, 5, 7)
    const query = await hub.ask(1)
    const answer = agent.answer(query)
    expect(await hub.commit(1, query, answer, now)).toMatchObject({
      kind: 'counted',
      ports: 2,
      upload: 105,
      download: 2_007,
      charged: 2_112,
      newInstance: true,
    })
    expect((await hub.commit(1, query, answer, now)).kind).toBe('stale')
    expect(await ledger(hub)).toEqual([
      { nodeId: 1, slot, userId: 1, upload: 100, download: 2_000, charged: 2_100 },
      { nodeId: 1, slot, userId: 3, upload: 5, download: 7, charged: 12 },
    ])
    expect(hub.confirmed).toEqual([[1, 1, 1]])
    const entry = await world.database.inTransaction(tx => meterEntry(tx, 1, 10001))
    expect(entry).toMatchObject({ upload: 100, download: 2_000, charged: 2_100 })
    expect(await incidents(hub)).toEqual([])
  })

  it('writes nothing when the transaction is lost, and counts the same bytes the next time', async () => {
    await using world = await aFleet()
    const { ports } = world
    let refuse = true
    const hub = collectingHub(world.database, {
      guard: async () => {
        if (refuse) throw new Error('lease lost')
      },
    })
    const agent = anAgent(ports)
    agent.pass(10001, 1, 10)
    await expect(hub.collect(1, agent)).rejects.toThrow('lease lost')
    refuse = false
    const failing = {
      ...hub.deps,
      confirmRevision: async () => Promise.reject(new Error('crash before commit')),
    }
    const { collectNode } = await import('../../../../hub/metering/collect-node.ts')
    const query = await hub.ask(1)
    await expect(
      collectNode(failing, { nodeId: 1, query, answer: agent.answer(query), receivedAt: now }),
    ).rejects.toThrow('crash before commit')
    expect(await ledger(hub)).toEqual([])
    agent.pass(10001, 1, 10)
    await hub.collect(1, agent)
    await hub.collect(1, agent)
    expect(await ledger(hub)).toEqual([{ nodeId: 1, slot, userId: 1, upload: 2, download: 20, charged: 22 }])
  })

  it('adds to the rows of an hour and begins new ones with the next', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    for (let round = 0; round < 5; round += 1) {
      agent.pass(10002, 1, 1)
      await hub.collect(1, agent)
      agent.advance(slotMs)
    }
    // The first collection fell into the first quarter of the hour, the last one into the next hour.
    expect(await ledger(hub)).toEqual([
      { nodeId: 1, slot, userId: 2, upload: 4, download: 4, charged: 8 },
      { nodeId: 1, slot: slot + 4, userId: 2, upload: 1, download: 1, charged: 2 },
    ])
  })

  it('names the users of whose share less than half is left, and all of them on a new instance', async () => {
    await using world = await aFleet({ closeAt: 1_000, share: 1_000 })
    const { hub, ports } = world
    const agent = anAgent(ports)
    expect(await hub.collect(1, agent)).toMatchObject({ newInstance: true, touchedUsers: [1, 2, 3] })
    agent.pass(10001, 0, 499)
    agent.pass(10002, 0, 501)
    expect(await hub.collect(1, agent)).toMatchObject({ touchedUsers: [2] })
    agent.pass(10001, 0, 501)
    expect(await hub.collect(1, agent)).toMatchObject({ touchedUsers: [1] })
    expect(await hub.collect(1, agent)).toMatchObject({ touchedUsers: [] })
  })

  it('records bytes on a port that nobody holds, and drops none silently', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent([...ports, 20_000])
    await hub.collect(1, agent)
    for (let round = 0; round < 3; round += 1) {
      agent.pass(20_000, 10, 20)
      agent.advance(1_000)
      await hub.collect(1, agent)
    }
    expect(await ledger(hub)).toEqual([])
    expect(await incidents(hub)).toMatchObject([
      { kind: 'unassigned', port: 20_000, upload: 30, download: 60 },
    ])
  })

  it('halts at a clone with an alert and counts nothing more', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    agent.pass(10001, 0, 10)
    await hub.collect(1, agent)
    const image = agent.image()
    if (!image) throw new Error('no image')
    const clone = createFakeAgent({ ids: countingIds(900), now }, image)
    clone.start()
    clone.save()
    clone.pass(10001, 0, 1)
    expect((await hub.collect(1, clone)).kind).toBe('counted')
    agent.save()
    agent.save()
    agent.save()
    expect(await hub.collect(1, agent)).toEqual({ kind: 'cloned', reason: 'start_returned' })
    expect((await hub.collect(1, clone)).kind).toBe('cloned')
    expect(await incidents(hub)).toMatchObject([{ kind: 'gap' }, { kind: 'clone' }])
    expect(await hub.select('SELECT kind, subject FROM alerts WHERE openKey IS NOT NULL')).toEqual([
      { kind: 'metering.clone', subject: 'node:1' },
    ])
    const meter = await world.database.inTransaction(tx => readMeter(tx, 1))
    expect(meter.haltedAt).toBe(now)
  })

  it('carries the remainder of a rate within a cycle', async () => {
    await using world = await aFleet()
    const { hub, ports, database } = world
    await database.inTransaction(tx =>
      tx.query('INSERT INTO node_rates (nodeId, fromSlot, rate) VALUES (1, 0, 333), (1, ?, 1500)', [
        slot + 1,
      ]),
    )
    const agent = anAgent(ports)
    for (let round = 0; round < 10; round += 1) {
      agent.pass(10001, 0, 1)
      agent.advance(1_000)
      await hub.collect(1, agent)
    }
    expect(await ledger(hub)).toMatchObject([{ download: 10, charged: 3 }])
    agent.advance(slotMs)
    agent.pass(10001, 0, 1)
    await hub.collect(1, agent)
    // 10 x 0.333 + 1.5 = 4.83
    expect(await ledger(hub)).toMatchObject([{ download: 11, charged: 4 }])
  })

  it.each([
    ['Asia/Shanghai', 480],
    ['Asia/Kolkata', 330],
    ['Asia/Kathmandu', 345],
    ['America/New_York', -300],
  ])('splits six hours of silence over the first of a month exactly in %s', async (timeZone, minutes) => {
    const boundary =
      Date.UTC(2026, 3, 1) - minutes * 60_000 + (timeZone === 'America/New_York' ? -3_600_000 : 0)
    const start = (boundary - 3 * 3_600_000 - 100_000) as Instant
    await using world = await aFleet({ now: start }, timeZone)
    const { hub, ports } = world
    const agent = anAgent(ports, start)
    await hub.collect(1, agent)
    const passed = { before: 0, after: 0 }
    for (let minute = 0; minute < 360; minute += 1) {
      agent.pass(10001, 3, 1_000 + minute)
      agent.pass(10002, 3, 1_000 + minute)
      passed[agent.now() < boundary ? 'before' : 'after'] += 1_003 + minute
      if (minute === 100) agent.reboot()
      agent.advance(60_000)
    }
    passed.before -= agent.lost() / 2
    // User 2's period was turned at midnight by the gate, as it does when nobody waits for a silent node.
    const firstOfMonth = boundary - (boundary % slotMs)
    await world.database.inTransaction(async tx => {
      await hub.deps.settle.turnPeriod(tx, [
        { userId: 2, nodeId: 1, port: 10002, at: start, charged: 0, next: firstOfMonth as Instant },
      ])
      await tx.query('UPDATE assignments SET periodFrom = ?, periodUntil = ? WHERE port = 10002', [
        firstOfMonth,
        firstOfMonth + 31 * 86_400_000,
      ])
    })
    expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted', rollUpDue: true })
    await hub.rollUp(1)
    agent.advance(3_600_000)
    await hub.collect(1, agent)
    await hub.rollUp(1)

    const byCycle = await hub.select(
      'SELECT u.userId, c.startsAt, u.charged FROM cycle_usage u JOIN cycles c ON c.id = u.cycleId ORDER BY u.userId, c.startsAt',
    )
    expect(byCycle.map(row => [row['userId'], row['startsAt'] === firstOfMonth, row['charged']])).toEqual([
      [1, false, passed.before],
      [1, true, passed.after],
      [2, false, passed.before],
      [2, true, passed.after],
    ])
    const byDay = await hub.select(
      'SELECT userId, day, charged FROM ledger_days WHERE userId = 1 ORDER BY day',
    )
    const sum = (of: (day: number) => boolean) =>
      byDay.reduce((total, row) => (of(Number(row['day'])) ? total + Number(row['charged']) : total), 0)
    expect([sum(day => day < 20260401), sum(day => day >= 20260401)]).toEqual([passed.before, passed.after])
    const [pending] = await hub.select('SELECT settledCharged FROM assignments WHERE port = 10002')
    // What came late is paid for; what passed since the first is pending.
    expect(pending).toEqual({ settledCharged: passed.before })
    expect((await incidents(hub)).filter(row => row['kind'] === 'late')).toHaveLength(1)
  })

  it('turns periods of thousands of ports and takes their bytes in one load', async () => {
    await using world = await aFleet({ users: 2_500 })
    const { hub, ports } = world
    const agent = anAgent(ports)
    for (let round = 1; round <= 3; round += 1) {
      for (const port of ports) if (round < 3 || port % 2 === 0) agent.pass(port, port, 2 ** 33)
      if (round === 2) agent.configure([30_000], { epoch: 1, revision: 2 })
      await hub.collect(1, agent)
      agent.advance(round === 1 ? 1_000 : slotMs * 4)
    }
    const [row] = await hub.select(
      'SELECT COUNT(*) AS n, SUM(download) AS download, SUM(upload) AS upload FROM ledger_hours',
    )
    const half = ports.filter(port => port % 2 === 0)
    const uploads = (list: readonly number[]) => list.reduce((total, port) => total + port, 0)
    expect(row).toEqual({
      n: ports.length + half.length,
      download: (2 * ports.length + half.length) * 2 ** 33,
      upload: 2 * uploads(ports) + uploads(half),
    })
  })
})
