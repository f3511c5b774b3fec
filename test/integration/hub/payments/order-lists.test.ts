import { afterAll, beforeAll, expect, it } from 'vitest'
import { findCodes } from '../../../../hub/codes/find-codes.ts'
import { integerIn, textIn } from '../../../../hub/db/raw-row.ts'
import { countOrders, exportOrders, listOrders } from '../../../../hub/payments/list-orders.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openSeeded } from '../../../harness/open-seeded.ts'

forEachEngine('lists of orders and codes', engine => {
  let hub: Awaited<ReturnType<typeof openSeeded>>
  beforeAll(async () => {
    hub = await openSeeded(engine)
  })
  afterAll(() => hub?.[Symbol.asyncDispose]())

  type Asked = Partial<Parameters<typeof listOrders>[1]>
  async function whole(asked: Asked) {
    const orders = []
    for (let after: string | undefined; ; ) {
      const wanted = { sort: 'created', direction: 'desc', limit: 70, ...asked, after } as const
      const page = await listOrders(hub.deps, wanted)
      orders.push(...page.items)
      if (page.next === null) return orders
      after = page.next
    }
  }

  it.each([
    ['created', 'createdAt'],
    ['total', 'total'],
    ['paid', 'paidAt'],
    ['ends', 'endsAt'],
  ] as const)('shows every order once by %s, either way, and what has none last', async (sort, column) => {
    for (const direction of ['asc', 'desc'] as const) {
      const orders = await whole({ sort, direction })
      expect(new Set(orders.map(({ id }) => id)).size).toBe(await hub.count('orders'))
      const rest = orders.findIndex(order => order[column] === null)
      const values = orders.slice(0, rest === -1 ? undefined : rest).map(order => Number(order[column]))
      const sign = direction === 'asc' ? 1 : -1
      expect(values).toEqual([...values].sort((a, b) => sign * (a - b)))
      if (rest !== -1) expect(orders.slice(rest).every(order => order[column] === null)).toBe(true)
    }
  })

  it('narrows by all that is given, and counts the same by state', async () => {
    const [plan = {}] = await hub.rows(
      'SELECT planId, COUNT(*) AS n FROM orders WHERE planId IS NOT NULL GROUP BY planId ORDER BY n DESC',
    )
    const planId = integerIn(plan, 'planId')
    const [middle = {}] = await hub.rows('SELECT createdAt AS at FROM orders WHERE id = 300')
    const from = integerIn(middle, 'at')
    for (const [filter, where] of [
      [{}, '1 = 1'],
      [{ planId }, `planId = ${planId}`],
      [{ from }, `createdAt >= ${from}`],
      [{ until: from, method: 'wechat' }, `createdAt < ${from} AND method = 'wechat'`],
      [{ from, planId, method: 'free' }, `createdAt >= ${from} AND planId = ${planId} AND method = 'free'`],
    ] as const) {
      const { states } = await countOrders(hub.deps, filter)
      const counted = await hub.rows(
        `SELECT state, COUNT(*) AS n FROM orders WHERE ${where} GROUP BY state ORDER BY state`,
      )
      expect(states).toEqual(
        counted.map(row => ({ state: textIn(row, 'state'), orders: integerIn(row, 'n') })),
      )
      for (const { state, orders } of states) {
        const listed = await whole({ ...filter, state, sort: 'total' })
        expect(listed).toHaveLength(orders)
        expect(listed.every(order => order.state === state)).toBe(true)
      }
      const { csv, isWhole } = await exportOrders(hub.deps, filter)
      expect([csv.trim().split('\r\n').length - 1, isWhole]).toEqual([
        states.reduce((sum, { orders }) => sum + orders, 0),
        true,
      ])
    }
  })

  it('finds the orders of a user by how his address begins, taken letter for letter', async () => {
    const [user = {}] = await hub.rows(
      'SELECT u.id AS id, u.email AS email FROM users u JOIN orders o ON o.userId = u.id WHERE u.email IS NOT NULL LIMIT 1',
    )
    const email = textIn(user, 'email')
    const theirs = await whole({ text: email.toUpperCase() })
    expect(theirs.map(({ id }) => id)).toEqual(
      (
        await hub.rows('SELECT id FROM orders WHERE userId = ? ORDER BY createdAt DESC, id DESC', [
          integerIn(user, 'id'),
        ])
      ).map(row => integerIn(row, 'id')),
    )
    const begun = await whole({ text: email.slice(0, -3) })
    expect(begun.map(({ id }) => id)).toEqual(expect.arrayContaining(theirs.map(({ id }) => id)))
    for (const text of ['%%%', '___', '***', `?${email.slice(1)}`, '[a-z]*']) {
      expect(await whole({ text }), text).toEqual([])
    }
    expect(await countOrders(hub.deps, { text: 'nobody@nowhere' })).toEqual({ states: [] })
  })

  it('finds a code by how it begins, as people write it', async () => {
    const [code = {}] = await hub.rows(
      'SELECT c.id AS id, c.code AS code, b.name AS name FROM codes c JOIN code_batches b ON b.id = c.batchId WHERE LENGTH(c.code) = 16 LIMIT 1',
    )
    const text = textIn(code, 'code')
    const asRead = `${text.slice(0, 4)}-${text.slice(4, 8)} ${text.slice(8)}`.toLowerCase()
    for (const wanted of [text, asRead, text.slice(0, 9)]) {
      expect((await findCodes(hub.deps, { text: wanted })).items).toMatchObject([
        {
          id: integerIn(code, 'id'),
          batchName: textIn(code, 'name'),
          code: text.replaceAll(/(.{4})(?=.)/g, '$1-'),
        },
      ])
    }
    expect((await findCodes(hub.deps, { text: text.slice(1) })).items).toEqual([])
    expect((await findCodes(hub.deps, { text: '***' })).items).toEqual([])
  })
})
