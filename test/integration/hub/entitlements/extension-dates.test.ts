import { expect, it } from 'vitest'
import type { CyclePolicy } from '../../../../hub/entitlements/cycle.ts'
import { extendTime, previewTime } from '../../../../hub/entitlements/extend-time.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { localTime, writtenCuts, writtenTime } from '../../../builders/local-time.ts'
import { writtenTable } from '../../../builders/written-table.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { createGatedWorld, type GatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

// The plan somebody was given (1,000 bytes a month), the days on top with their moment, the plan after them: what his
// cuts are then, and where his plan ends.
const tables: Readonly<Record<string, string>> = {
  'Asia/Shanghai': `
  calendar ×1 2026-01-31T10:00     5 2026-02-10T12:00   -               2026-01-31T10:00 [32] 2026-02-01 [968] 2026-03-06                     2026-03-06
  calendar ×2 2026-01-31T10:01     1 2026-02-10T12:01   -               2026-01-31T10:01 [32] 2026-02-01 [1000] 2026-03-01 [968] 2026-04-02   2026-04-02
  # Only what ends with the plan moves; a plan that follows begins behind the days, and an anniversary anew.
  calendar ×1 2026-02-15T10:00     5 2026-02-15T10:00   calendar ×1     2026-02-15T10:00 [500] 2026-03-01 [500] 2026-03-21 [354] 2026-04-01 [646] 2026-04-21  2026-04-21
  anniversary ×1 2026-02-15T10:01  5 2026-02-15T10:01   anniversary ×2  2026-02-15T10:01 [1000] 2026-03-21 [1000] 2026-04-21 [1000] 2026-05-21  2026-05-21
  anniversary ×1 2026-02-15T10:02  28 2026-02-15T10:02  anniversary ×1  2026-02-15T10:02 [1000] 2026-04-13 [1000] 2026-05-13                  2026-05-13
  # Over a leap day and a year's end.
  calendar ×1 2027-12-15T10:00     31 2027-12-15T10:00  -               2027-12-15T10:00 [548] 2028-01-01 [452] 2028-02-16                    2028-02-16
  anniversary ×1 2028-01-29        1 2028-02-28T23:59   -               2028-01-29 [1000] 2028-03-01                                          2028-03-01
  # A plan that is over, or none: the days are from now on, to the midnight after, and bring no bytes.
  anniversary ×1 2028-03-01T08:00  3 2028-05-05T08:00   -               2028-03-01T08:00 [1000] 2028-04-02                                    2028-05-09
  -                                2 2028-05-31T00:00   -               -                                                                     2028-06-02
`,
  'America/New_York': `
  # The 8th of March has 23 hours, the 1st of November 25.
  calendar ×1 2026-02-15T10:00     3 2026-03-08T12:00   -               2026-02-15T10:00 [500] 2026-03-01 [500] 2026-03-19                    2026-03-19
  anniversary ×1 2026-03-06        1 2026-03-08T02:00   anniversary ×1  2026-03-06 [1000] 2026-04-07 [1000] 2026-05-07                        2026-05-07
  anniversary ×1 2026-10-01T01:30  2 2026-11-01T01:30   -               2026-10-01T01:30 [1000] 2026-11-04                                    2026-11-04
  -                                1 2026-11-01T00:30   -               -                                                                     2026-11-03
`,
}

const give = async (world: GatedWorld, userId: number, text: string) => {
  const [policy, times = ''] = text.split(' ')
  const wish = { months: Number(times.slice(1)), bytesPerCycle: 1_000, policy: policy as CyclePolicy }
  expect(
    await grantPlan(world.grantDeps, { ...wish, userIds: [userId], reason: 'x' }, operator),
  ).toMatchObject({
    ok: true,
  })
}

async function held(world: GatedWorld, userId: number, zone: string): Promise<[cuts: string, end: string]> {
  const grants = await world.select(
    'SELECT bytes, validFrom, validUntil FROM grants WHERE userId = ? ORDER BY validFrom, id',
    [userId],
  )
  const cuts = grants.map(row => ({
    ...{ from: Number(row['validFrom']), until: Number(row['validUntil']), bytes: Number(row['bytes']) },
  }))
  const [user] = await world.select('SELECT expiresAt FROM users WHERE id = ?', [userId])
  return [cuts.length === 0 ? '-' : writtenCuts(cuts, zone), writtenTime(Number(user?.['expiresAt']), zone)]
}

forEachEngine('days on top', engine => {
  it.each(Object.entries(tables))('move the end of a plan by local days, in %s', async (zone, table) => {
    const rows = writtenTable(table)
    await using opened = await openTestDatabase(engine)
    const { database } = opened
    const now = localTime('2026-01-01', zone)
    const world = await createGatedWorld(database, { nodes: 1, users: rows.length, now, timeZone: zone })
    // Everybody has a time of his own.
    const at = (text = '') => world.clock.advance(localTime(text, zone) - world.clock.now())
    for (const [i, [plan = '', time = '', next = '', ...expected]] of rows.entries()) {
      const userId = i + 1
      const [days = '', moment] = time.split(' ')
      if (plan !== '-') {
        at(plan.split(' ')[2])
        await give(world, userId, plan)
      }
      at(moment)
      const more = { userIds: [userId], days: Number(days), reason: 'outage' }
      const preview = await previewTime(world.grantDeps, { userId, days: more.days })
      expect(await extendTime(world.grantDeps, more, operator)).toMatchObject({
        value: [preview.ok ? preview.value : {}],
      })
      if (next !== '-') await give(world, userId, next)
      expect([plan, time, next, ...(await held(world, userId, zone))]).toEqual([
        plan,
        time,
        next,
        ...expected,
      ])
    }
  })

  it('move what was given until the end of the plan, and leave what has an end of its own', async () => {
    const zone = 'Asia/Shanghai'
    await using opened = await openTestDatabase(engine)
    const now = localTime('2026-01-31T10:07', zone)
    const world = await createGatedWorld(opened.database, { nodes: 1, users: 1, now, timeZone: zone })
    await give(world, 1, 'calendar ×1')
    for (const validity of [{ kind: 'plan' }, { kind: 'days', days: 2 }, { kind: 'until_used' }] as const) {
      const gift = { userIds: [1], bytes: 7, validity, reason: 'x', compensation: true }
      await grantBytes(world.grantDeps, gift, operator)
    }
    await extendTime(world.grantDeps, { userIds: [1], days: 5, reason: 'outage' }, operator)
    const gifts = await world.select('SELECT validUntil FROM grants WHERE bytes = 7 ORDER BY id')
    expect(
      gifts.map(({ validUntil }) => (validUntil === null ? 'used' : writtenTime(Number(validUntil), zone))),
    ).toEqual(['2026-03-06', '2026-02-02T10:15', 'used'])
  })
})
