import { expect, it } from 'vitest'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { openShop } from '../../../harness/shop.ts'

const codes = (entries: readonly { readonly status: number | null }[]) => entries.map(entry => entry.status)

forEachEngine('a payment that WeChat tells of', engine => {
  it('1: told twice, and 20 times in parallel, gives one plan and one receipt', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo, userId } = await shop.pending()
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    const again = await shop.emulator.control.forge({ outTradeNo, copies: 20, inParallel: true })
    expect(codes(again.delivered)).toEqual(Array(20).fill(204))
    await shop.settled()
    const mails = await shop.database.inTransaction(tx =>
      tx.query('SELECT template FROM mail_outbox WHERE userId = ?', [userId]),
    )
    expect(mails).toEqual([{ template: 'receipt' }])
    await expectBooks(shop.database)
  })

  it('2: told before the create is answered stays paid', async () => {
    await using shop = await openShop(engine)
    const userId = await shop.user()
    const plan = await shop.plan()
    const order = await shop.place({ userId, planId: plan.id })
    if (!order.ok) throw new Error(order.code)
    await shop.wechat.payOnCreate({ wait: true })
    await shop.attempt(order.value.id)
    await shop.wechat.deliverNow()
    await shop.settled()
    expect(await shop.order(order.value.id)).toMatchObject({ state: 'fulfilled' })
    expect(await shop.attempts(order.value.id)).toMatchObject([{ state: 'paid', openKey: null }])
    await expectBooks(shop.database)
  })

  it('3: with every notification lost is settled by asking', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.loseNotifications()
    await shop.wechat.pay(outTradeNo, { wait: false })
    await shop.pass(5_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', method: 'wechat' })
    await expectBooks(shop.database)
  })

  it('5: of another sum, currency or account goes to the inbox, acknowledged', async () => {
    await using shop = await openShop(engine)
    const wrong = [
      { total: 1 },
      { currency: 'USD' },
      { mchid: '1900000001' },
      { appid: 'wx0000000000000000' },
    ]
    for (const override of wrong) {
      const { order, outTradeNo } = await shop.pending()
      const { delivered } = await shop.wechat.pay(outTradeNo, { override })
      await shop.settled()
      expect(codes(delivered)).toEqual([204])
      expect(await shop.order(order.id)).toMatchObject({ state: 'pending', received: 0 })
      expect(await shop.attempts(order.id)).toMatchObject([{ state: 'mismatch', nextQueryAt: null }])
    }
    const inbox = await shop.database.inTransaction(tx => tx.query('SELECT kind FROM payment_inbox'))
    expect(inbox).toEqual(wrong.map(() => ({ kind: 'mismatch' })))
    await expectBooks(shop.database)
  })

  it('6: with a coupon of WeChat is paid in full', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.pay(outTradeNo, { couponFen: 300 })
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    await expectBooks(shop.database)
  })

  it('7: forged, tampered with or stale is refused and changes nothing', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    for (const kind of ['wrong_key', 'tamper_body', 'missing_headers', 'unknown_serial'] as const) {
      await shop.wechat.trick({ kind }, { times: 1 })
    }
    await shop.wechat.trick({ kind: 'skew_clock', ms: -300_000 }, { times: 1 })
    const { delivered } = await shop.wechat.pay(outTradeNo)
    const answers = [...codes(delivered)]
    for (let i = 0; i < 4; i += 1) answers.push(...codes(await shop.wechat.deliverNow(outTradeNo)))
    expect(answers).toEqual([401, 401, 401, 401, 401])
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending' })
    expect(codes(await shop.wechat.deliverNow(outTradeNo))).toEqual([204])
    await shop.settled()
    expect(codes(await shop.wechat.replay(outTradeNo))).toEqual([204])
    shop.clock.advance(301_000)
    expect(codes(await shop.wechat.replay(outTradeNo))).toEqual([401])
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('8: signed well and sealed wrong is answered 500 with an alert, and recovers', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    for (const kind of ['tamper_tag', 'wrong_aad', 'wrong_api_v3_key'] as const) {
      await shop.wechat.trick({ kind }, { times: 1 })
    }
    const { delivered } = await shop.wechat.pay(outTradeNo)
    const answers = [...codes(delivered)]
    for (let i = 0; i < 3; i += 1) answers.push(...codes(await shop.wechat.deliverNow(outTradeNo)))
    await shop.settled()
    expect(answers).toEqual([500, 500, 500, 204])
    const alerts = await shop.database.inTransaction(tx => tx.query('SELECT kind FROM alerts'))
    expect(alerts).toContainEqual({ kind: 'payment.unreadable' })
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })
})
