import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { StartRefused } from '../../../../hub/config/start-refused.ts'
import { adminEndpoints } from '../../../../hub/contract/admin/all.ts'
import { createOperator } from '../../../../hub/contract/admin/operators.ts'
import type { AnyEndpoint } from '../../../../hub/contract/endpoint.ts'
import { role } from '../../../../hub/contract/rights.ts'
import type { Actor } from '../../../../hub/kernel/actor.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectedRefusal, pathOf, refusals } from '../../../harness/walk-endpoints.ts'
import { startWholeHub, type WholeHub } from '../../../harness/whole-hub.ts'

const tester: Actor = { kind: 'command-line', name: 'test' }
const newPassword = 'a gate that closes at the last byte'

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

async function send(
  whole: WholeHub,
  method: string,
  path: string,
  sent: { readonly token?: string; readonly body?: unknown } = {},
): Promise<Answer> {
  const answer = await fetch(`${whole.addresses.admin}${path}`, {
    method,
    headers: {
      ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    signal: AbortSignal.timeout(20_000),
  })
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel()
    return { status: answer.status, body: {} }
  }
  const body: Record<string, unknown> = JSON.parse((await answer.text()) || '{}')
  return { status: answer.status, body }
}

/** Signs in with a password that must be changed, and changes it. */
async function signInFirst(whole: WholeHub, email: string, password: string): Promise<string> {
  const half = await send(whole, 'POST', '/v1/session', { body: { email, password } })
  const token = String(half.body['token'])
  expect((await send(whole, 'GET', '/v1/users', { token })).body['error']).toBe('password_change_required')
  const changed = await send(whole, 'POST', '/v1/session/password', {
    token,
    body: { currentPassword: password, newPassword },
  })
  return String(changed.body['token'])
}

async function firstOwner(whole: WholeHub): Promise<string> {
  const file = join(whole.folder, 'first-owner.txt')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const [, email = '', password = ''] =
    /as (\S+) with the password (\S+)/.exec(readFileSync(file, 'utf8')) ?? []
  return signInFirst(whole, email, password)
}

forEachEngine('the whole hub', engine => {
  it('takes a first owner from his file to a user with a plan, over HTTP', async () => {
    await using made = await engine.createDatabase()
    await using whole = await startWholeHub(made.config)
    const token = await firstOwner(whole)
    const user = await send(whole, 'POST', '/v1/users', {
      token,
      body: { name: '<script>alert(1)</script>', email: 'li@example.org' },
    })
    expect(user).toMatchObject({ status: 200, body: { id: 1, gate: 'no_plan' } })
    const grant = await send(whole, 'POST', '/v1/grants/plan', {
      token,
      body: { userIds: [1], months: 1, bytesPerCycle: 1_000_000_000, reason: 'paid' },
    })
    expect(grant.body).toMatchObject({ changes: [{ userId: 1, gate: 'open' }] })
    const listed = await send(whole, 'GET', '/v1/users?search=li@example', { token })
    expect(listed.body['items']).toHaveLength(1)
    expect(await send(whole, 'POST', '/v1/users', { token, body: { name: '', email: 'x' } })).toMatchObject({
      status: 400,
      body: { error: 'bad_request' },
    })

    const ready = await fetch(`${whole.addresses.metrics}/readyz`)
    expect(await ready.json()).toEqual({ ready: true, missing: [] })
    const about = await send(whole, 'GET', '/v1/about', { token })
    expect(about.body).toMatchObject({
      timeZone: 'Asia/Shanghai',
      database: { engine: engine.name, schema: expect.stringMatching(/^[A-Z]\w+\d{13}$/) },
      hubs: [expect.any(String)],
      nodes: 0,
      users: 1,
    })
    const { bytes } = about.body['database'] as { bytes: number }
    expect(bytes).toBeGreaterThan(100_000)
    expect(about.body['hubs']).toEqual([about.body['hubId']])
    const documented: { paths: object } = JSON.parse(
      await (await fetch(`${whole.addresses.admin}/v1/openapi.json`)).text(),
    )
    expect(Object.keys(documented.paths)).toContain('/v1/users/{userId}')
  })

  it('does one thing to many users by itself, after a preview, and tells how far it is', async () => {
    await using made = await engine.createDatabase()
    await using whole = await startWholeHub(made.config)
    const token = await firstOwner(whole)
    const post = async (path: string, body: unknown) => {
      const answer = await send(whole, 'POST', path, { token, body })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return answer.body
    }
    for (const name of ['li', 'wu', 'zhao']) await post('/v1/users', { name, email: `${name}@example.org` })
    await post('/v1/grants/plan', { userIds: [1, 2], months: 1, bytesPerCycle: 1_000, reason: 'paid' })
    const over = async (path: string) => {
      for (;;) {
        const { body } = await send(whole, 'GET', path, { token })
        if (body['state'] !== 'queued' && body['state'] !== 'running') return body
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    }
    const preview = await post('/v1/bulk', {
      action: { kind: 'days', days: 3, reason: 'outage' },
      selection: { by: 'filter', filter: {} },
    })
    expect(preview).toMatchObject({ users: 2, skipped: [{ why: 'no_plan', users: 1 }] })
    const path = `/v1/bulk/${String(preview['bulkId'])}`
    expect((await send(whole, 'GET', path, { token })).body).toMatchObject({ error: 'bulk_not_found' })
    await post(`${path}/run`, { users: 2 })
    expect(await over(path)).toMatchObject({ state: 'done', done: 2, skipped: 0 })
    const undo = await post(`${path}/undo`, { reason: 'wrong users' })
    expect(await over(`/v1/bulk/${String(undo['id'])}`)).toMatchObject({ state: 'done', done: 2 })
    const { body } = await send(whole, 'GET', '/v1/users/1/timeline?about=operators', { token })
    expect(body['items']).toMatchObject([
      { facts: { action: 'grant.time', reason: 'wrong users' } },
      { facts: { action: 'grant.time', reason: 'outage' } },
      { facts: { action: 'grant.plan' } },
      { facts: { action: 'user.create' } },
    ])
  })

  it('answers every endpoint to every role as the rights table says, and never with an internal error', {
    timeout: 120_000,
  }, async () => {
    await using made = await engine.createDatabase()
    await using whole = await startWholeHub(made.config)
    const tokens = new Map<string, string | undefined>([['none', undefined]])
    for (const name of role.options) {
      const body = { email: `${name}@example.org`, name, role: name }
      const operator = await whole.hub.call(createOperator, { body }, tester)
      if (!operator.ok) throw new Error(operator.code)
      tokens.set(name, await signInFirst(whole, body.email, operator.value.password))
    }
    const walk = async (endpoint: AnyEndpoint, visitor: 'none' | (typeof role.options)[number]) => {
      const token = tokens.get(visitor)
      const sent = endpoint.method === 'GET' ? {} : { body: {} }
      const { body } = await send(whole, endpoint.method, pathOf(endpoint), {
        ...sent,
        ...(token === undefined ? {} : { token }),
      })
      const error = typeof body['error'] === 'string' ? body['error'] : null
      const what = `${endpoint.name} for ${visitor}`
      expect([what, error === 'internal']).toEqual([what, false])
      const refusal = error !== null && refusals.has(error) ? error : null
      expect([what, refusal]).toEqual([what, expectedRefusal(endpoint, visitor)])
    }
    // Those that end the session of the one who calls them come last.
    const endsSession = /^session\.(signOut|end|changePassword)$|^operators?\./
    const ordered = [...adminEndpoints].sort(
      (a, b) => Number(endsSession.test(a.name)) - Number(endsSession.test(b.name)),
    )
    for (const endpoint of ordered) {
      for (const visitor of ['none', ...role.options] as const) {
        if (!endsSession.test(endpoint.name) || visitor === 'none') await walk(endpoint, visitor)
      }
    }
  })

  it('refuses another master key, and a missing one, on a database that is in use', async () => {
    await using made = await engine.createDatabase()
    const masterKey = randomBytes(32)
    await (await startWholeHub(made.config, { masterKey }))[Symbol.asyncDispose]()
    // Of SQLite the file is in the folder of the first: only the server's database is still there.
    if (made.config.engine === 'sqlite') return
    const other = startWholeHub(made.config, { masterKey: randomBytes(32) })
    await expect(other).rejects.toBeInstanceOf(StartRefused)
    await expect(startWholeHub(made.config)).rejects.toThrow(/master key/)
    await using again = await startWholeHub(made.config, { masterKey })
    expect(again.addresses.admin).toMatch(/^http:/)
  })
})
