import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, slotMs, slotOf, slotStart } from '../../../../hub/contract/primitives.ts'
import { integerIn } from '../../../../hub/db/raw-row.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { meterEntry } from '../../../../hub/metering/meter-store.ts'
import { findLedgerDifferences } from '../../../../hub/metering/prove-ledger.ts'
import { seedFleet, seedNode } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { sqlite } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const now = (Date.UTC(2026, 2, 31, 12) + 1_234) as Instant
const port = 10001
const users = [1, 2, 3]

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('pass' as const), bytes: fc.integer({ min: 1, max: 1e8 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(9_000, slotMs, 11 * slotMs),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'collect' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'crash before commit' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'crash after commit' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'reboot' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reinstall' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'hand over' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'turn by the gate' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'roll up' as const }) },
)

describe('counting through handovers, crashes and turns of periods', () => {
  it('gives each byte to the user who held the port, once, whatever happens around it', async () => {
    await using opened = await openTestDatabase(sqlite)
    const { database } = opened
    await seedFleet(database, { nodes: 0, users: users.length, now })
    let nodeId = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 8, maxLength: 40 }),
        fc.constantFrom(1_000, 333, 1_500, 0),
        async (steps, rate) => {
          nodeId += 1
          const hub = collectingHub(database, { timeZone: 'Asia/Kathmandu' })
          const number = async (sql: string) => Number((await hub.select(`SELECT (${sql}) AS n`))[0]?.['n'])
          const paidBefore = await number(
            'SELECT (SELECT COALESCE(SUM(used), 0) FROM grants) + (SELECT COALESCE(SUM(overrun), 0) FROM cycles)',
          )
          let holder = 1
          const assign = async (at: number) => {
            await database.inTransaction(async tx => {
              const { charged } = await meterEntry(tx, nodeId, port)
              const from = slotStart(slotOf(at as Instant))
              await tx.query(
                `INSERT INTO assignments (nodeId, port, userId, createdAt, releasedAt, releaseRevision, closeAt, heldCloseAt,
                   closeRevision, closeAfter, share, closedAt, serve, settledCharged, periodFrom, periodUntil)
                 VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, 1, NULL, 0, NULL, 1, ?, ?, ?)`,
                [nodeId, port, holder, at, charged, from, from],
              )
              await tx.query('UPDATE nodes SET assignmentsVersion = assignmentsVersion + 1 WHERE id = ?', [
                nodeId,
              ])
            })
          }
          await database.inTransaction(async tx => {
            await seedNode(tx, nodeId, now)
            await tx.query('INSERT INTO node_rates (nodeId, fromSlot, rate) VALUES (?, 0, ?)', [nodeId, rate])
          })
          const agent = createFakeAgent({ ids: countingIds(nodeId * 10_000), now })
          agent.start()
          agent.configure([port], { epoch: 1, revision: 1 })
          await assign(now)
          const truth = new Map(users.map(id => [id, 0]))
          const heldBy = (bytes: number) => truth.set(holder, (truth.get(holder) ?? 0) + bytes)
          const counted = async () => {
            const rows = await hub.select(
              `SELECT userId, SUM(upload + download) AS bytes FROM ledger_hours WHERE nodeId = ${nodeId} GROUP BY userId`,
            )
            return new Map(rows.map(row => [Number(row['userId']), Number(row['bytes'])]))
          }
          /** What the gate does when it settles a port: pays for what is pending and turns the period. */
          const settleNow = (time: number) =>
            database.inTransaction(async tx => {
              const { charged } = await meterEntry(tx, nodeId, port)
              const at = time as Instant
              const [row] = rowsOf(
                await tx.query('SELECT settledCharged, periodFrom FROM assignments WHERE nodeId = ?', [
                  nodeId,
                ]),
              )
              if (!row) throw new Error('no assignment')
              const pending = charged - integerIn(row, 'settledCharged')
              const from = integerIn(row, 'periodFrom') as Instant
              const end = { userId: holder, nodeId, port, at: from, charged: pending, next: at }
              await hub.deps.settle.turnPeriod(tx, [end])
              const here = slotStart(slotOf(at))
              await tx.query(
                'UPDATE assignments SET settledCharged = ?, periodFrom = ?, periodUntil = ? WHERE nodeId = ?',
                [charged, here, here + 40 * slotMs, nodeId],
              )
            })
          for (const one of steps) {
            switch (one.do) {
              case 'pass':
                agent.pass(port, one.bytes, 3 * one.bytes)
                heldBy(4 * one.bytes)
                break
              case 'advance':
                agent.advance(one.ms)
                break
              case 'collect':
                await hub.collect(nodeId, agent)
                break
              case 'crash before commit': {
                const failing = collectingHub(database, {
                  guard: async () => Promise.reject(new Error('crash')),
                })
                await expect(failing.collect(nodeId, agent)).rejects.toThrow('crash')
                break
              }
              case 'crash after commit': {
                const query = await hub.ask(nodeId)
                const answer = agent.answer(query)
                await hub.commit(nodeId, query, answer, agent.now())
                // The hub that comes up again does not know that it had committed.
                expect((await hub.commit(nodeId, query, answer, agent.now())).kind).toBe('stale')
                break
              }
              case 'reboot': {
                const before = agent.lost()
                agent.reboot()
                heldBy(before - agent.lost())
                break
              }
              case 'restart':
                agent.kill()
                agent.start()
                break
              case 'reinstall':
                // What nobody has collected goes with the machine.
                await hub.collect(nodeId, agent)
                agent.reinstall()
                agent.configure([port], { epoch: 1, revision: 1 })
                break
              case 'hand over':
                // The rule: closed, and a reading taken after that; then the row goes and another user's comes.
                await hub.collect(nodeId, agent)
                await settleNow(agent.now())
                await database.inTransaction(tx =>
                  tx.query('DELETE FROM assignments WHERE nodeId = ?', [nodeId]),
                )
                holder = (holder % users.length) + 1
                await assign(agent.now())
                break
              case 'turn by the gate':
                await settleNow(agent.now())
                break
              case 'roll up':
                await hub.rollUp(nodeId)
                break
            }
          }
          await hub.collect(nodeId, agent)
          await hub.rollUp(nodeId)
          expect(Object.fromEntries(await counted())).toEqual(
            Object.fromEntries([...truth].filter(([, bytes]) => bytes > 0)),
          )
          const { differences } = await findLedgerDifferences(database)
          expect(differences.filter(difference => difference.nodeId === nodeId)).toEqual([])
          const [sum] = await hub.select(
            `SELECT COALESCE(SUM(charged), 0) AS charged, COALESCE(SUM(upload + download), 0) AS bytes, COUNT(*) AS n
             FROM ledger_hours WHERE nodeId = ${nodeId}`,
          )
          const exact = (Number(sum?.['bytes']) * rate) / 1_000
          // What grants paid for, what none covered and what is pending are all that was charged.
          const paid = await number('SELECT COALESCE(SUM(used), 0) FROM grants')
          const overrun = await number('SELECT COALESCE(SUM(overrun), 0) FROM cycles')
          const settled = await number(`SELECT settledCharged FROM assignments WHERE nodeId = ${nodeId}`)
          const { charged } = await database.inTransaction(tx => meterEntry(tx, nodeId, port))
          expect(charged).toBe(Number(sum?.['charged']))
          expect(paid + overrun - paidBefore + (charged - settled)).toBe(charged)
          expect(Number(sum?.['charged'])).toBeLessThanOrEqual(exact)
          expect(Number(sum?.['charged'])).toBeGreaterThan(exact - steps.length - 1)
        },
      ),
      { numRuns: 120 },
    )
  }, 60_000)
})
