import { expect, it } from 'vitest'
import { type Instant, slotOf } from '../../../../hub/contract/primitives.ts'
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

forEachEngine('collectNode, where a clock is wrong', engine => {
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

  it('keeps one row for a clock that stays wrong', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    agent.setSkew(3_600_000)
    for (let round = 0; round < 3; round += 1) {
      agent.pass(10001, 0, 10)
      agent.advance(10_000)
      await hub.collect(1, agent)
    }
    expect(await ledger(hub)).toMatchObject([{ slot, userId: 1, download: 30 }])
    expect(await incidents(hub)).toMatchObject([{ kind: 'clock', download: 30 }])
  })

  it.each([
    ['ahead', 2 * 86_400_000],
    ['behind', -2 * 86_400_000],
    ['ahead into the next month', 30 * 86_400_000],
  ])('counts every byte once, now, while a clock jumps days %s and back', async (_which, skew) => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    await hub.collect(1, agent)
    let sent = 0
    for (const jump of [0, skew, skew, 0, 0, skew, 0]) {
      agent.setSkew(jump)
      agent.pass(10001, 1, 10)
      sent += 1
      agent.advance(60_000)
      const collected = await hub.collect(1, agent)
      expect(collected).toMatchObject({ kind: 'counted', upload: 1, download: 10, skewMs: jump })
    }
    const rows = await ledger(hub)
    const sum = (of: string) => rows.reduce((all, row) => all + Number(row[of]), 0)
    expect([sum('upload'), sum('download')]).toEqual([sent, 10 * sent])
    for (const row of rows) expect(Math.abs(Number(row['slot']) - slot)).toBeLessThanOrEqual(4)
    for (const cycle of await hub.select('SELECT startsAt, endsAt FROM cycles')) {
      expect([Number(cycle['startsAt']) <= now, now < Number(cycle['endsAt'])]).toEqual([true, true])
    }
    const kinds = (await incidents(hub)).map(incident => incident['kind'])
    expect(new Set(kinds)).toEqual(new Set(['clock']))
    // Right again, a quarter hour's end splits as ever.
    agent.advance(900_000)
    expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted', skewMs: 0 })
    expect(await hub.select('SELECT takenAt FROM meters WHERE nodeId = 1')).toEqual([
      { takenAt: agent.now() },
    ])
  })

  it('takes no time from a split answer that speaks of the future', async () => {
    await using world = await aFleet()
    const { hub, ports } = world
    const agent = anAgent(ports)
    agent.pass(10001, 1, 10)
    const query = await hub.ask(1)
    const answer = { ...agent.answer(query), more: true as const, takenAt: (now + 86_400_000) as Instant }
    expect(await hub.commit(1, query, answer, now)).toMatchObject({ kind: 'counted', upload: 1 })
    expect(await hub.select('SELECT takenAt FROM meters WHERE nodeId = 1')).toEqual([{ takenAt: now }])
  })
})
