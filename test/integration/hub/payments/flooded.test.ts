import { expect, it } from 'vitest'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { openShop } from '../../../harness/shop.ts'

const forged = 10_000
const real = 20

forEachEngine('ten thousand forged notifications', engine => {
  it('keep no real one waiting for five seconds, and are told in a few lines', async () => {
    await using shop = await openShop(engine)
    const known = await shop.paid()
    const buyers = []
    for (let n = 0; n < real; n += 1) buyers.push(await shop.pending())
    let answered = 0
    const headers = {
      'content-type': 'application/json',
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      'wechatpay-nonce': 'n',
      'wechatpay-signature': Buffer.alloc(256).toString('base64'),
    }
    // Unknown keys, the right one with a signature that must be looked at, and bodies as large as are taken.
    const { publicKeyId } = shop.emulator.merchant
    const serials = ['PUB_KEY_ID_0000000000000000000000000000', publicKeyId]
    const large = JSON.stringify({ id: 'x'.repeat(60_000) })
    const flood = async () => {
      for (;;) {
        if (answered >= forged) return
        answered += 1
        const serial = serials[answered % 2] ?? ''
        const timestamp = String(Math.floor(shop.clock.now() / 1_000))
        const answer = await fetch(`${shop.url}/pay/wechat/notify`, {
          method: 'POST',
          headers: { ...headers, 'wechatpay-serial': serial, 'wechatpay-timestamp': timestamp },
          body: answered % 50 === 0 ? large : '{"id":"x"}',
        })
        await answer.arrayBuffer()
        expect([401, 503]).toContain(answer.status)
      }
    }
    const floods = Promise.all(Array.from({ length: 16 }, flood))
    const waits: number[] = []
    for (const { outTradeNo, order } of buyers) {
      const began = performance.now()
      await shop.wechat.pay(outTradeNo)
      await shop.settled()
      waits.push(performance.now() - began)
      expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    }
    await floods
    expect(answered).toBe(forged)
    // What is promised to who pays, not how fast this machine is: the provider itself gives up after five seconds.
    expect(Math.max(...waits)).toBeLessThan(5_000)
    expect(shop.refusals.length).toBeLessThan(20)
    expect(await shop.order(known.order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  }, 120_000)
})
