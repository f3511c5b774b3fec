import { request } from 'node:https'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { endpoint } from '../../../../hub/contract/endpoint.ts'
import { errorBody } from '../../../../hub/contract/error-body.ts'
import { nothing } from '../../../../hub/contract/paging.ts'
import { createCallHandler } from '../../../../hub/http/call-handler.ts'
import { bindHandlers } from '../../../../hub/http/handlers.ts'
import { silentLogger } from '../../../../hub/kernel/logger.ts'
import { fail, type Outcome, succeed } from '../../../../hub/kernel/outcome.ts'
import { trustedCertificates } from '../../../../hub/pki/issue-certificate.ts'
import { startAdminHub } from '../../../harness/admin-hub.ts'
import { sqlite } from '../../../harness/engines.ts'

const probe = endpoint({
  name: 'probe.run',
  method: 'POST',
  path: '/v1/probe',
  summary: 'For tests',
  auth: 'none',
  rights: null,
  params: nothing,
  query: nothing,
  body: z.strictObject({ what: z.string() }),
  answer: z.strictObject({ inner: z.strictObject({ kept: z.string() }) }),
  errors: ['port_taken'],
})
type ProbeAnswer = Outcome<z.infer<typeof probe.answer>>

const endpoints = [probe]
const bound = bindHandlers(endpoints, {
  'probe.run': async ({ body }, { address }): Promise<ProbeAnswer> => {
    if (body.what === 'address') return succeed({ inner: { kept: address } })
    if (body.what === 'listed') return fail('port_taken', { port: 1 })
    if (body.what === 'unlisted') return fail('node_unreachable', { secret: 'inner address' })
    if (body.what === 'more') return succeed({ inner: { ...{ kept: 'x' }, ...{ passwordHash: 'secret' } } })
    throw new Error('password is hunter2')
  },
})

const ask = async (admin: string, what: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${admin}/v1/probe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ what }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('an endpoint', () => {
  it('lets only listed errors leave; a bug leaves as an id that the log has too', async () => {
    const logged: { id?: unknown; error?: unknown }[] = []
    const logger = { ...silentLogger, error: (facts: object) => logged.push(facts) }
    await using hub = await startAdminHub(sqlite, { endpoints: () => bound, logger })
    expect(await ask(hub.addresses.admin, 'listed')).toEqual({
      status: 409,
      body: { error: 'port_taken', message: 'port taken.', facts: { port: 1 } },
    })
    for (const what of ['unlisted', 'throws', 'more']) {
      const { status, body } = await ask(hub.addresses.admin, what)
      expect([status, body['error']]).toEqual([500, 'internal'])
      expect(JSON.stringify(body)).not.toMatch(/hunter2|inner address|passwordHash/)
      expect(body['facts']).toEqual({ id: logged.at(-1)?.id })
      errorBody.parse(body)
    }
    expect(logged.map(facts => facts.error)).toContain('password is hunter2')
  })

  it('leaves out of its answer what its contract does not name, outside of tests', async () => {
    const warned: object[] = []
    const logger = { ...silentLogger, warn: (facts: object) => warned.push(facts) }
    const call = createCallHandler(bound, { logger, strictAnswers: false })
    const actor = { kind: 'command-line', name: 'test' } as const
    expect(await call(probe, { body: { what: 'more' } }, actor)).toEqual(succeed({ inner: { kept: 'x' } }))
    expect(warned).toHaveLength(1)
    expect(await call(probe, {}, actor)).toMatchObject({ ok: false, code: 'bad_request' })
  })

  it('sees a forwarded address only from a listed proxy', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9', host: 'evil.example' }
    await using direct = await startAdminHub(sqlite, { endpoints: () => bound })
    const kept = async (admin: string) => (await ask(admin, 'address', forwarded)).body['inner']
    expect(await kept(direct.addresses.admin)).toEqual({ kept: '127.0.0.1' })
    await using behind = await startAdminHub(sqlite, {
      endpoints: () => bound,
      settings: { SLUICE_TRUSTED_PROXIES: '127.0.0.0/8' },
    })
    expect(await kept(behind.addresses.admin)).toEqual({ kept: '203.0.113.9' })
  })

  it('is closed for a while to an address that asks too often', async () => {
    await using hub = await startAdminHub(sqlite, { endpoints: () => bound, requestsPerMinute: 3 })
    const statuses: number[] = []
    for (let index = 0; index < 5; index += 1)
      statuses.push((await ask(hub.addresses.admin, 'listed')).status)
    expect(statuses).toEqual([409, 409, 409, 429, 429])
    expect((await ask(hub.addresses.admin, 'listed')).body['error']).toBe('too_many_requests')
  })
})

describe('listeners', () => {
  it('answer nothing that belongs to another', async () => {
    await using hub = await startAdminHub(sqlite)
    const { admin, metrics, public: open } = hub.addresses
    const status = async (url: string) => (await fetch(url)).status
    expect(await status(`${open}/healthz`)).toBe(200)
    expect(await status(`${open}/v1/session`)).toBe(404)
    expect(await status(`${open}/metrics`)).toBe(404)
    expect(await status(`${admin}/metrics`)).toBe(404)
    expect(await status(`${metrics}/v1/session`)).toBe(404)
    expect(await (await fetch(`${metrics}/readyz`)).json()).toEqual({ ready: true, missing: [] })
    const text = await (await fetch(`${metrics}/metrics`)).text()
    expect(text).toMatch(/sluice_http_answers_total\{listener="public",status="404"\} 2/)
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('serve the documentation under a policy that lets no script run', async () => {
    await using hub = await startAdminHub(sqlite)
    const page = await fetch(`${hub.addresses.admin}/docs`)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+';/,
    )
    expect(await page.text()).toContain('session.signIn')
    const openapi = await (await fetch(`${hub.addresses.admin}/v1/openapi.json`)).json()
    expect(openapi).toMatchObject({ openapi: '3.1.0' })
  })

  it('speak TLS with a certificate of the own authority', async () => {
    await using hub = await startAdminHub(sqlite, { settings: { SLUICE_ADMIN_TLS_CERTIFICATE: 'self' } })
    expect(hub.addresses.admin).toMatch(/^https:/)
    const ca = [...(await trustedCertificates(hub.deps))]
    const health = (options: object) =>
      new Promise(resolve => {
        request(`${hub.addresses.admin}/healthz`, options, answer => {
          answer.resume()
          resolve([answer.statusCode, answer.headers['strict-transport-security']])
        })
          .on('error', error => resolve(error.message))
          .end()
      })
    expect(await health({ ca })).toEqual([200, 'max-age=31536000'])
    expect(await health({})).toMatch(/certificate/)
    const plain = await fetch(`${hub.addresses.admin.replace('https:', 'http:')}/healthz`)
    expect(plain.status).toBe(400)
    expect(errorBody.parse(await plain.json()).message).toContain('https://')
    expect(await health({ ca })).toEqual([200, 'max-age=31536000'])
  })
})
