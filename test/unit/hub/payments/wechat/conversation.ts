import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import type { Fen, Instant } from '../../../../../hub/contract/primitives.ts'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import { createWechatProvider } from '../../../../../hub/payments/wechat/create-wechat-provider.ts'
import type { WechatMerchant } from '../../../../../hub/payments/wechat/merchant.ts'
import { answeringServer } from '../../../../fakes/answering-server.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import {
  aMerchant,
  aPaidContent,
  aPublicKey,
  platformNow,
  signedHeaders,
} from '../../../../fakes/wechat-platform.ts'

export const key = aPublicKey()
export const settings = aMerchant(key)
export const merchantKey = createPublicKey(createPrivateKey(settings.merchantKeyPem))
export const openid = aPaidContent.payer.openid
const date = new Date(platformNow).toUTCString()

/** An answer as WeChat signs it; a text is sent as it is. */
export function signed(status: number, content: unknown, by = key, at = platformNow) {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  return { status, body, headers: { date, ...signedHeaders(by, body, { at }) } }
}
export const link = signed(200, { code_url: 'weixin://wxpay/bizpayurl?pr=abc' })

export const order = {
  tradeType: 'native',
  outTradeNo: 'SL20261124ABCDEF',
  description: '一个月',
  total: 1_990 as Fen,
  expiresAt: (platformNow + 1_800_000) as Instant,
} as const

/** A provider with its clock, its log and the server it speaks to; impatient, so that tests are short. */
export async function converse() {
  const server = await answeringServer(() => link)
  const lines: string[] = []
  const record = (facts: object, message: string) => void lines.push(JSON.stringify({ ...facts, message }))
  const logger = { debug: record, info: record, warn: record, error: record }
  const limits = { connectMs: 400, totalMs: 400, maxBytes: 20_000 }
  let clock = manualClock(platformNow)
  const providerWith = (changes: Partial<WechatMerchant> = {}, origin = server.origin): PaymentProvider =>
    createWechatProvider({
      settings: { ...settings, ...changes },
      origin,
      clock,
      random: randomBytes,
      logger,
      limits,
    })
  return {
    server,
    lines,
    providerWith,
    /** A new provider at the beginning of time, and a server that answers every create. */
    startAnew() {
      clock = manualClock(platformNow)
      lines.length = 0
      server.answerWith(() => link)
      return { clock, provider: providerWith() }
    },
  }
}

export const createWith = (provider: PaymentProvider) =>
  provider.createPayment({ tradeType: 'native', body: provider.buildPayment(order) })
