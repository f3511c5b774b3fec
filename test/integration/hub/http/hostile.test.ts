import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '../../../../hub/kernel/logger.ts'
import { silentLogger } from '../../../../hub/kernel/logger.ts'
import { type AdminHub, startAdminHub } from '../../../harness/admin-hub.ts'
import { sqlite } from '../../../harness/engines.ts'

const logged: object[] = []
const logger: Logger = { ...silentLogger, error: facts => logged.push(facts) }

let hub: AdminHub
let token: string
beforeAll(async () => {
  hub = await startAdminHub(sqlite, { logger, requestsPerMinute: 1_000_000 })
  token = await hub.tokenOf('owner')
})
afterAll(async () => {
  await hub[Symbol.asyncDispose]()
})

async function send(body: string, type = 'application/json', path = '/v1/operators') {
  const answer = await fetch(`${hub.addresses.admin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Sends 10 MB with or without a session; the status, or that the connection was cut. */
async function sendTenMegabytes(authorization?: string): Promise<number | 'cut'> {
  const { hostname, port } = new URL(hub.addresses.admin)
  const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) }
  const sent = request({ hostname, port, path: '/v1/operators', method: 'POST', headers })
  const answered = once(sent, 'response').then(
    ([response]) => Number(response.statusCode),
    () => 'cut' as const,
  )
  sent.on('error', () => {})
  for (let index = 0; index < 10; index += 1) sent.write(Buffer.alloc(1024 * 1024, 'x'))
  sent.end()
  const status = await answered
  sent.destroy()
  return status
}

describe('hostile input', () => {
  it('of 10 MB is refused, and not read from who may not call', async () => {
    expect([413, 'cut']).toContain(await sendTenMegabytes(`Bearer ${token}`))
    expect([401, 'cut']).toContain(await sendTenMegabytes())
    expect((await fetch(`${hub.addresses.admin}/healthz`)).status).toBe(200)
  })

  it.each([
    ['JSON that breaks off', '{"email": ', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a text', '"text"', 'application/json'],
    ['__proto__', '{"__proto__": {"role": "owner"}, "email": "a@b.cc"}', 'application/json'],
    ['constructor', '{"constructor": {"prototype": {"x": 1}}}', 'application/json'],
    ['a list 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json'],
    ['a form', 'email=a@b.cc', 'application/x-www-form-urlencoded'],
    ['XML', '<x/>', 'text/xml'],
    ['plain text', 'x', 'text/plain'],
  ])('of the kind: %s, is a bad request and not a crash', async (_kind, body, type) => {
    expect(await send(body, type)).toMatchObject({ status: 400, body: { error: 'bad_request' } })
  })

  it('says where a field is wrong, in the contract’s form', async () => {
    const wrong = await send(JSON.stringify({ email: 'x', name: '', role: 'god', extra: 1 }))
    expect(wrong).toMatchObject({ status: 400, body: { error: 'bad_request', message: expect.any(String) } })
    const problems = JSON.stringify(wrong.body['facts'])
    for (const at of ['body.email', 'body.name', 'body.role', 'extra']) expect(problems).toContain(at)
  })

  it.each(["Robert'); DROP TABLE operators;--", '<script>alert(1)</script>', '名字 😀', "' OR 1=1 #", '%_!'])(
    'as the name %s is stored and answered as it is',
    async name => {
      const email = `n${Buffer.from(name).toString('hex').slice(0, 40)}@example.com`
      const made = await send(JSON.stringify({ email, name, role: 'viewer' }))
      expect(made).toMatchObject({ status: 200, body: { operator: { name } } })
    },
  )

  it('with line breaks or zero bytes in a name is refused', async () => {
    for (const name of ['a\r\nBcc: x', 'a\0b']) {
      expect(await send(JSON.stringify({ email: 'q@example.com', name, role: 'viewer' }))).toMatchObject({
        status: 400,
      })
    }
  })

  it('in the path is refused', async () => {
    const paths = [
      '/v1/operators/1%27%20OR%201=1/disable',
      '/v1/operators/-1/disable',
      '/v1/operators/99999999999999999999/disable',
      `/v1/operators/${'9'.repeat(3_000)}/disable`,
      '/v1/operators/%00/disable',
      '/v1/operators/%zz/disable',
      '/v1/../../etc/passwd',
    ]
    for (const path of paths) {
      const { status, body } = await send('{}', 'application/json', path)
      expect([path, [400, 404].includes(status), typeof body['error']]).toEqual([path, true, 'string'])
    }
  })

  it('in the query is refused', async () => {
    for (const query of [
      'limit=0',
      'limit=1e9',
      'limit=NaN',
      'unknown=1',
      'limit=1&limit=2',
      '__proto__=1',
    ]) {
      const answer = await hub.call('GET', `/v1/operators?${query}`, { token })
      expect([query, answer.status]).toEqual([query, 400])
    }
    const odd = await hub.call('GET', "/v1/audit?subject=' OR 1=1 --&after=x", { token })
    expect(odd.body['items']).toEqual([])
  })

  it('in a token is nobody', async () => {
    for (const shown of ['x', `${token}x`, "' OR 1=1", 'x'.repeat(10_000)]) {
      expect(await hub.call('GET', '/v1/session', { token: shown })).toMatchObject({ status: 401 })
    }
  })

  it('that is no HTTP ends the connection and nothing else', async () => {
    const { hostname, port } = new URL(hub.addresses.admin)
    for (const text of ['\x16\x03\x01\x02\x00', 'GET / HTTP/1.1\r\nA:'.padEnd(200_000, 'x')]) {
      const socket = connect(Number(port), hostname)
      const closed = new Promise(resolve => socket.once('close', resolve))
      socket.on('error', () => {})
      socket.end(text)
      socket.resume()
      await closed
    }
    expect((await fetch(`${hub.addresses.admin}/healthz`)).status).toBe(200)
  })

  it('never made the hub fail', () => {
    expect(logged).toEqual([])
  })
})
