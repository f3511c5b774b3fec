import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import type { Logger } from '../../../../hub/kernel/logger.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop, type Shop } from '../../../harness/shop.ts'

const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'

/** Everything that is logged, as deep as it goes. */
function listeningLogger() {
  const lines: string[] = []
  const write = (facts: object, message: string) =>
    void lines.push(
      `${message} ${inspect(facts, { depth: 12, maxStringLength: null, breakLength: Infinity })}`,
    )
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  return { lines, logger }
}

/** What WeChat and this shop keep to themselves. */
function secretsOf({ emulator }: Shop): readonly string[] {
  const { apiV3Key, merchantKeyPem } = emulator.merchant
  const [, keyLine = ''] = merchantKeyPem.split('\n')
  return [openid, apiV3Key, keyLine, 'WECHATPAY2-SHA256-RSA2048 ', 'signature="', 'PRIVATE KEY']
}

forEachEngine('what is logged of payments', engine => {
  it('24: names no secret and no payer, whatever goes wrong', async () => {
    const { lines, logger } = listeningLogger()
    await using shop = await openShop(engine, { logger, answerWithinMs: 300 })
    const { wechat } = shop
    const buy = async () => {
      const bought = await shop.pending()
      await wechat.pay(bought.outTradeNo, { openid, wait: true })
      await shop.settled()
      return bought
    }
    for (const kind of ['tamper_tag', 'wrong_aad', 'wrong_api_v3_key', 'bad_json', 'tamper_body'] as const) {
      await wechat.trick({ kind })
      await buy()
    }
    for (const fault of [
      'bad_signature',
      'bad_json',
      'timeout_after',
      'bad_gateway_after',
      'redirect',
    ] as const) {
      await wechat.fault({ path: '/v3/pay/transactions' }, fault, 3)
      const userId = await shop.user()
      const order = succeeded(await shop.place({ userId, planId: (await shop.plan()).id }))
      await shop.attempt(order.id)
      await wechat.clearFaults()
    }
    for (const point of ['payment.after-store', 'payment.before-commit', 'payment.after-settle'] as const) {
      Object.assign(shop.crashing, { at: point, armed: 1 })
      await buy()
    }
    const { order, outTradeNo } = await buy()
    const refund = { status: 403, code: 'USER_ACCOUNT_ABNORMAL', message: `用户 ${openid} 账户异常` }
    await wechat.fault({ path: '/v3/refund/domestic/refunds' }, refund, 2)
    await wechat.forge(outTradeNo, { trick: { kind: 'wrong_amount', fen: 1 } })
    await shop.settled()
    await shop.pass(15_000)
    succeeded(await shop.refund({ orderId: order.id, amount: 100 }))
    await shop.pass(60_000)
    await shop.database.source.destroy()
    await wechat.forge(outTradeNo, { trick: { kind: 'wrong_out_trade_no', outTradeNo: 'NOBODYSNUMBER' } })
    await shop.database.source.initialize()
    const stored = await shop.rows('SELECT message FROM alerts')
    const kept = await shop.rows(
      'SELECT lastError FROM refunds UNION ALL SELECT lastError FROM payment_attempts',
    )
    await expectBooks(shop.database)

    expect(lines.length).toBeGreaterThan(10)
    const said = [...lines, inspect(stored), inspect(kept)]
    for (const secret of secretsOf(shop)) {
      expect(said.filter(line => line.includes(secret))).toEqual([])
    }
  })
})
