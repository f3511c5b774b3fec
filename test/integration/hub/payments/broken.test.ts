import { request } from 'node:http'
import { expect, it } from 'vitest'
import { notifyPath } from '../../../../hub/http/serve-pay-notifications.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

async function post(shop: Shop, body: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${shop.url}${notifyPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  }).catch(() => null)
  return answer?.status ?? null
}

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
    const headers = (serial: number) => ({
      'Wechatpay-Serial': serial.toString(16).padStart(40, '0'),
      'Wechatpay-Timestamp': String(Math.floor(shop.clock.now() / 1_000)),
      'Wechatpay-Nonce': 'n',
      'Wechatpay-Signature': Buffer.alloc(256).toString('base64'),
    })
    for (let batch = 0; batch < 20; batch += 1) {
      const sent = Array.from({ length: 50 }, (_, i) => post(shop, '{}', headers(batch * 50 + i)))
      expect(new Set(await Promise.all(sent))).toEqual(new Set([401]))
    }
    const fetched = await shop.wechat.requests({ path: '/v3/certificates' })
    expect(fetched.length).toBeLessThanOrEqual(1)
    // Said once, and how many more there were when there is time again.
    expect(shop.refusals.length).toBeLessThanOrEqual(3)
    for (let i = 0; i < 6; i += 1) {
      const { order, outTradeNo } = await shop.pending()
      await shop.wechat.pay(outTradeNo)
      await shop.settled()
      expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    }
    await expectBooks(shop.database)
  })

  it('24: a body that comes in drops holds nobody up', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const { port } = new URL(shop.url)
    const slow = request({ port, path: notifyPath, method: 'POST', headers: { 'Content-Length': '5000' } })
    slow.on('error', () => undefined)
    slow.write('{')
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    slow.destroy()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })
})
