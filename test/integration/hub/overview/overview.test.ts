import { afterAll, beforeAll, expect, it } from 'vitest'
import { integerIn, textIn } from '../../../../hub/db/raw-row.ts'
import { readPreferences, writePreference } from '../../../../hub/operators/preferences.ts'
import { readOverview } from '../../../../hub/overview/read-overview.ts'
import { searchAll } from '../../../../hub/overview/search-all.ts'
import { readRevenue } from '../../../../hub/payments/read-revenue.ts'
import { defaultNow } from '../../../builders/seeded-hub/seed-world.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openSeeded } from '../../../harness/open-seeded.ts'

const dayMs = 86_400_000
/** Midnight in Shanghai before the seeding's moment. */
const midnight = Math.floor((defaultNow + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000

forEachEngine('what a console asks for first', engine => {
  let hub: Awaited<ReturnType<typeof openSeeded>>
  beforeAll(async () => {
    hub = await openSeeded(engine)
  })
  afterAll(() => hub?.[Symbol.asyncDispose]())

  it('is what the rows say: money, users, traffic, nodes, inbox, alerts, bill, backup and books', async () => {
    const seen = await readOverview(hub.deps)
    expect(seen.today).toBe(midnight)

    const payments = await hub.rows('SELECT amount, successAt FROM payments')
    const received = (from: number, until: number) =>
      payments
        .filter(row => integerIn(row, 'successAt') >= from && integerIn(row, 'successAt') < until)
        .reduce((sum, row) => sum + integerIn(row, 'amount'), 0)
    const month = Date.parse('2026-10-31T16:00:00Z')
    expect(seen.money.month.received).toBe(received(month, defaultNow + 1))
    expect(seen.money.month.received).toBeGreaterThan(0)
    expect(seen.money.today.received).toBe(received(midnight, defaultNow + 1))
    expect(seen.money.lastWeek.received).toBe(received(midnight - 7 * dayMs, midnight - 6 * dayMs))
    expect(seen.money.lastWeekSoFar.received).toBe(received(midnight - 7 * dayMs, defaultNow - 7 * dayMs))

    // The report of revenue tells the same of the same days, but for what belongs to no order.
    const dayOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
    for (const [from, sums] of [
      [midnight, seen.money.today],
      [month, seen.money.month],
    ] as const) {
      const revenue = await readRevenue(hub.deps, { from: dayOf(from), until: dayOf(defaultNow) })
      if (!revenue.ok) throw new Error(revenue.code)
      const sum = (of: 'received' | 'orders' | 'refunded') =>
        revenue.value.items.reduce((all, line) => all + line[of], 0)
      expect(sums.received - sums.ofNoOrder).toBe(sum('received'))
      expect(sums.orders).toBe(sum('orders'))
    }
    expect(seen.money.month.ofNoOrder).toBeGreaterThan(0)

    expect(seen.users.active).toBe(await hub.count("users WHERE gate = 'open'"))
    expect(seen.users.all).toBe(await hub.count("users WHERE status <> 'deleted'"))
    expect(seen.users.expiring).toBe(
      await hub.count("users WHERE gate = 'open' AND expiresAt BETWEEN ? AND ?", [
        defaultNow,
        defaultNow + 7 * dayMs - 1,
      ]),
    )
    expect(seen.traffic.hours).toHaveLength(25)
    const hours = await hub.rows('SELECT slot, upload, download FROM node_hours WHERE slot >= ?', [
      (defaultNow - dayMs - 3_600_000) / 900_000,
    ])
    const total = (of: 'upload' | 'download') => hours.reduce((sum, row) => sum + integerIn(row, of), 0)
    const shown = (of: 'upload' | 'download') => seen.traffic.hours.reduce((sum, hour) => sum + hour[of], 0)
    expect(shown('download')).toBeGreaterThan(0)
    expect(shown('download')).toBeGreaterThanOrEqual(total('download'))

    const { nodes } = seen
    expect(nodes.ok + nodes.failing + nodes.halted + nodes.pending).toBe(nodes.all)
    expect(nodes.all).toBe(await hub.count("nodes WHERE state <> 'removed'"))
    expect(nodes.failing).toBeGreaterThan(0)
    expect(nodes.halted).toBe(1)
    const [worst] = nodes.troubled
    expect(worst?.users).toBe(
      await hub.count(
        "assignments a JOIN users u ON u.id = a.userId WHERE a.nodeId = ? AND a.releasedAt IS NULL AND u.gate = 'open'",
        [worst?.nodeId],
      ),
    )
    expect(seen.inbox.open).toBe(await hub.count("payment_inbox WHERE state = 'open'"))
    expect(seen.inbox.newest.length).toBeGreaterThan(0)
    expect(seen.alerts.open).toBe(await hub.count('alerts WHERE openKey IS NOT NULL'))
    expect(seen.alerts.newest.length).toBeGreaterThan(0)
    expect(seen.bill?.day).toBeGreaterThan(20_261_000)
    expect(seen.backup?.checkedAt).not.toBeNull()
    expect(seen.books.agree).toBe(true)
  })

  it('finds people, orders, payments and nodes by a piece of what names them', async () => {
    const find = (q: string) => searchAll(hub.deps, { q })
    const [user = {}] = await hub.rows('SELECT id, email FROM users WHERE email IS NOT NULL LIMIT 1')
    const byMail = await find(textIn(user, 'email').slice(0, -4))
    expect(byMail.users.map(found => found.userId)).toContain(integerIn(user, 'id'))

    // Before all the newer ones whose addresses have the number in them.
    const [served = {}] = await hub.rows(
      'SELECT id, port FROM users WHERE port IS NOT NULL ORDER BY id LIMIT 1',
    )
    const port = integerIn(served, 'port')
    const newest = await hub.rows('SELECT id FROM users ORDER BY id DESC LIMIT 9')
    await hub.deps.database.inTransaction(async tx => {
      for (const { id } of newest) {
        await tx.query('UPDATE users SET email = ? WHERE id = ?', [`qq${port}${String(id)}@example.org`, id])
      }
    })
    const byPort = await find(String(port))
    expect(byPort.users).toHaveLength(8)
    expect(byPort.users[0]?.userId).toBe(integerIn(served, 'id'))

    const [order = {}] = await hub.rows('SELECT id, number FROM orders ORDER BY id DESC LIMIT 1')
    const byNumber = await find(textIn(order, 'number').slice(0, -1))
    expect(byNumber.orders.map(found => found.orderId)).toContain(integerIn(order, 'id'))

    const [payment = {}] = await hub.rows('SELECT id, transactionId, outTradeNo FROM payments LIMIT 1')
    for (const name of ['transactionId', 'outTradeNo']) {
      const found = await find(textIn(payment, name))
      expect(found.payments.map(one => one.paymentId)).toEqual([integerIn(payment, 'id')])
    }
    const [node = {}] = await hub.rows("SELECT id, name FROM nodes WHERE state <> 'removed' LIMIT 1")
    const byName = await find(textIn(node, 'name').toUpperCase())
    expect(byName.nodes.map(found => found.nodeId)).toContain(integerIn(node, 'id'))

    expect(await find('no-such-thing%_*')).toEqual({ users: [], orders: [], payments: [], nodes: [] })
  })

  it('keeps what an operator prefers, apart from others, within bounds', async () => {
    const [li, wu] = [1, 2].map(id => ({ kind: 'operator', id, name: `op ${id}`, role: 'viewer' }) as const)
    if (li === undefined || wu === undefined) throw new Error('two operators')
    const keep = (name: string, value: Parameters<typeof writePreference>[1]['value']) =>
      writePreference(hub.deps, { name, value }, li)
    const read = async (actor: typeof li) => {
      const found = await readPreferences(hub.deps, actor)
      return found.ok ? found.value.values : found.code
    }
    await keep('users.columns', ['name', 'left'])
    await keep('users.columns', ['name', 'port'])
    await keep('users.filters', [{ name: '快用完', query: { gate: 'open' } }])
    expect(await read(li)).toEqual({
      'users.columns': ['name', 'port'],
      'users.filters': [{ name: '快用完', query: { gate: 'open' } }],
    })
    expect(await read(wu)).toEqual({})
    await keep('users.filters', null)
    expect(await read(li)).toEqual({ 'users.columns': ['name', 'port'] })
    expect(await keep('long', 'x'.repeat(20_000))).toMatchObject({ ok: false, code: 'bad_request' })
    for (let one = 1; one < 64; one += 1) await keep(`n${one}`, one)
    expect(await keep('n64', 64)).toMatchObject({ ok: false, code: 'bad_request' })
    expect(await readPreferences(hub.deps, { kind: 'system', name: 'x' })).toMatchObject({
      code: 'forbidden',
    })
  })
})
