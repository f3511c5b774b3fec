import type { IncomingMessage, ServerResponse } from 'node:http'
import { ControlRefused } from './control-contract.ts'
import type { Keys } from './crypto/create-identity.ts'
import { isSignedBy } from './crypto/sign-message.ts'
import type { Order } from './order-rule.ts'
import { isRegistered, refuseVisit } from './page-rule.ts'
import { type Page, renderPage } from './render-page.ts'
import type { Till } from './take-payment.ts'
import type { World } from './world.ts'

/**
 * What a customer's phone sees: `/scan?code=<code_url>` for a native QR (`&pressed=1` for one pressed inside WeChat),
 * an h5_url, and `/jsapi/pay?…` with what a page hands to WeixinJSBridge. False for a path that is none of these.
 */
export function createPages(world: World, till: Till, keys: Keys) {
  const { ledger, journal, clock } = world

  function show(response: ServerResponse, status: number, page: Page) {
    const body = Buffer.from(renderPage(page))
    response.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': body.length,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    response.end(body)
  }

  function refuse(
    response: ServerResponse,
    outTradeNo: string | null,
    words: { zh: string; en: string },
  ): void {
    journal.add({ kind: 'visit', outTradeNo, what: 'refused', why: words.en })
    show(response, 403, { kind: 'notice', ...words, good: false })
  }

  function open(
    request: IncomingMessage,
    response: ServerResponse,
    asked: { product: Order['request']['product']; token: string; pressed: boolean; redirectUrl: string },
  ) {
    const order = ledger.orderOfLink(asked.token)
    if (order?.request.product !== asked.product)
      return refuse(response, null, { zh: '链接无效', en: 'This link is unknown.' })
    const { outTradeNo } = order.request
    const visit = {
      userAgent: request.headers['user-agent'] ?? '',
      referer: request.headers.referer ?? '',
      longPressed: asked.pressed,
    }
    const domains = world.settings().h5Domains
    const refusal = refuseVisit(asked.product, visit, domains)
    if (refusal) return refuse(response, outTradeNo, refusal)
    const back = URL.parse(asked.redirectUrl)
    if (asked.redirectUrl && (!back || !isRegistered(back.hostname, domains)))
      return refuse(response, outTradeNo, {
        zh: '跳转域名未配置',
        en: 'The domain of redirect_url is not registered.',
      })
    try {
      const begun = till.begin(outTradeNo, asked.token)
      journal.add({ kind: 'visit', outTradeNo, what: 'opened', why: null })
      show(response, 200, { kind: 'cashier', order: begun, redirectUrl: asked.redirectUrl })
    } catch (error) {
      if (!(error instanceof ControlRefused)) throw error
      refuse(response, outTradeNo, { zh: error.message.replace(/^\w+: /, ''), en: englishOf(error.code) })
    }
  }

  function decide(response: ServerResponse, body: Buffer) {
    const form = new URLSearchParams(body.toString())
    const order = ledger.orderOfLink(form.get('token') ?? '')
    if (!order) return refuse(response, null, { zh: '链接无效', en: 'This link is unknown.' })
    const { outTradeNo } = order.request
    const back = URL.parse(form.get('redirect_url') ?? '')
    const isBackGood = back !== null && isRegistered(back.hostname, world.settings().h5Domains)
    const finish = (words: { zh: string; en: string }, good: boolean) => {
      if (!isBackGood) return show(response, 200, { kind: 'notice', ...words, good })
      response.writeHead(303, { Location: back.href, 'Content-Length': 0 }).end()
    }
    if (form.get('do') !== 'pay') {
      journal.add({ kind: 'visit', outTradeNo, what: 'cancelled', why: null })
      return finish({ zh: '已取消支付', en: 'Cancelled: nothing was paid.' }, false)
    }
    if (order.link.token !== form.get('token'))
      return refuse(response, outTradeNo, { zh: '二维码已更新', en: englishOf('LINK_REPLACED') })
    // The order's state is decided before the first wait, so a refusal is known here; the shop is told meanwhile.
    till.confirm(outTradeNo, { wait: false }, false).then(
      () => {
        journal.add({ kind: 'visit', outTradeNo, what: 'paid', why: null })
        finish({ zh: '支付成功，可以返回商家页面', en: 'Paid. You can go back to the shop.' }, true)
      },
      (error: unknown) => {
        const code = error instanceof ControlRefused ? error.code : 'SYSTEM_ERROR'
        refuse(response, outTradeNo, { zh: '支付失败', en: englishOf(code) })
      },
    )
  }

  /** The token of a prepay_id whose parameters the merchant really signed, for this app and just now. */
  function jsapiToken(query: URLSearchParams): string {
    const [appId, timeStamp, nonceStr, packed] = ['appId', 'timeStamp', 'nonceStr', 'package'].map(
      name => query.get(name) ?? '',
    )
    const message = `${appId}\n${timeStamp}\n${nonceStr}\n${packed}\n`
    const isGood =
      appId === world.identity.appid &&
      query.get('signType') === 'RSA' &&
      Math.abs(clock.now() / 1000 - Number(timeStamp)) <= 7200 &&
      isSignedBy(message, query.get('paySign') ?? '', keys.merchant)
    return isGood ? (/^prepay_id=wx(\w+)$/.exec(packed ?? '')?.[1] ?? '') : ''
  }

  return (request: IncomingMessage, body: Buffer, response: ServerResponse): boolean => {
    const url = URL.parse(request.url ?? '', 'http://emulator')
    const query = url?.searchParams ?? new URLSearchParams()
    const pressed = query.get('pressed') === '1'
    if (request.method === 'POST' && url?.pathname === '/cashier') {
      decide(response, body)
      return true
    }
    if (request.method !== 'GET') return false
    if (url?.pathname === '/scan') {
      const token = /^weixin:\/\/wxpay\/bizpayurl\?pr=(\w+)$/.exec(query.get('code') ?? '')?.[1] ?? ''
      open(request, response, { product: 'native', token, pressed, redirectUrl: '' })
      return true
    }
    if (url?.pathname === '/h5/pay') {
      const token = query.get('prepay_id')?.replace(/^wx/, '') ?? ''
      open(request, response, { product: 'h5', token, pressed, redirectUrl: query.get('redirect_url') ?? '' })
      return true
    }
    if (url?.pathname === '/jsapi/pay') {
      const redirectUrl = query.get('redirect_url') ?? ''
      open(request, response, { product: 'jsapi', token: jsapiToken(query), pressed, redirectUrl })
      return true
    }
    return false
  }
}

function englishOf(code: string): string {
  const words: Record<string, string> = {
    ORDER_PAID: 'This order is paid already.',
    ORDER_CLOSED: 'This order was closed.',
    ORDER_EXPIRED: 'This order expired.',
    LINK_REPLACED: 'There is a newer QR code: scan that one.',
    LINK_EXPIRED: 'This link expired.',
    NOT_BEGUN: 'Open the link first.',
  }
  return words[code] ?? 'The payment failed.'
}
