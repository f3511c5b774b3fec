import type { FastifyInstance } from 'fastify'
import { expect, it } from 'vitest'
import { passwordFitsCipher } from '../../../../hub/contract/ciphers.ts'
import { setAddresses } from '../../../../hub/nodes/set-addresses.ts'
import { mostPerMinute } from '../../../../hub/subscriptions/limit-token-requests.ts'
import { deleteUser } from '../../../../hub/users/delete-user.ts'
import { suspendUser } from '../../../../hub/users/suspend-user.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { operator, succeeded } from '../../../harness/people-and-nodes.ts'
import { openSubscriptionWorld } from '../../../harness/subscription-world.ts'

const gb = 1_000_000_000
const addresses = [
  { kind: 'domain', host: 'hk.example.com', portOffset: 0 },
  { kind: 'ipv6', host: '2001:db8::7', portOffset: 0 },
  { kind: 'relay', host: 'relay.example.com', portOffset: 1_000 },
] as const

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers })

async function plainLines(app: FastifyInstance, path: string): Promise<string[]> {
  const answer = await get(app, `${path}/plain`)
  return answer.statusCode === 200 ? answer.body.trim().split('\n') : [`${answer.statusCode}`]
}

forEachEngine('a subscription', engine => {
  it('lists every address of the user’s nodes, in the format that path, query or client names', async () => {
    await using world = await openSubscriptionWorld(engine)
    await world.activeNode({ name: '香港 🚀', addresses })
    await world.activeNode({
      name: 'Tokyo',
      country: 'JP',
      rate: 1_500,
      addresses: [{ kind: 'ipv4', host: '192.0.2.9', portOffset: 0 }],
    })
    const userId = await world.user()
    await world.plan(userId, 50 * gb)
    const path = await world.path(userId)
    expect(path).toMatch(/^\/s\/[A-Za-z0-9_-]{32}$/)
    expect(await world.path(userId)).toBe(path)
    const { app } = world

    const json = await get(app, `${path}/sip008`)
    expect(json.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
      'subscription-userinfo': expect.stringMatching(/^upload=0; download=0; total=50000000000; expire=\d+$/),
      'profile-update-interval': '12',
    })
    const { servers } = json.json<{
      servers: { remarks: string; server: string; server_port: number; method: string; password: string }[]
    }>()
    expect(servers.map(({ remarks, server }) => [remarks, server])).toEqual([
      ['🇭🇰 香港 🚀', 'hk.example.com'],
      ['🇭🇰 香港 🚀 IPv6', '2001:db8::7'],
      ['🇭🇰 香港 🚀 Relay', 'relay.example.com'],
      ['🇯🇵 Tokyo ×1.5', '192.0.2.9'],
    ])
    const [port] = (await world.ports(userId)).map(each => each.port)
    expect(servers.map(each => each.server_port)).toEqual([port, port, (port ?? 0) + 1_000, port])
    for (const { method, password } of servers) {
      expect(method).toBe('aes-256-gcm')
      expect(passwordFitsCipher(password, 'aes-256-gcm')).toBe(true)
    }

    expect((await plainLines(app, path)).every(line => line.startsWith('ss://'))).toBe(true)
    expect((await get(app, `${path}?format=clash`)).headers['content-type']).toContain('yaml')
    expect((await get(app, path, { 'user-agent': 'mihomo/1.19' })).headers['content-type']).toContain('yaml')
    expect((await get(app, path, { 'user-agent': 'sing-box 1.12' })).json()).toHaveProperty('outbounds')
    expect(Buffer.from((await get(app, path)).body, 'base64').toString()).toMatch(/^ss:\/\//)
    const page = await get(app, path, { 'user-agent': 'Mozilla/5.0', accept: 'text/html' })
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain(
      `clash://install-config?url=${encodeURIComponent(`https://sluice.example${path}/clash`)}`,
    )
    expect(page.body).not.toContain(servers[0]?.password)
    expect((await get(app, `${path}/nothing`)).statusCode).toBe(404)
  })

  it('answers 304 to who has it, and the body to who has another', async () => {
    await using world = await openSubscriptionWorld(engine)
    await world.activeNode({ addresses })
    const userId = await world.user({ nodeCount: 1 })
    await world.plan(userId, null)
    const path = await world.path(userId)
    const first = await get(world.app, `${path}/clash`)
    const etag = String(first.headers.etag)
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    const again = await get(world.app, `${path}/clash`, { 'if-none-match': etag })
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
    expect(again.headers['subscription-userinfo']).toBe(first.headers['subscription-userinfo'])
    const other = await get(world.app, `${path}/sip008`, { 'if-none-match': etag })
    expect(other.statusCode).toBe(200)
    const head = await world.app.inject({ method: 'HEAD', url: path })
    expect([head.statusCode, head.body]).toEqual([200, ''])
  })

  it('a rotated link is dead at once here and within 10 s on another hub, the password with it', async () => {
    await using world = await openSubscriptionWorld(engine)
    const other = await world.anotherHub()
    await world.activeNode({ addresses })
    const userId = await world.user({ nodeCount: 1 })
    await world.plan(userId, null)
    const path = await world.path(userId)
    const before = await plainLines(world.app, path)
    expect(await plainLines(other.app, path)).toEqual(before)
    const renewed = await world.rotate(userId)
    expect(renewed).not.toBe(path)
    expect(await plainLines(world.app, path)).toEqual(['404'])
    const after = await plainLines(world.app, renewed)
    expect(after).toHaveLength(before.length)
    expect(after).not.toEqual(before)
    world.clock.advance(10_000)
    expect(await plainLines(other.app, path)).toEqual(['404'])
    expect(await plainLines(other.app, renewed)).toEqual(after)
  })

  it('follows nodes, suspensions and ends within 10 s, and says why there is no server', async () => {
    await using world = await openSubscriptionWorld(engine)
    const nodeId = await world.activeNode({ addresses })
    const userId = await world.user({ nodeCount: 1 })
    const path = await world.path(userId)
    const said = async () => (await plainLines(world.app, path)).map(line => decodeURIComponent(line))
    const names = async () => (await said()).map(line => line.slice(line.indexOf('#') + 1))
    expect(await names()).toEqual(['还没有套餐，购买套餐 https://sluice.example', '完成后请更新订阅'])
    await world.plan(userId, 10 * gb)
    world.clock.advance(10_000)
    expect(await names()).toHaveLength(3)
    const moved = [{ kind: 'domain', host: 'new.example.com', portOffset: 0 }] as const
    succeeded(await setAddresses(world.deps, { nodeId, addresses: moved, before: addresses }, operator))
    world.clock.advance(10_000)
    expect((await said())[0]).toContain('@new.example.com:')
    succeeded(await suspendUser(world.deps, { userId, reason: 'test' }, operator))
    world.clock.advance(10_000)
    expect((await said())[0]).toContain('@127.0.0.1:1#账户已停用')
    succeeded(await deleteUser(world.deps, { userId }, operator))
    world.clock.advance(10_000)
    expect(await said()).toEqual(['404'])
  })

  it('shows usage at most a minute late and says when it has run out', async () => {
    await using world = await openSubscriptionWorld(engine)
    await world.activeNode({ addresses })
    const userId = await world.user({ nodeCount: 1 })
    await world.plan(userId, 10 * gb)
    const path = await world.path(userId)
    const shown = async () => String((await get(world.app, path)).headers['subscription-userinfo'])
    expect(await shown()).toContain('download=0; total=10000000000')
    await world.database.inTransaction(tx =>
      tx.query('UPDATE grants SET used = ? WHERE userId = ?', [4 * gb, userId]),
    )
    world.clock.advance(60_000)
    expect(await shown()).toContain('download=4000000000; total=10000000000')
    await world.database.inTransaction(tx =>
      tx.query('UPDATE grants SET used = ? WHERE userId = ?', [10 * gb, userId]),
    )
    world.clock.advance(60_000)
    const [line] = await plainLines(world.app, path)
    expect(decodeURIComponent(line ?? '')).toContain('#流量已用完，购买流量 https://sluice.example')
  })

  it('a link that is asked for without end waits, others do not; a minute later it is answered', async () => {
    await using world = await openSubscriptionWorld(engine)
    await world.activeNode({ addresses })
    const paths: string[] = []
    for (let n = 0; n < 2; n += 1) paths.push(await world.path(await world.user({ nodeCount: 1 })))
    const [published = '', other = ''] = paths
    const statuses: number[] = []
    for (let n = 0; n < 130; n += 1) statuses.push((await get(world.app, published)).statusCode)
    expect(statuses.indexOf(429)).toBe(mostPerMinute)
    const refused = await get(world.app, `${published}/clash`)
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect((await get(world.app, other)).statusCode).toBe(200)
    world.clock.advance(60_000)
    expect((await get(world.app, published)).statusCode).toBe(200)
  })

  it('tells a person whose link is dead where to get another, and a client that there is none', async () => {
    await using world = await openSubscriptionWorld(engine)
    const dead = `/s/${'A'.repeat(32)}`
    const person = await get(world.app, dead, { 'user-agent': 'Mozilla/5.0', accept: 'text/html' })
    expect([person.statusCode, person.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(person.body).toContain('No such link')
    const client = await get(world.app, dead, { 'user-agent': 'mihomo/1.19' })
    expect([client.statusCode, client.json<{ error: string }>().error]).toEqual([404, 'not_found'])
  })

  it('an address that asks for many unknown tokens waits; links that are in use are answered meanwhile', async () => {
    await using world = await openSubscriptionWorld(engine)
    await world.activeNode({ addresses })
    const userId = await world.user({ nodeCount: 1 })
    await world.plan(userId, null)
    const path = await world.path(userId)
    expect((await get(world.app, path)).statusCode).toBe(200)
    const tries = Array.from({ length: 40 }, (_, i) => `/s/${String(i).padStart(32, 'A')}`)
    const answers: number[] = []
    for (const url of tries) answers.push((await get(world.app, url)).statusCode)
    expect(answers.slice(0, 30)).toEqual(Array(30).fill(404))
    expect(answers.slice(30)).toEqual(Array(10).fill(429))
    expect((await get(world.app, '/s/short')).headers['retry-after']).toBe('10')
    expect((await get(world.app, path)).statusCode).toBe(200)
    const elsewhere = { 'x-forwarded-for': '198.51.100.7' }
    expect((await get(world.app, tries[0] ?? '', elsewhere)).statusCode).toBe(404)
    world.clock.advance(11_000)
    expect((await get(world.app, tries[0] ?? '')).statusCode).toBe(404)
  })
})
