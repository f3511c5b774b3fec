import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type ApiError, type Decided, decided, refused, spellCode, wrongParameter } from './api-error-rule.ts'
import { renderBeijing } from './beijing-time-rule.ts'
import { type BillType, billLinkLifeMs, billTypes, decideBillDay, renderBill } from './bill-rule.ts'
import { randomText } from './crypto/create-identity.ts'
import { certificateEnd, certificateStart } from './crypto/make-certificate.ts'
import { sealResource } from './crypto/seal-resource.ts'
import { newRefundId } from './new-ids.ts'
import { type Product, parseOrderBody } from './order-body-rule.ts'
import { closeOrder, createOrder, type Order } from './order-rule.ts'
import { applyAbnormal, createRefund, parseRefundBody, type Refund } from './refund-rule.ts'
import { describeOrder, describeRefund } from './render-facts-rule.ts'
import type { World } from './world.ts'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

export interface ApiAnswer {
  readonly status: number
  readonly body: Buffer
  readonly contentType: string
  /** False for the file of a bill alone. */
  readonly signed: boolean
  readonly code: string | null
  /** What a create or a refund was about: for what must happen before its answer is sent, and right after. */
  readonly created?: { readonly outTradeNo: string }
  readonly refunding?: { readonly outRefundNo: string }
}

type Match = readonly string[]
type Handler = (request: ApiRequest, match: Match) => ApiAnswer

/** The v3 endpoints. Each answers and has its whole effect in one synchronous step, as one transaction would. */
export function createApi(world: World): (request: ApiRequest) => ApiAnswer {
  const { ledger, clock, identity } = world
  const files = new Map<string, { readonly bytes: Buffer; readonly issuedAt: number }>()

  const refuse = (error: ApiError): ApiAnswer => {
    const code = spellCode(error.code, world.settings().codeStyle)
    const { message, detail } = error
    return { ...json(error.status, { code, message, ...(detail ? { detail } : {}) }), code }
  }
  const withBody = (request: ApiRequest): Decided<unknown> => {
    try {
      return decided(JSON.parse(request.body))
    } catch {
      return wrongParameter('/', 'is no JSON')
    }
  }
  const ownMerchant = (request: ApiRequest) => request.query.get('mchid') === identity.mchid
  const couponOf = (refund: Refund) => {
    const state = ledger.order(refund.outTradeNo)?.state
    return state?.kind === 'PAID' ? state.couponFen : 0
  }

  const create =
    (product: Product): Handler =>
    request => {
      const body = withBody(request)
      if (!body.ok) return refuse(body.error)
      const parsed = parseOrderBody(product, body.value, world.settings().loopbackHttp)
      if (!parsed.ok) return refuse(parsed.error)
      const link = { token: randomText(product === 'native' ? 9 : 32), issuedAt: clock.now() }
      const made = createOrder(ledger.order(parsed.value.outTradeNo), parsed.value, link, identity)
      if (!made.ok) return refuse(made.error)
      ledger.putOrder(made.value)
      return { ...json(200, linkOf(product, link.token)), created: { outTradeNo: parsed.value.outTradeNo } }
    }

  const linkOf = (product: Product, token: string) => {
    if (product === 'native') return { code_url: `weixin://wxpay/bizpayurl?pr=${token}` }
    if (product === 'h5') return { h5_url: `${world.origin()}/h5/pay?prepay_id=wx${token}&package=1` }
    return { prepay_id: `wx${token}` }
  }

  const query = (request: ApiRequest, order: Order | undefined): ApiAnswer => {
    if (!ownMerchant(request))
      return refuse(wrongParameter('mchid', 'is not the signing merchant', 'query').error)
    if (!order) return refuse(refused(404, 'ORDER_NOT_EXIST', '订单不存在').error)
    const refunded = ledger.refundsOf(order.request.outTradeNo).some(one => one.status !== 'CLOSED')
    return json(200, describeOrder(order, refunded))
  }

  const close: Handler = (request, [outTradeNo = '']) => {
    const body = withBody(request)
    if (!body.ok) return refuse(body.error)
    const keys = typeof body.value === 'object' && body.value !== null ? Object.entries(body.value) : []
    if (keys.length !== 1 || keys[0]?.[0] !== 'mchid' || keys[0][1] !== identity.mchid)
      return refuse(wrongParameter('/mchid', 'must be the signing merchant, and stand alone').error)
    const closed = closeOrder(ledger.order(outTradeNo), clock.now())
    if (!closed.ok) return refuse(closed.error)
    ledger.putOrder(closed.value)
    return { status: 204, body: Buffer.alloc(0), contentType: '', signed: true, code: null }
  }

  const refund: Handler = request => {
    const body = withBody(request)
    if (!body.ok) return refuse(body.error)
    const parsed = parseRefundBody(body.value, world.settings().loopbackHttp)
    if (!parsed.ok) return refuse(parsed.error)
    const { transactionId, outTradeNo, outRefundNo } = parsed.value
    const order = transactionId ? ledger.orderOfTransaction(transactionId) : ledger.order(outTradeNo ?? '')
    const earlier = order ? ledger.refundsOf(order.request.outTradeNo) : []
    const sameNumber = ledger.refund(outRefundNo)
    const balance = world.settings().balanceFen
    const about = { order, earlier, sameNumber, balance, now: clock.now(), newId: newRefundId(clock.now()) }
    const made = createRefund(parsed.value, { ...about, byConsole: false })
    if (!made.ok) return refuse(made.error)
    if (!sameNumber && balance !== null) world.changeSettings({ balanceFen: balance - made.value.fen })
    if (!sameNumber) ledger.putRefund(made.value)
    return {
      ...json(200, describeRefund(made.value, couponOf(made.value))),
      ...(sameNumber ? {} : { refunding: { outRefundNo } }),
    }
  }

  const answerRefund = (made: Decided<Refund>): ApiAnswer => {
    if (!made.ok) return refuse(made.error)
    ledger.putRefund(made.value)
    return json(200, describeRefund(made.value, couponOf(made.value)))
  }
  const queryRefund: Handler = (_request, [outRefundNo = '']) => {
    const found = ledger.refund(outRefundNo)
    if (!found) return refuse(refused(404, 'RESOURCE_NOT_EXISTS', '退款单不存在').error)
    return json(200, describeRefund(found, couponOf(found)))
  }
  const abnormal: Handler = (request, [refundId = '']) => {
    const body = withBody(request)
    if (!body.ok) return refuse(body.error)
    return answerRefund(applyAbnormal(ledger.refundOfId(refundId), body.value))
  }

  const bill: Handler = request => {
    const { query: asked } = request
    const unknown = [...asked.keys()].find(name => !['bill_date', 'bill_type', 'tar_type'].includes(name))
    if (unknown) return refuse(wrongParameter(unknown, 'is unknown', 'query').error)
    const type = billTypes.find(one => one === (asked.get('bill_type') ?? 'ALL'))
    if (!type) return refuse(wrongParameter('bill_type', 'is unknown', 'query').error)
    const packed = asked.get('tar_type')
    if (packed !== null && packed !== 'GZIP')
      return refuse(wrongParameter('tar_type', 'must be GZIP', 'query').error)
    const day = decideBillDay(asked.get('bill_date'), clock.now())
    if (!day.ok) return refuse(day.error)
    const file = renderedBill(day.value, type)
    if (file === null) return refuse(refused(400, 'NO_STATEMENT_EXIST', '账单文件不存在').error)
    const plain = Buffer.from(file)
    const token = randomText(40)
    files.set(token, { bytes: packed ? gzipSync(plain) : plain, issuedAt: clock.now() })
    return json(200, {
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(plain).digest('hex'),
      download_url: `${world.origin()}/v3/billdownload/file?token=${token}`,
    })
  }
  const renderedBill = (day: number, type: BillType) => {
    const { billOmits } = world.settings()
    const orders = ledger.orders().filter(order => !billOmits.includes(order.request.outTradeNo))
    return renderBill(day, type, orders, ledger.refunds())
  }
  const download: Handler = request => {
    const file = files.get(request.query.get('token') ?? '')
    if (!file || clock.now() >= file.issuedAt + billLinkLifeMs)
      return refuse(refused(400, 'INVALID_REQUEST', '账单下载链接已失效').error)
    const contentType = 'application/octet-stream'
    return { status: 200, body: file.bytes, contentType, signed: false, code: null }
  }

  const certificates: Handler = () => {
    const { keys } = world.settings()
    if (keys.mode === 'public_key')
      return refuse(refused(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书').error)
    const data = keys.listed.map(name => {
      const { serial, certificatePem } = identity.platform[name]
      const nonce = randomText(12)
      const sealing = { key: identity.apiV3Key, nonce, associatedData: 'certificate' }
      return {
        serial_no: serial,
        effective_time: renderBeijing(certificateStart),
        expire_time: renderBeijing(certificateEnd),
        encrypt_certificate: {
          algorithm: 'AEAD_AES_256_GCM',
          nonce,
          associated_data: 'certificate',
          ciphertext: sealResource(certificatePem, sealing),
        },
      }
    })
    return json(200, { data })
  }

  const routes: readonly (readonly ['GET' | 'POST', RegExp, Handler])[] = [
    ['POST', /^\/v3\/pay\/transactions\/native$/, create('native')],
    ['POST', /^\/v3\/pay\/transactions\/h5$/, create('h5')],
    ['POST', /^\/v3\/pay\/transactions\/jsapi$/, create('jsapi')],
    [
      'GET',
      /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
      (asked, [id = '']) => query(asked, ledger.orderOfTransaction(id)),
    ],
    [
      'GET',
      /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
      (asked, [no = '']) => query(asked, ledger.order(no)),
    ],
    ['POST', /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/, close],
    ['POST', /^\/v3\/refund\/domestic\/refunds$/, refund],
    ['GET', /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/, queryRefund],
    ['POST', /^\/v3\/refund\/domestic\/refunds\/([^/]+)\/apply-abnormal-refund$/, abnormal],
    ['GET', /^\/v3\/bill\/tradebill$/, bill],
    ['GET', /^\/v3\/billdownload\/file$/, download],
    ['GET', /^\/v3\/certificates$/, certificates],
  ]

  return request => {
    for (const [method, pattern, handler] of routes) {
      const match = method === request.method ? pattern.exec(request.path) : null
      if (match) return handler(request, match.slice(1).map(decodeURIComponent))
    }
    return refuse(refused(404, 'RESOURCE_NOT_EXISTS', '接口不存在').error)
  }
}

function json(status: number, value: unknown): ApiAnswer {
  const contentType = 'application/json; charset=utf-8'
  return { status, body: Buffer.from(JSON.stringify(value)), contentType, signed: true, code: null }
}
