import { expect, it } from 'vitest'
import type { UserFilter, UserSort } from '../../../../hub/contract/admin/user-filter.ts'
import { refreshFigures } from '../../../../hub/entitlements/keep-figures.ts'
import { exportUsers } from '../../../../hub/users/export-users.ts'
import { countUsers } from '../../../../hub/users/find-users.ts'
import { listUsers } from '../../../../hub/users/list-users.ts'
import { readUser } from '../../../../hub/users/read-user.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openPeopleAndNodes, succeeded, timeZone } from '../../../harness/people-and-nodes.ts'

type World = Awaited<ReturnType<typeof openPeopleAndNodes>>
const day = 86_400_000

const set = (hub: World, userId: number, columns: Record<string, unknown>) =>
  hub.database.inTransaction(tx =>
    tx.query(
      `UPDATE users SET ${Object.keys(columns)
        .map(name => `${name} = ?`)
        .join(', ')} WHERE id = ?`,
      [...Object.values(columns), userId],
    ),
  )

/** A bucket of a user of whom so much is used. */
const bucket = (hub: World, userId: number, bytes: number | null, used: number) =>
  hub.database.inTransaction(tx =>
    tx.query(
      `INSERT INTO grants (userId, kind, source, sourceRef, bytes, used, validFrom, validUntil, reason, createdBy,
         createdAt, endedAt) VALUES (?, 'bucket', 'operator', '', ?, ?, ?, NULL, '', '', 0, NULL)`,
      [userId, bytes, used, hub.clock.now() - day],
    ),
  )

const refresh = async (hub: World) => {
  await hub.database.inTransaction(tx => tx.query('UPDATE user_figures SET computedAt = 0'))
  await refreshFigures({ ...hub.deps, timeZone })
}

async function walk(
  hub: World,
  sort: UserSort,
  direction: 'asc' | 'desc',
  limit: number,
  filter: UserFilter = {},
) {
  const ids: number[] = []
  let after: string | undefined
  do {
    const page = await listUsers(hub.deps, { ...filter, sort, direction, limit, after })
    ids.push(...page.items.map(({ id }) => id))
    after = page.next ?? undefined
  } while (after !== undefined)
  return ids
}

forEachEngine('lists of users', engine => {
  it('stand in every order, page by page, each user once, those without a value last', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const now = hub.clock.now()
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = [
      await hub.user({ name: 'b' }),
      await hub.user({ name: 'a' }),
      await hub.user({ name: '李雷' }),
      await hub.user({ name: 'a' }),
      await hub.user({ name: 'c' }),
    ]
    await set(hub, a, { expiresAt: now + day, port: 10_002, createdAt: now + 5 })
    await set(hub, b, { expiresAt: now + 2 * day, port: 10_001 })
    await set(hub, c, { expiresAt: now + day, port: 10_002 })
    await bucket(hub, a, 100, 90)
    await bucket(hub, b, 1_000, 10)
    await bucket(hub, c, null, 500)
    await bucket(hub, d, 100, 90)
    await refresh(hub)
    const expected: [UserSort, 'asc' | 'desc', number[]][] = [
      ['created', 'desc', [a, e, d, c, b]],
      ['created', 'asc', [b, c, d, e, a]],
      ['name', 'asc', [b, d, a, e, c]],
      ['name', 'desc', [c, e, a, d, b]],
      ['expires', 'asc', [a, c, b, d, e]],
      ['expires', 'desc', [b, c, a, e, d]],
      ['port', 'asc', [b, a, c, d, e]],
      ['port', 'desc', [c, a, b, e, d]],
      ['left', 'asc', [e, a, d, b, c]],
      ['left', 'desc', [b, d, a, e, c]],
      ['used', 'asc', [e, b, a, d, c]],
      ['used', 'desc', [c, d, a, b, e]],
    ]
    for (const [sort, direction, ids] of expected) {
      for (const limit of [1, 2, 10]) {
        expect([sort, direction, limit, await walk(hub, sort, direction, limit)]).toEqual([
          ...[sort, direction, limit],
          ids,
        ])
      }
    }
    await expect(listUsers(hub.deps, { limit: 2, after: 'not one of ours' })).rejects.toMatchObject({
      failure: { code: 'bad_request' },
    })
  })

  it('are filtered by gate, place, time and what is left, and counted alike', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const now = hub.clock.now()
    const asia = await hub.activeNode({ region: 'asia', capacity: 1 })
    const europe = await hub.activeNode({ region: 'europe', capacity: 1 })
    const [a = 0, b = 0, c = 0] = [await hub.user(), await hub.user(), await hub.user()]
    await hub.assign(a)
    await set(hub, a, { gate: 'open', expiresAt: now + 3 * day })
    await set(hub, b, { gate: 'quota_used', expiresAt: now + 9 * day, createdAt: now + 5 })
    await bucket(hub, a, 1_000, 901)
    await bucket(hub, b, 1_000, 900)
    await refresh(hub)
    const found: [UserFilter, number[]][] = [
      [{ gate: 'open' }, [a]],
      [{ gate: 'closed' }, [b, c]],
      [{ gate: 'quota_used' }, [b]],
      [{ nodeId: asia }, [a]],
      [{ nodeId: asia + europe + 1 }, []],
      [{ region: 'europe' }, [a]],
      [{ region: 'mars' }, []],
      [{ expiresAfter: now, expiresBefore: now + 7 * day }, [a]],
      [{ expiresAfter: now + 3 * day }, [a, b]],
      [{ createdSince: now + 5 }, [b]],
      [{ leftBelowPercent: 10 }, [a]],
      [{ leftBelowPercent: 11 }, [a, b]],
      [{ leftBelowPercent: 11, search: 'user', gate: 'quota_used' }, [b]],
      [{ search: 'USER', nodeId: asia }, [a]],
      [{ planId: 7 }, []],
    ]
    for (const [filter, ids] of found) {
      for (const sort of ['name', 'left'] as const) {
        const listed = await walk(hub, sort, 'asc', 2, filter)
        expect([filter, listed.sort((x, y) => x - y)]).toEqual([filter, ids])
      }
      const count = await hub.database.inTransaction(tx => countUsers(tx, filter))
      expect([filter, count]).toEqual([filter, { users: ids.length, isExact: true }])
    }
  })

  it('show what is left, the plan that was bought, the nodes and the cycle', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const now = hub.clock.now()
    await hub.activeNode()
    const userId = await hub.user()
    await hub.assign(userId)
    await bucket(hub, userId, 1_000, 300)
    const order = async (number: string, startsAt: number, entitlement: string) =>
      hub.database.inTransaction(tx =>
        tx.query(
          `INSERT INTO orders (number, userId, planId, kind, mode, quantity, state, listPrice, discount, credit, total,
             quote, stockHeld, received, movedOut, refunded, createdAt, expiresAt, heldReason, manualReason,
             entitlement, startsAt, endsAt, version)
           VALUES (?, ?, 3, 'month', 'new', 1, 'fulfilled', 0, 0, 0, 0, ?, 0, 0, 0, 0, 0, 0, '', '', ?, ?, ?, 1)`,
          [
            number,
            userId,
            JSON.stringify({ quote: { title: { zh: `套餐${number}`, en: number } } }),
            entitlement,
            startsAt,
            now + 30 * day,
          ],
        ),
      )
    await order('old', now - 60 * day, 'active')
    await order('new', now - day, 'active')
    await order('next', now + day, 'waiting')
    await order('gone', now - 2 * day, 'ended')
    const [item] = (await listUsers(hub.deps, { limit: 5, planId: 3 })).items
    expect(item).toMatchObject({
      balance: { left: 700, granted: 1_000, used: 300 },
      plan: { planId: 3, title: { en: 'new', zh: '套餐new' }, endsAt: now + 30 * day },
      nodes: 1,
    })
    expect(succeeded(await readUser(hub.deps, { userId }))).toMatchObject({ plan: item?.plan, cycle: null })
  })

  it('leave as CSV whose cells no spreadsheet takes for a formula', async () => {
    await using hub = await openPeopleAndNodes(engine)
    await hub.user({ name: '=HYPERLINK("evil")', note: 'two\nlines, "quoted"' })
    await hub.user({ name: '李雷' })
    const whole = await exportUsers(hub.deps, { sort: 'name', direction: 'asc' })
    expect(whole).toMatchObject({ name: 'users.csv', isWhole: true, next: null })
    const lines = whole.csv.split('\r\n')
    expect(lines[0]).toContain('id,name,email,status,gate,port,plan,plan ends')
    expect(lines[1]).toContain(`"'=HYPERLINK(""evil"")"`)
    expect(lines[1]).toContain('"two\nlines, ""quoted"""')
    expect(lines[2]).toContain('李雷')
    const some = await exportUsers(hub.deps, { search: '李' })
    expect(some.csv.split('\r\n')).toHaveLength(3)
  })

  it('are sorted by figures that a job brings up to date, also for who came past the hub', async () => {
    await using hub = await openPeopleAndNodes(engine)
    const userId = await hub.user()
    const figures = () =>
      hub.database.inTransaction(tx => tx.query('SELECT * FROM user_figures ORDER BY userId')) as Promise<
        Record<string, unknown>[]
      >
    expect(await figures()).toHaveLength(1)
    await hub.database.inTransaction(tx => tx.query('DELETE FROM user_figures'))
    await bucket(hub, userId, 1_000, 250)
    expect(await refreshFigures({ ...hub.deps, timeZone })).toEqual({ refreshed: 1 })
    expect(await figures()).toMatchObject([{ userId, leftPermille: 750 }])
    expect(await refreshFigures({ ...hub.deps, timeZone })).toEqual({ refreshed: 0 })
  })
})
