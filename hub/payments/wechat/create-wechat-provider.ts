import type Pay from 'wechatpay-node-v3'
import * as z from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { PaymentProvider, PaymentStart, ProviderAnswer, TradeType } from '../payment-provider.ts'
import { buildPaymentBody, buildRefundBody, isRefundNo, isTradeNo } from './build-payment.ts'
import { checkConnection } from './check-connection.ts'
import { createClockSkew } from './clock-skew.ts'
import { downloadTradeBill } from './download-bill.ts'
import { fetchCertificates } from './fetch-certificates.ts'
import { mapAnswer } from './map-answer.ts'
import { parseJson } from './map-error-body.ts'
import { mapPaymentFacts, mapRefundFacts } from './map-payment-facts.ts'
import { readMerchant, type WechatMerchant } from './merchant.ts'
import { readWechatNotification } from './read-notification.ts'
import { createRequestSigner, type RequestSigner } from './sign-request.ts'
import {
  type Ask,
  createAsk,
  createSend,
  defaultLimits,
  type Exchange,
  officialOrigin,
  payHttp,
  type TransportLimits,
  unverifiedText,
} from './transport.ts'
import { createTrustStore } from './trust-store.ts'

export interface WechatProviderOptions {
  readonly settings: WechatMerchant
  /** Scheme, host and port; another than WeChat's own only for the emulator. */
  readonly origin?: string
  readonly clock: Clock
  /** n random bytes: `randomBytes` of node:crypto. */
  readonly random: (bytes: number) => Buffer
  readonly logger: Logger
  readonly limits?: Partial<TransportLimits>
}

const unusable: ProviderAnswer<never> = {
  kind: 'unsent',
  cause: 'request',
  message: 'the merchant key cannot be used: test the connection',
}
const malformed = (what: string): ProviderAnswer<never> => ({
  kind: 'unsent',
  cause: 'request',
  message: `${what} is malformed`,
})

/** What any exchange means: only a verified answer decides. */
function answerOf<T>(exchange: Exchange, read: (body: unknown) => T | null): ProviderAnswer<T> {
  if (exchange.kind === 'verified') {
    return mapAnswer({ status: exchange.status, text: exchange.body.toString('utf8') }, read)
  }
  if (exchange.kind === 'unverified') return { kind: 'unknown', ...unverifiedText(exchange) }
  return { kind: exchange.sent ? 'unknown' : 'unsent', cause: exchange.cause, message: exchange.message }
}

/**
 * WeChat Pay API v3 for one merchant. It never throws for wrong settings: `testConnection` says what is wrong, and until
 * the merchant key is readable every request is `unsent`.
 */
export function createWechatProvider(options: WechatProviderOptions): PaymentProvider {
  const { settings, clock, logger } = options
  const origin = new URL(options.origin ?? officialOrigin).origin
  const limits = { ...defaultLimits, ...options.limits }
  const merchant = readMerchant(settings, origin !== officialOrigin)
  const signer = createRequestSigner(settings, clock, options.random)
  const skew = createClockSkew(clock)
  const send = createSend({ origin, signer, limits })
  const fetchAll = () => fetchCertificates({ send, merchant, serial: trust.requestSerial(), skew, clock })
  const trust = createTrustStore({
    publicKey: merchant.publicKey,
    fetchCertificates: async () =>
      merchant.signingKey === null ? { ok: false, message: 'the merchant key cannot be used' } : fetchAll(),
    clock,
    logger,
  })
  const ask = createAsk({ send, trust, skew, clock, logger })
  const pay = signer.buildWith(payHttp(ask))

  /** The package hands our exchange back as `data`, whatever type it claims. */
  async function through<T>(
    call: () => Promise<{ data?: unknown }>,
    read: (body: unknown) => T | null,
  ): Promise<ProviderAnswer<T>> {
    if (merchant.signingKey === null) return unusable
    const { data } = await call()
    return answerOf(data as Exchange, read)
  }

  return {
    name: 'wechat',
    merchant: { mchid: settings.mchid, appid: settings.appid },
    tradeTypes: settings.tradeTypes,
    buildPayment: payment => buildPaymentBody(settings, payment),
    buildRefund: refund => buildRefundBody(settings, refund),
    async createPayment({ tradeType, body }) {
      const parameters = parseJson(body)
      // The package puts its own appid and mchid in front of what it is given; sent must be what is stored.
      const repeated = JSON.stringify({ appid: '', mchid: '', ...Object(parameters) })
      if (repeated !== body) return malformed('the stored body')
      return through(
        () => createWith(pay, tradeType, body),
        startReader(tradeType, settings.appid, origin, signer),
      )
    },
    async queryPayment(by) {
      const no = 'transactionId' in by ? by.transactionId : by.outTradeNo
      if (!isTradeNo(no)) return malformed('the number of the payment')
      const encoded = encodeURIComponent(no)
      const query = 'transactionId' in by ? { transaction_id: encoded } : { out_trade_no: encoded }
      return through(
        () => pay.query(query as Parameters<Pay['query']>[0]),
        content => {
          const facts = mapPaymentFacts(content)
          if (facts === null) return null
          // A genuine answer to another question is no answer to this one.
          const isAnswered =
            'transactionId' in by
              ? facts.kind === 'paid' && facts.transactionId === no
              : facts.outTradeNo === no
          return isAnswered ? facts : null
        },
      )
    },
    async closePayment(outTradeNo) {
      if (!isTradeNo(outTradeNo)) return malformed('the number of the payment')
      return through(
        () => pay.close(encodeURIComponent(outTradeNo)),
        () => 'closed' as const,
      )
    },
    async requestRefund(body) {
      const asked = refundNumber.safeParse(parseJson(body))
      if (!asked.success || JSON.stringify(parseJson(body)) !== body) return malformed('the stored body')
      return through(() => pay.refunds(JSON.parse(body)), refundReader(asked.data.out_refund_no))
    },
    async queryRefund(outRefundNo) {
      if (!isRefundNo(outRefundNo)) return malformed('the number of the refund')
      return through(() => pay.find_refunds(encodeURIComponent(outRefundNo)), refundReader(outRefundNo))
    },
    async applyAbnormalRefund({ refundId, outRefundNo }) {
      if (!/^[0-9A-Za-z]{1,32}$/.test(refundId) || !isRefundNo(outRefundNo))
        return malformed('the number of the refund')
      // The package does not know this address.
      const path = `/v3/refund/domestic/refunds/${refundId}/apply-abnormal-refund`
      const body = JSON.stringify({ out_refund_no: outRefundNo, type: 'MERCHANT_BANK_CARD' })
      return through(
        async () => ({ data: await ask({ method: 'POST', path, body }) }),
        refundReader(outRefundNo),
      )
    },
    readNotification: raw =>
      readWechatNotification(raw, { keyFor: trust.keyFor, now: clock.now, apiV3Key: merchant.apiV3Key }),
    async downloadBill(day) {
      if (merchant.signingKey === null) return unusable
      return downloadTradeBill({ pay, send, origin, limits, answerOf }, day)
    },
    testConnection: () =>
      checkConnection({
        merchant,
        fetchCertificates: fetchAll,
        askForNothing: () => askForNothing(ask, settings),
        clock,
      }),
    refreshTrust: () => trust.refreshIfDue(),
    clockSkewMs: () => skew.current(),
  }
}

const refundNumber = z.object({ out_refund_no: z.string() })

function createWith(pay: Pay, tradeType: TradeType, body: string): Promise<{ data?: unknown }> {
  switch (tradeType) {
    case 'native':
      return pay.transactions_native(JSON.parse(body))
    case 'h5':
      return pay.transactions_h5(JSON.parse(body))
    case 'jsapi':
      return pay.transactions_jsapi(JSON.parse(body))
  }
}

const refundReader = (outRefundNo: string) => (content: unknown) => {
  const facts = mapRefundFacts(content)
  return facts?.outRefundNo === outRefundNo ? facts : null
}

const codeUrl = z.object({ code_url: z.string().max(512).startsWith('weixin://') })
const h5Url = z.object({ h5_url: z.url().max(1_024) })
const prepayId = z.object({ prepay_id: z.string().min(1).max(64) })

/** Reads what begins the payment. A code or address of another kind is never shown to a customer. */
function startReader(tradeType: TradeType, appId: string, origin: string, signer: RequestSigner) {
  return (content: unknown): PaymentStart | null => {
    if (tradeType === 'native') {
      const payUrl = codeUrl.safeParse(content).data?.code_url
      return payUrl === undefined ? null : { kind: 'link', payUrl }
    }
    if (tradeType === 'h5') {
      const payUrl = h5Url.safeParse(content).data?.h5_url
      if (payUrl === undefined || !(payUrl.startsWith('https://') || payUrl.startsWith(`${origin}/`)))
        return null
      return { kind: 'link', payUrl }
    }
    const id = prepayId.safeParse(content).data?.prepay_id
    if (id === undefined) return null
    const timeStamp = String(signer.timestamp())
    const nonceStr = signer.nonce()
    const parcel = `prepay_id=${id}`
    const paySign = signer.sign(`${appId}\n${timeStamp}\n${nonceStr}\n${parcel}\n`)
    return {
      kind: 'jsapi',
      parameters: { appId, timeStamp, nonceStr, package: parcel, signType: 'RSA', paySign },
    }
  }
}

function askForNothing(ask: Ask, settings: WechatMerchant): Promise<Exchange> {
  const path = `/v3/pay/transactions/out-trade-no/SLUICETESTSNOTHING?mchid=${encodeURIComponent(settings.mchid)}`
  return ask({ method: 'GET', path })
}
