import { expect, it } from 'vitest'
import { adminEndpoints } from '../../../../hub/contract/admin/all.ts'
import { streamEvents } from '../../../../hub/contract/admin/events.ts'
import { fail } from '../../../../hub/kernel/outcome.ts'
import { createSession } from '../../../../hub/operators/session-store.ts'
import { lockOperator } from '../../../../hub/operators/use-second-factor.ts'
import { startAdminHub } from '../../../harness/admin-hub.ts'
import { sqlite } from '../../../harness/engines.ts'
import { expectedRefusal, pathOf, refusals, type Visitor, visitors } from '../../../harness/walk-endpoints.ts'

it('every endpoint with every role and with none', { timeout: 120_000 }, async () => {
  const reached: string[] = []
  await using hub = await startAdminHub(sqlite, {
    requestsPerMinute: 1_000_000,
    endpoints: () =>
      adminEndpoints
        .filter(endpoint => endpoint !== streamEvents)
        .map(endpoint => ({
          endpoint: { ...endpoint, params: endpoint.params.catch({}), query: endpoint.query.catch({}) },
          handler: async () => {
            reached.push(endpoint.name)
            return fail('not_ready')
          },
        })),
  })
  const { database } = hub.deps
  const tokens = new Map<Visitor, string | undefined>([['none', undefined]])
  for (const visitor of visitors) {
    if (visitor === 'none') continue
    if (visitor !== 'half') tokens.set(visitor, await hub.tokenOf(visitor))
    else {
      const { id } = await hub.operator('owner')
      const half = await database.inTransaction(async tx => {
        const operator = await lockOperator(tx, id)
        if (!operator) throw new Error('the operator is gone')
        const at = hub.deps.clock.now()
        const origin = { address: '', userAgent: '' }
        return createSession(tx, operator, { at, secondFactorAt: at, origin })
      })
      tokens.set('half', half.token)
    }
  }

  expect(adminEndpoints.length).toBeGreaterThan(40)
  for (const endpoint of adminEndpoints) {
    for (const visitor of visitors) {
      const token = tokens.get(visitor)
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const before = reached.length
      const leave = new AbortController()
      const answer = await fetch(`${hub.addresses.admin}${pathOf(endpoint)}`, {
        method: endpoint.method,
        headers,
        signal: leave.signal,
      })
      const expected = expectedRefusal(endpoint, visitor)
      const what = `${endpoint.name} for ${visitor}`
      if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        expect([what, endpoint.name, expected]).toEqual([what, streamEvents.name, null])
        leave.abort()
        continue
      }
      const { error } = (await answer.json()) as { error: string }
      expect([what, refusals.has(error) ? error : null]).toEqual([what, expected])
      if (expected !== null) expect([what, reached.length]).toEqual([what, before])
    }
  }
  const never = adminEndpoints.filter(({ name, method }) => method === 'GET' && !reached.includes(name))
  expect(never.map(endpoint => endpoint.name)).toEqual([streamEvents.name])
})
