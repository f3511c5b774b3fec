import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { inBatches } from '../../../../hub/db/raw-row.ts'
import { readNodeUsers } from '../../../../hub/metering/node-usage.ts'
import { readTrafficTop, type TopWanted } from '../../../../hub/metering/traffic-top.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { seededRandom } from '../../../harness/seeded-random.ts'

const timeZone = 'Asia/Shanghai'
/** Noon in Shanghai on 27 January 2026. */
const start = Date.UTC(2026, 0, 27, 4) as Instant

type Random = ReturnType<typeof seededRandom>

forEachEngine('the users with most traffic', engine => {
  it.each([
    ['some pass far more than most', (random: Random) => random.between(1, 1_000) ** 3, 1],
    ['all pass much the same', (random: Random) => random.between(900_000, 1_000_000), 3],
  ])('ranks thousands of users over months where %s', async (_name, amount, differing) => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    await seedFleet(database, { nodes: 1, users: 1, now: start })
    const random = seededRandom(3)
    const months = [202510, 202511, 202512]
    const sums = new Map<number, number>()
    const add = async (month: number, amounts: readonly (readonly [userId: number, charged: number])[]) => {
      for (let from = 0; from < amounts.length; from += 500) {
        const part = amounts.slice(from, from + 500)
        const values = part.map(([userId, charged]) => `(${month}, ${userId}, 1, 0, ${charged}, ${charged})`)
        await database.inTransaction(tx =>
          tx.query(
            `INSERT INTO user_months (month, userId, nodeId, upload, download, charged) VALUES ${values.join(',')}`,
          ),
        )
      }
      for (const [userId, charged] of amounts) sums.set(userId, (sums.get(userId) ?? 0) + charged)
      const counted = amounts.reduce((sum, [, charged]) => sum + charged, 0)
      const day = month * 100 + 1 + added.push(counted)
      await database.inTransaction(tx =>
        tx.query('INSERT INTO node_days VALUES (?, 1, 0, ?, ?)', [day, counted, counted]),
      )
    }
    const added: number[] = []
    const usual = Array.from({ length: 2_000 }, () => amount(random))
    for (const [index, month] of months.entries()) {
      const of = (user: number) => (index % differing === 0 ? (usual[user] ?? 0) : amount(random))
      await add(
        month,
        usual.map((_, user) => [user + 10, of(user)] as const),
      )
    }
    const deps = { database, clock: { now: () => start, sleep: async () => {} }, timeZone }
    const period = { from: 20251001, until: 20251231 }
    const top = async () => {
      const wanted: TopWanted = { ...period, by: 'user', sort: 'charged', limit: 20 }
      const answer = await readTrafficTop(deps, wanted)
      if (!answer.ok) throw new Error(answer.code)
      const { items, total } = answer.value
      expect(total.charged).toBe(added.reduce((sum, one) => sum + one, 0))
      return items.map(({ id, charged }) => [id, charged])
    }
    const expected = () => [...sums].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 20)
    expect(await top()).toEqual(expected())
    // What comes late to a month that was looked at before is seen.
    await add(202511, [[9, 10_000_000_000]])
    expect(await top()).toEqual(expected())
    expect((await top())[0]?.[0]).toBe(9)
  })

  it('ranks over a part of the months a period lies in, also where others are in front in the whole of them', async () => {
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    await seedFleet(database, { nodes: 1, users: 1, now: start })
    const random = seededRandom(5)
    const insert = (sql: string, rows: readonly string[]) =>
      database.inTransaction(async tx => {
        for (const part of inBatches(rows, 500)) await tx.query(`${sql} VALUES ${part.join(',')}`)
      })
    // Of a thousand users who pass all the same over November, half do so before the 15th and half after it.
    const days = new Map<number, number>()
    const rows: { user: number; day: number; charged: number }[] = []
    for (let user = 10; user < 1_010; user += 1) {
      const day = 20251101 + (user % 2) * 20 + random.between(0, 9)
      const charged = user % 2 === 0 ? 2_000_000 : 1_000_000 + user
      rows.push({ user, day, charged })
      days.set(day, (days.get(day) ?? 0) + charged)
    }
    await insert(
      'INSERT INTO ledger_days (userId, day, nodeId, upload, download, charged)',
      rows.map(({ user, day, charged }) => `(${user}, ${day}, 1, 0, ${charged}, ${charged})`),
    )
    await insert(
      'INSERT INTO user_months (month, userId, nodeId, upload, download, charged)',
      rows.map(({ user, charged }) => `(202511, ${user}, 1, 0, ${charged}, ${charged})`),
    )
    await insert(
      'INSERT INTO node_days (day, nodeId, upload, download, charged)',
      [...days].map(([day, charged]) => `(${day}, 1, 0, ${charged}, ${charged})`),
    )
    const deps = { database, clock: { now: () => start, sleep: async () => {} }, timeZone }
    for (const from of [20251111, 20251115, 20251121, 20251128]) {
      const period = { from, until: 20251130 }
      const expected = rows
        .filter(({ day }) => day >= from)
        .sort((a, b) => b.charged - a.charged || a.user - b.user)
        .slice(0, 20)
        .map(({ user, charged }) => [user, charged])
      const wanted: TopWanted = { ...period, by: 'user', sort: 'charged', limit: 20 }
      const top = await readTrafficTop(deps, wanted)
      expect(top.ok && top.value.items.map(({ id, charged }) => [id, charged])).toEqual(expected)
      const ofNode = await readNodeUsers(deps, { ...period, nodeId: 1, limit: 20 })
      expect(ofNode.ok && ofNode.value.items.map(({ userId, charged }) => [userId, charged])).toEqual(
        expected,
      )
    }
  })
})
