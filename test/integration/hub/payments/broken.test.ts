import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isStorageFull } from '../../../../hub/db/storage-full.ts'
import { notifyPath } from '../../../../hub/http/serve-pay-notifications.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'
import { runShopJobs } from '../../../harness/shop-hub.ts'
import { smallDisk } from '../../../harness/small-disk.ts'

async function post(shop: Shop, body: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${shop.url}${notifyPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  }).catch(() => null)
  return answer?.status ?? null
}

const forgedHeaders = (shop: Shop, serial: number) => ({
  'Wechatpay-Serial': serial.toString(16).padStart(40, '0'),
  'Wechatpay-Timestamp': String(Math.floor(shop.clock.now() / 1_000)),
  'Wechatpay-Nonce': 'n',
  'Wechatpay-Signature': Buffer.alloc(256).toString('base64'),
})

forEachEngine('what goes wrong between a payment and its order', engine => {
  it('14: ended after it was stored, it is taken up again', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    Object.assign(shop.crashing, { at: 'payment.after-store', armed: 1 })
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]?.status).toBe(500)
    await shop.pass(15_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    await expectBooks(shop.database)
  })

  it('14: ended after the money was entered and before that was noted, it is given once', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    Object.assign(shop.crashing, { at: 'payment.after-settle', armed: 1 })
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    await shop.pass(60_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    const waiting = await shop.database.inTransaction(tx =>
      tx.query('SELECT id FROM provider_events WHERE processedAt IS NULL'),
    )
    expect(waiting).toEqual([])
    await expectBooks(shop.database)
  })

  it('14: ended before the money was committed, nothing is half done, and another hub takes it up', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    Object.assign(shop.crashing, { at: 'payment.before-commit', armed: 1 })
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending', received: 0, fulfilledAt: null })
    expect(await shop.rows('SELECT id FROM payments')).toEqual([])
    await expectBooks(shop.database)
    await using other = await shop.anotherHub()
    shop.clock.advance(15_000)
    await runShopJobs(other)
    await shop.jobs()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    await expectBooks(shop.database)
  })

  it('14: what cannot be carried out is told to people until it can', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const other = await shop.paid()
    Object.assign(shop.crashing, { at: 'payment.before-commit', armed: 100 })
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    // Asking finds the same, and what fails there keeps nobody else from being asked about.
    for (const ms of [15_000, 15_000, 60_000]) await shop.pass(ms)
    expect(await shop.alerts()).toEqual(['payment.stuck'])
    expect(await shop.order(other.order.id)).toMatchObject({ state: 'fulfilled' })
    shop.crashing.armed = 0
    await shop.pass(5 * 60_000)
    expect(await shop.alerts()).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    await expectBooks(shop.database)
  })

  it('23: a database that cannot store is not acknowledged, and nothing is half done', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.database.inTransaction(tx => tx.query('ALTER TABLE provider_events RENAME TO away'))
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]?.status).toBe(500)
    await shop.database.inTransaction(tx => tx.query('ALTER TABLE away RENAME TO provider_events'))
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending', received: 0 })
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('23: a database that is locked is answered for within five seconds, and has it once when it is free', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const holder = await shop.another()
    const free = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = holder.inTransaction(async tx => {
      // SQLite's one writer is in here already.
      if (tx.engine === 'mariadb') await tx.query('LOCK TABLES provider_events WRITE')
      locked.resolve()
      await free.promise
      if (tx.engine === 'mariadb') await tx.query('UNLOCK TABLES')
    })
    await locked.promise
    const began = performance.now()
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]).toMatchObject({ status: 500, answer: expect.stringContaining('"code":"FAIL"') })
    expect(performance.now() - began).toBeLessThan(5_000)
    free.resolve()
    await holding
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    await shop.pass(15_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.rows('SELECT id FROM provider_events')).toHaveLength(1)
    await expectBooks(shop.database)
  })

  it('23: a database that is away is not acknowledged', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.database.source.destroy()
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]?.status).toBe(500)
    await shop.database.source.initialize()
    expect(await shop.rows('SELECT id FROM provider_events')).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending' })
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('24: bodies that are huge, empty, no JSON or meant to poison are refused', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    expect([413, null]).toContain(await post(shop, Buffer.alloc(10 * 1024 * 1024, 0x20)))
    expect(await post(shop, '{')).toBe(401)
    expect(await post(shop, '')).toBeGreaterThanOrEqual(400)
    const poisoned = {
      'Wechatpay-Serial': '__proto__',
      'Wechatpay-Timestamp': String(Math.floor(shop.clock.now() / 1_000)),
      'Wechatpay-Nonce': 'n',
      'Wechatpay-Signature': 'AAAA',
    }
    expect(await post(shop, '{"__proto__":{"a":1}}', poisoned)).toBe(401)
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('9: a thousand forged serials ask for certificates once', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.setKeys({ mode: 'migrating', publicKeyPercent: 50 })
    await shop.wechat.clearJournal()
    for (let batch = 0; batch < 20; batch += 1) {
      const sent = Array.from({ length: 50 }, (_, i) => post(shop, '{}', forgedHeaders(shop, batch * 50 + i)))
      expect(new Set(await Promise.all(sent))).toEqual(new Set([401]))
    }
    const fetched = async () => (await shop.wechat.requests({ path: '/v3/certificates' })).length
    const before = await fetched()
    expect(before).toBeLessThanOrEqual(1)
    // Said once, and how many more there were when there is time again.
    expect(shop.refusals.length).toBeLessThanOrEqual(3)
    for (let i = 0; i < 12; i += 1) {
      const { order, outTradeNo } = await shop.pending()
      await shop.wechat.pay(outTradeNo)
      await shop.settled()
      expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    }
    const signed = await shop.wechat.notifications()
    const serials = new Set(
      signed.map(({ headers }) => headers['Wechatpay-Serial']?.startsWith('PUB_KEY_ID_')),
    )
    expect([...serials].sort(), 'both kinds of keys signed within this minute').toEqual([false, true])
    shop.clock.advance(60_000)
    for (let i = 0; i < 5; i += 1) await post(shop, '{}', forgedHeaders(shop, 2_000 + i))
    expect(await fetched()).toBe(before + 1)
    await expectBooks(shop.database)
  })

  it('9: a change of certificates loses nothing, while somebody makes serials up', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.setKeys({ mode: 'certificates' })
    const buy = async () => {
      const one = await shop.pending()
      const { delivered } = await shop.wechat.pay(one.outTradeNo)
      await shop.settled()
      return { ...one, status: delivered[0]?.status }
    }
    expect((await buy()).status).toBe(204)
    await shop.wechat.rotateCertificates('publish')
    shop.clock.advance(61_000)
    // The one question of this minute is used up before the new certificate signs for the first time.
    const { outTradeNo, order } = await shop.pending()
    expect(await post(shop, '{}', forgedHeaders(shop, 7))).toBe(401)
    await shop.wechat.rotateCertificates('switch')
    await shop.wechat.pay(outTradeNo)
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    await shop.pass(61_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await shop.wechat.rotateCertificates('retire')
    shop.clock.advance(12 * 3_600_000)
    await shop.accounts[0]?.provider.refreshTrust()
    const last = await buy()
    expect(await shop.order(last.order.id)).toMatchObject({ state: 'fulfilled' })
    expect(last.status).toBe(204)
    expect(await shop.inbox()).toEqual([])
    await expectBooks(shop.database)
  })

  it('24: a body that comes in drops holds nobody up, and is cut off', async () => {
    await using shop = await openShop(engine, { bodyWithinMs: 400 })
    const { order, outTradeNo } = await shop.pending()
    const { port } = new URL(shop.url)
    const slow = request({ port, path: notifyPath, method: 'POST', headers: { 'Content-Length': '5000' } })
    const ended = new Promise(resolve => {
      slow.on('response', answer => resolve(answer.statusCode)).on('error', resolve)
    })
    slow.write('{')
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    const dribbling = setInterval(() => slow.write(' '), 50)
    expect(await ended).toBe(408)
    clearInterval(dribbling)
    slow.destroy()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })
})

const missing = missingParts(['root', 'mount'])

describe.skipIf(missing !== '')(`a payment while the disk is full ${missing}`, () => {
  it('23: is not acknowledged, and taken once there is room', async () => {
    using disk = smallDisk('full-payments')
    await using shop = await openShop({
      name: 'sqlite',
      createDatabase: async () => ({
        config: { engine: 'sqlite', file: join(disk.path, 'hub.sqlite') },
        [Symbol.asyncDispose]: async () => undefined,
      }),
    })
    const { order, outTradeNo } = await shop.pending()
    disk.fill()
    let isFull = false
    // What little the journal has left takes some writes.
    for (let written = 0; !isFull && written < 5_000; written += 1) {
      const change = shop.database.inTransaction(tx => tx.query('UPDATE users SET version = version + 1'))
      isFull = await change.then(() => false, isStorageFull)
    }
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(delivered[0]?.status).toBe(500)
    expect(await shop.rows('SELECT id FROM provider_events')).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending', received: 0 })
    disk.empty()
    await shop.wechat.deliverNow(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    await expectBooks(shop.database)
  })
})
