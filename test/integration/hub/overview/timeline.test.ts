import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordAudit } from '../../../../hub/audit/record-audit.ts'
import { readTimeline as timelineEndpoint } from '../../../../hub/contract/admin/timeline.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { integerIn, textIn } from '../../../../hub/db/raw-row.ts'
import { readTimeline } from '../../../../hub/overview/timeline/read-timeline.ts'
import { defaultNow } from '../../../builders/seeded-hub/seed-world.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openSeeded } from '../../../harness/open-seeded.ts'

forEachEngine('the timeline of a user', engine => {
  let hub: Awaited<ReturnType<typeof openSeeded>>
  beforeAll(async () => {
    hub = await openSeeded(engine)
  })
  afterAll(() => hub?.[Symbol.asyncDispose]())

  type Asked = Partial<Parameters<typeof readTimeline>[1]>
  async function page(userId: number, asked: Asked = {}) {
    const found = await readTimeline(hub.deps, { userId, limit: 200, ...asked })
    if (!found.ok) throw new Error(found.code)
    return timelineEndpoint.answer.parse(found.value)
  }
  async function whole(userId: number, asked: Asked = {}) {
    const items = []
    for (let after: string | undefined; ; ) {
      const part = await page(userId, { ...asked, ...(after === undefined ? {} : { after }) })
      items.push(...part.items)
      if (part.next === null) return items
      after = part.next
    }
  }
  /** Who has most of something. */
  async function busiest(of: string): Promise<number> {
    const [row = {}] = await hub.rows(
      `SELECT userId, COUNT(*) AS n FROM ${of} GROUP BY userId ORDER BY n DESC, userId LIMIT 1`,
    )
    return integerIn(row, 'userId')
  }

  it('tells everything that the rows tell, once, newest first, whatever the size of its pages', async () => {
    const sources = ['orders', 'gate_changes', 'grants WHERE endedAt IS NOT NULL', 'mail_outbox']
    const refunded = 'orders JOIN refunds ON refunds.orderId = orders.id'
    for (const userId of new Set(await Promise.all([...sources, refunded].map(busiest)))) {
      const all = await whole(userId)
      expect(await whole(userId, { limit: 3 })).toEqual(all)
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
      expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => b - a))

      const told = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind)).length
      const count = (table: string, more = '1 = 1') =>
        hub.count(`${table} WHERE userId = ${userId} AND ${more}`)
      const ofOrders = (table: string, more = '1 = 1') =>
        hub.count(`${table} x JOIN orders o ON o.id = x.orderId WHERE o.userId = ${userId} AND ${more}`)
      expect(told('order.placed')).toBe(await count('orders'))
      expect(told('order.fulfilled')).toBe(await count('orders', 'fulfilledAt IS NOT NULL'))
      expect(told('order.closed')).toBe(await count('orders', 'closedAt IS NOT NULL'))
      expect(told('order.held')).toBe(await count('orders', "heldReason <> ''"))
      expect(told('payment.received')).toBe(await ofOrders('payments'))
      expect(told('refund.requested')).toBe(await ofOrders('refunds'))
      expect(told('refund.succeeded')).toBe(await ofOrders('refunds', "x.state = 'succeeded'"))
      expect(told('gate.opened', 'gate.closed')).toBe(await count('gate_changes'))
      expect(told('config.confirmed')).toBe(await count('gate_confirmations', 'confirmedAt IS NOT NULL'))
      expect(told('cycle.begun')).toBe(await count('cycles', `startsAt <= ${defaultNow}`))
      expect(told('cycle.ended')).toBe(await count('cycles', `endsAt <= ${defaultNow}`))
      expect(told('mail.sent')).toBe(await count('mail_outbox', 'sentAt IS NOT NULL'))
      expect(told('mail.queued')).toBe(await count('mail_outbox'))
      const buckets = all.flatMap(entry => (entry.kind === 'grant.given' ? [entry.facts.grants] : []))
      expect(buckets.reduce((sum, n) => sum + n, 0)).toBe(await count('grants'))
      const ended = all.flatMap(entry => (entry.kind === 'grant.ended' ? [entry.facts.grants] : []))
      expect(ended.reduce((sum, n) => sum + n, 0)).toBe(await count('grants', 'endedAt IS NOT NULL'))

      const abouts = ['orders', 'grants', 'cycles', 'gate', 'operators', 'mail'] as const
      const parts = await Promise.all(abouts.map(about => whole(userId, { about, limit: 7 })))
      expect(
        parts
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(all.map(({ id }) => id).sort())
    }
  })

  it('says why a user was cut: by whose collection, when each node enforced it, and what he had used', async () => {
    const [cut = {}] = await hub.rows(
      `SELECT g.id AS id, g.userId AS userId, g.at AS at, g.nodeId AS nodeId FROM gate_changes g
       JOIN gate_confirmations c ON c.userId = g.userId AND c.changedAt = g.at
       WHERE g.gate = 'quota_used' AND c.confirmedAt IS NOT NULL ORDER BY g.at LIMIT 1`,
    )
    const userId = integerIn(cut, 'userId')
    const entry = (await whole(userId, { about: 'gate' })).find(({ id }) => id === `gate.closed:${cut['id']}`)
    if (entry?.kind !== 'gate.closed') throw new Error('the cut is not told of')
    const [node = {}] = await hub.rows('SELECT name FROM nodes WHERE id = ?', [integerIn(cut, 'nodeId')])
    expect(entry).toMatchObject({
      at: integerIn(cut, 'at'),
      link: { kind: 'gate', id: integerIn(cut, 'id') },
    })
    expect(entry.facts).toMatchObject({ gate: 'quota_used', before: 'open', cause: 'usage' })
    expect(entry.facts.node).toEqual({ nodeId: integerIn(cut, 'nodeId'), nodeName: textIn(node, 'name') })
    const asked = await hub.rows('SELECT nodeId FROM gate_confirmations WHERE userId = ? AND changedAt = ?', [
      ...[userId, integerIn(cut, 'at')],
    ])
    expect(entry.facts.nodes).toHaveLength(asked.length)
    expect(entry.facts.nodes.some(({ confirmedAt }) => confirmedAt !== null)).toBe(true)
  })

  it('tells what operators did to him and to his orders, why, and which fields differ', async () => {
    const userId = await busiest('orders')
    const [order = {}] = await hub.rows('SELECT id FROM orders WHERE userId = ? LIMIT 1', [userId])
    const li = { kind: 'operator', id: 3, name: 'Li', role: 'support' } as const
    const hubItself = { kind: 'system', name: 'payments' } as const
    const deed = { at: (defaultNow - 1) as Instant, before: { status: 'active', port: 4, version: 1 } }
    const subject = `order:${integerIn(order, 'id')}`
    const told = await whole(userId, { about: 'operators' })
    await hub.deps.database.inTransaction(async tx => {
      const after = { status: 'suspended', statusReason: 'shared link', port: 4, version: 2 }
      await recordAudit(tx, { ...deed, actor: li, action: 'user.suspend', subject: `user:${userId}`, after })
      await recordAudit(tx, {
        ...deed,
        actor: li,
        action: 'order.markPaid',
        subject,
        after: { reason: 'cash' },
      })
      await recordAudit(tx, { ...deed, actor: hubItself, action: 'order.close', subject, after: {} })
      await recordAudit(tx, {
        ...deed,
        actor: li,
        action: 'user.edit',
        subject: `user:${userId}0`,
        after: {},
      })
    })
    const [suspended, marked, ...rest] = await whole(userId, { about: 'operators' })
    expect(rest).toEqual(told)
    expect(suspended?.facts).toEqual({
      ...{ action: 'user.suspend', actor: 'operator:3 Li', reason: 'shared link' },
      changed: ['status', 'statusReason'],
    })
    expect(marked?.facts).toMatchObject({ action: 'order.markPaid', reason: 'cash' })
  })

  it('refuses a user that never was, and a page it did not make', async () => {
    expect(await readTimeline(hub.deps, { userId: 999_999, limit: 5 })).toMatchObject({
      code: 'user_not_found',
    })
    for (const after of ['', '12', 'x.1.2', '1.2.3 OR 1=1']) {
      const found = await readTimeline(hub.deps, { userId: 3, limit: 5, after })
      expect(found, after).toMatchObject({ ok: false, code: 'bad_request' })
    }
  })
})
