import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signMessage } from '../../wechat-emulator/crypto/sign-message.ts'
import { fetchRaw, noon, openShop, read, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())
beforeEach(async () => {
  await shop.till.reset()
  shop.clock.at = noon
  shop.received.length = 0
})

const chrome = 'Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36'
const wechat = `${chrome} MicroMessenger/8.0.50`
const here = 'http://127.0.0.1:8080/'
const visit = (path: string, headers: Record<string, string> = {}) =>
  fetchRaw(`${shop.emulator.origin}${path}`, 'GET', '', { 'User-Agent': chrome, ...headers })
const press = (page: string, button: 'pay' | 'cancel') => {
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
  const form = new URLSearchParams({
    token: field('token'),
    redirect_url: field('redirect_url').replaceAll('&#38;', '&'),
    do: button,
  })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  return fetchRaw(`${shop.emulator.origin}/cashier`, 'POST', form.toString(), headers)
}
const scan = (code: unknown, more = '') => `/scan?code=${encodeURIComponent(String(code))}${more}`

async function h5() {
  const scene = { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } }
  const { h5_url } = read(await shop.send('POST', '/v3/pay/transactions/h5', shop.native('PAGE0002', scene)))
  return String(h5_url).slice(shop.emulator.origin.length)
}

describe('the page behind the QR', () => {
  it('shows what is bought in both languages, runs no script, and pays', async () => {
    const { code_url: code } = read(await shop.create('PAGE0001', { description: '<b>一个月</b>' }))
    const page = (await visit(scan(code), { 'User-Agent': wechat })).body.toString()
    expect(page).toContain('Sandbox: no real money')
    expect(page).toContain('沙箱：不涉及真实资金')
    expect(page).toContain('19.90')
    expect(page).toContain('支付 · Pay')
    expect(page).not.toMatch(/<script|<b>/)
    const result = await press(page, 'pay')
    expect(result.body.toString()).toContain('支付成功')
    expect(await shop.query('PAGE0001')).toMatchObject({ trade_state: 'SUCCESS' })
    expect((await press(page, 'pay')).status).toBe(403)
    expect(await shop.till.journal({ kind: 'visit' })).toMatchObject([
      { what: 'opened' },
      { what: 'paid' },
      { what: 'refused' },
    ])
  })

  it('takes a cancel for what it is', async () => {
    const { code_url: code } = read(await shop.create('PAGE0001'))
    const page = (await visit(scan(code))).body.toString()
    expect((await press(page, 'cancel')).body.toString()).toContain('Cancelled')
    expect(await shop.query('PAGE0001')).toMatchObject({ trade_state: 'NOTPAY' })
  })

  it('refuses a replaced code, one pressed inside WeChat, and a foreign one', async () => {
    const { code_url: old } = read(await shop.create('PAGE0001'))
    const { code_url: code } = read(await shop.create('PAGE0001'))
    const statuses = await Promise.all([
      visit(scan(old)),
      visit(scan('weixin://wxpay/bizpayurl?pr=nothing')),
      visit(scan(code, '&pressed=1'), { 'User-Agent': wechat }),
      visit(scan(code, '&pressed=1')),
    ])
    expect(statuses.map(one => one.status)).toEqual([403, 403, 403, 200])
  })
})

describe('an h5_url', () => {
  it('wants a Referer of a registered domain and a browser outside WeChat', async () => {
    const url = await h5()
    const answers = await Promise.all([
      visit(url),
      visit(url, { Referer: 'https://elsewhere.example/' }),
      visit(url, { Referer: here, 'User-Agent': wechat }),
      visit(`${url}&redirect_url=${encodeURIComponent('https://elsewhere.example/')}`, { Referer: here }),
      visit(url, { Referer: here }),
    ])
    expect(answers.map(one => one.status)).toEqual([403, 403, 403, 403, 200])
    await shop.till.settings({ h5Domains: ['shop.example'] })
    expect((await visit(url, { Referer: 'https://pay.shop.example/' })).status).toBe(200)
    expect((await visit(url, { Referer: here })).status).toBe(403)
  })

  it('leads back to redirect_url, paid or cancelled', async () => {
    const back = `${here}orders/1?lang=en&paid=1`
    const url = `${await h5()}&redirect_url=${encodeURIComponent(back)}`
    const page = (await visit(url, { Referer: here })).body.toString()
    const cancelled = await press(page, 'cancel')
    expect([cancelled.status, cancelled.headers.location]).toEqual([303, back])
    const paid = await press(page, 'pay')
    expect([paid.status, paid.headers.location]).toEqual([303, back])
    expect(await shop.query('PAGE0002')).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'MWEB' })
  })

  it('lives five minutes', async () => {
    const url = await h5()
    shop.clock.advance(300_000)
    expect((await visit(url, { Referer: here })).status).toBe(403)
  })

  it('is not given without scene_info', async () => {
    const answer = read(await shop.send('POST', '/v3/pay/transactions/h5', shop.native('PAGE0003')))
    expect(answer).toMatchObject({ status: 400, detail: { field: '/scene_info' } })
  })
})

describe('jsapi', () => {
  it('wants the payer, a paySign of the merchant, and WeChat itself', async () => {
    const url = '/v3/pay/transactions/jsapi'
    expect(read(await shop.send('POST', url, shop.native('PAGE0004')))).toMatchObject({
      detail: { field: '/payer' },
    })
    const payer = { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }
    const { prepay_id } = read(await shop.send('POST', url, shop.native('PAGE0004', { payer })))
    const parts = [shop.merchant.appid, String(noon / 1000), 'abc', `prepay_id=${prepay_id}`]
    const paySign = signMessage(`${parts.join('\n')}\n`, createPrivateKey(shop.merchant.merchantKeyPem))
    const [appId = '', timeStamp = '', nonceStr = '', packed = ''] = parts
    const query = (sign: string) =>
      `/jsapi/pay?${new URLSearchParams({ appId, timeStamp, nonceStr, package: packed, signType: 'RSA', paySign: sign })}`
    expect((await visit(query(paySign))).status).toBe(403)
    expect((await visit(query('AAAA'), { 'User-Agent': wechat })).status).toBe(403)
    const page = await visit(query(paySign), { 'User-Agent': wechat })
    expect(page.status).toBe(200)
    await press(page.body.toString(), 'pay')
    expect(await shop.query('PAGE0004')).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI', payer })
  })
})
