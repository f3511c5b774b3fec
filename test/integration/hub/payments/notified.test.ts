import { expect, it } from 'vitest'
import { merchantEntity } from '../../../../hub/db/entities/payments.ts'
import { queryDuePayments } from '../../../../hub/payments/query-payments.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { eventually } from '../../../harness/processes.ts'
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

  it('1: told 20 times in parallel before anything of it is done, is stored and done once', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.duplicateNotifications(20, true)
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(codes(delivered)).toEqual(Array(20).fill(204))
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled', received: 1_500 })
    expect(await shop.rows('SELECT tries FROM provider_events')).toEqual([{ tries: 0 }])
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

  it('2: an answer to the create that comes last does not move it back', async () => {
    await using shop = await openShop(engine)
    const plan = await shop.plan()
    const { id } = succeeded(await shop.place({ userId: await shop.user(), planId: plan.id }))
    await shop.wechat.payOnCreate({ wait: true, answerAfterMs: 400 })
    const asked = shop.attempt(id)
    await eventually('the payment to be settled', async () => (await shop.order(id)).state === 'fulfilled')
    expect(await asked).toMatchObject({ code: 'payment_unavailable', facts: { why: 'paid' } })
    expect(await shop.attempts(id)).toMatchObject([{ state: 'paid', openKey: null, payUrl: null }])
    expect(await shop.order(id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('3: an unpaid one is asked about 5 s, 30 s, 1, 3, 5, 10 and 30 min after it was made, then closed', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const began = shop.clock.now()
    await shop.wechat.clearJournal()
    for (const due of [5_000, 30_000, 60_000, 180_000, 300_000, 600_000, 1_800_000]) {
      for (const at of [due - 1, due]) {
        shop.clock.advance(began + at - shop.clock.now())
        await queryDuePayments(shop.shop)
      }
    }
    const sent = await shop.wechat.requests({ outTradeNo })
    expect(sent.map(({ method, at }) => [method, at - began])).toEqual([
      ['GET', 5_000],
      ['GET', 30_000],
      ['GET', 60_000],
      ['GET', 180_000],
      ['GET', 300_000],
      ['GET', 600_000],
      ['GET', 1_800_000],
      ['POST', 1_800_000],
    ])
    expect(sent.at(-1)?.url).toContain(`${outTradeNo}/close`)
    await shop.jobs()
    expect(await shop.attempts(order.id)).toMatchObject([{ state: 'closed', nextQueryAt: null }])
    expect(await shop.order(order.id)).toMatchObject({ state: 'closed' })
    await expectBooks(shop.database)
  })

  it('3: paid between two questions is settled by the next', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.loseNotifications()
    const { order, outTradeNo } = await shop.pending()
    for (const ms of [5_000, 25_000, 30_000]) await shop.pass(ms)
    await shop.wechat.pay(outTradeNo)
    await shop.pass(119_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending' })
    await shop.pass(1_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
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
    expect(await shop.alerts()).toEqual(wrong.map(() => 'payment.inbox'))
    // Never asked about again: a person has it.
    await shop.wechat.clearJournal()
    await shop.pass(60_000)
    expect(await shop.wechat.requests()).toEqual([])
    await expectBooks(shop.database)
  })

  it('5: found wrong by asking goes there as well, and so does a number that nobody knows', async () => {
    await using shop = await openShop(engine)
    await shop.wechat.loseNotifications()
    const short = await shop.pending()
    await shop.wechat.pay(short.outTradeNo, { override: { total: 1 } })
    await shop.pass(5_000)
    expect(await shop.order(short.order.id)).toMatchObject({ state: 'pending', received: 0 })
    await shop.wechat.loseNotifications(false)
    const stray = await shop.pending()
    await shop.wechat.trick({ kind: 'wrong_out_trade_no', outTradeNo: 'SOMEBODYELSE1' })
    const { delivered } = await shop.wechat.pay(stray.outTradeNo)
    await shop.settled()
    expect(codes(delivered)).toEqual([204])
    expect(await shop.order(stray.order.id)).toMatchObject({ state: 'pending', received: 0 })
    expect((await shop.inbox()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['mismatch', 1],
      ['unknown_order', 1_500],
    ])
    expect(await shop.alerts()).toEqual(['payment.inbox', 'payment.inbox'])
    await expectBooks(shop.database)
  })

  it('5: of another account of the same merchant number is that account’s', async () => {
    await using shop = await openShop(engine)
    const [first] = shop.accounts
    if (first === undefined) throw new Error('no account')
    const { merchant } = first.provider
    const { outTradeNo, order } = await shop.pending()
    await shop.database.inTransaction(tx => tx.manager.insert(merchantEntity, anAccount(1, merchant)))
    const other = { mchid: merchant.mchid, appid: 'wx00000000000000ff' }
    const provider = { ...first.provider, merchant: other }
    await shop.database.inTransaction(tx => tx.manager.insert(merchantEntity, anAccount(2, other)))
    // Where new payments go: the keys are the same, so that it reads what is the first one's.
    shop.accounts.unshift({ merchantId: 2, provider })
    await shop.wechat.pay(outTradeNo)
    await shop.settled()
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    expect(await shop.rows('SELECT merchantId FROM payments')).toEqual([{ merchantId: 1 }])
    expect(await shop.inbox()).toEqual([])
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

  it('7: a probe is refused without an alarm, and nobody is shut out for it', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    const url = `${shop.url}/pay/wechat/notify`
    for (let n = 0; n < 50; n += 1) expect(codes(await shop.wechat.probe(url))).toEqual([401])
    expect(await shop.alerts()).toEqual([])
    expect(shop.refusals).toEqual([])
    await shop.wechat.pay(outTradeNo)
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
    await shop.watch()
    expect(await shop.alerts()).toEqual(['payment.unreadable'])
    expect(await shop.rows('SELECT id FROM provider_events')).toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'pending', received: 0 })
    const answers = [...codes(delivered)]
    for (let i = 0; i < 3; i += 1) answers.push(...codes(await shop.wechat.deliverNow(outTradeNo)))
    await shop.settled()
    expect(answers).toEqual([500, 500, 500, 204])
    await shop.watch()
    expect(await shop.alerts(), 'the key is right again').toEqual([])
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await expectBooks(shop.database)
  })

  it('8: none of which can be read is settled by asking', async () => {
    await using shop = await openShop(engine)
    const { order, outTradeNo } = await shop.pending()
    await shop.wechat.trick({ kind: 'wrong_api_v3_key' }, { times: null })
    const { delivered } = await shop.wechat.pay(outTradeNo)
    expect(codes(delivered)).toEqual([500])
    await shop.pass(5_000)
    expect(await shop.order(order.id)).toMatchObject({ state: 'fulfilled' })
    await shop.watch()
    expect(await shop.alerts()).toEqual(['payment.unreadable'])
    await expectBooks(shop.database)
  })
})

function anAccount(id: number, { mchid, appid }: { readonly mchid: string; readonly appid: string }): object {
  const unused = { settings: {}, secret: '', createdAt: 0, checkedAt: null, checkReport: null, version: 1 }
  return { id, provider: 'wechat', mchid, appid, state: 'active', ...unused }
}
