import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { recordIncidents } from '../../../../hub/metering/incident-store.ts'
import { writeProving } from '../../../../hub/metering/last-proof-store.ts'
import { proveLedger } from '../../../../hub/metering/prove-ledger.ts'
import { summarizeMetering } from '../../../../hub/metering/summarize-metering.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const now = Date.UTC(2026, 2, 10, 4) as Instant
const dayMs = 86_400_000

forEachEngine('the summary of the counting', engine => {
  it('tells the last proof and what was not plain since, by kind and by node', async () => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    await seedFleet(database, { nodes: 3, users: 1, now })
    const deps = { database, clock: manualClock(now) }
    const empty = {
      lastProof: null,
      proving: null,
      since: now - 30 * dayMs,
      counts: {},
      nodes: [],
      halted: [],
    }
    expect(await summarizeMetering(deps, { days: 30 })).toEqual(empty)

    const incident = (nodeId: number, kind: 'gap' | 'late' | 'exposure', daysAgo: number) => ({
      ...{ at: now - daysAgo * dayMs, kind, nodeId, userId: null, port: null, fromAt: 0, untilAt: 1 },
      ...{ upload: 0, download: 0, detail: {} },
    })
    await database.inTransaction(async tx => {
      await recordIncidents(tx, [
        incident(1, 'gap', 1),
        incident(2, 'gap', 3),
        incident(2, 'late', 2),
        incident(2, 'late', 4),
        incident(1, 'exposure', 31),
        incident(9, 'late', 5),
      ])
      await tx.query(
        `INSERT INTO meters (nodeId, instance, seq, start, supersededStarts, appliedEpoch, appliedRevision, takenAt,
           collectedAt, rolledUntil, haltedAt, haltedReason) VALUES (3, NULL, 0, '', '[]', 0, 0, 0, 0, 0, ?, 'two')`,
        [now - dayMs],
      )
    })
    await proveLedger(deps)
    expect(await summarizeMetering(deps, { days: 30 })).toEqual({
      lastProof: { at: now, nodes: 0, differing: 0, differences: [] },
      proving: null,
      since: now - 30 * dayMs,
      counts: { gap: 2, late: 3 },
      nodes: [
        { nodeId: 2, name: 'node 2', lastAt: now - 2 * dayMs, counts: { gap: 1, late: 2 } },
        { nodeId: 1, name: 'node 1', lastAt: now - dayMs, counts: { gap: 1 } },
        { nodeId: 9, name: '', lastAt: now - 5 * dayMs, counts: { late: 1 } },
      ],
      halted: [{ nodeId: 3, name: 'node 3', since: now - dayMs, reason: 'two' }],
    })
    expect((await summarizeMetering(deps, { days: 1 })).counts).toEqual({ gap: 1 })

    await database.inTransaction(tx => tx.query('INSERT INTO ledger_days VALUES (1, 20260301, 1, 5, 0, 0)'))
    await proveLedger(deps)
    const { lastProof } = await summarizeMetering(deps, { days: 30 })
    expect(lastProof?.differing).toBeGreaterThan(0)
    expect(lastProof?.differences[0]).toMatchObject({ nodeId: 1, right: 0 })
  })

  it('says how far a proof is that is under way, and nothing of one whose hub ended', async () => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    const clock = manualClock(now)
    const deps = { database, clock }
    await database.inTransaction(tx => writeProving(tx, { done: 3, of: 10 }, now))
    expect((await summarizeMetering(deps, { days: 1 })).proving).toEqual({ done: 3, of: 10 })
    clock.advance(31_000)
    expect((await summarizeMetering(deps, { days: 1 })).proving).toBeNull()
    await database.inTransaction(tx => writeProving(tx, { done: 4, of: 10 }, clock.now()))
    await proveLedger(deps)
    expect((await summarizeMetering(deps, { days: 1 })).proving).toBeNull()
  })
})
