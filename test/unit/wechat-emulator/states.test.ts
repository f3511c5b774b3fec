import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openResource } from '../../wechat-emulator/crypto/seal-resource.ts'
import { noon, openShop, read, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())
beforeEach(async () => {
  await shop.till.reset()
  shop.clock.at = noon
})

const minute = 60_000
const close = (outTradeNo: string) =>
  shop.send('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid: shop.merchant.mchid })
const later = (ms: number) => shop.clock.advance(ms)
const linkToken = (answer: Record<string, unknown>) => String(answer['code_url']).split('pr=')[1] ?? ''

describe('an order', () => {
  it('gets a fresh code for the identical body, and the old one is dead', async () => {
    const first = linkToken(read(await shop.create('ORDER001')))
    const second = linkToken(read(await shop.create('ORDER001')))
    expect(second).not.toBe(first)
    await expect(shop.till.beginPayment('ORDER001', first)).rejects.toThrow('LINK_REPLACED')
    await shop.till.beginPayment('ORDER001', second)
  })

  it('refuses another body, another product, and another app', async () => {
    await shop.create('ORDER001')
    expect(read(await shop.create('ORDER001', { description: 'x' }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
    const h5 = { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } }
    const other = await shop.send('POST', '/v3/pay/transactions/h5', shop.native('ORDER001', h5))
    expect(read(other)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(read(await shop.create('ORDER002', { appid: 'wx0' }))).toMatchObject({
      code: 'APPID_MCHID_NOT_MATCH',
    })
  })

  it('says what it was paid with, then is refused as paid, in both spellings', async () => {
    await shop.create('ORDER001', { attach: 'a' })
    expect(await shop.query('ORDER001')).toMatchObject({ trade_state: 'NOTPAY', status: 200 })
    const { transactionId } = await shop.till.pay('ORDER001', { couponFen: 90, notify: false })
    const paid = {
      trade_state: 'SUCCESS',
      transaction_id: transactionId,
      attach: 'a',
      amount: { total: 1990, payer_total: 1900, currency: 'CNY', payer_currency: 'CNY' },
    }
    expect(await shop.query('ORDER001')).toMatchObject(paid)
    const byId = await shop.send(
      'GET',
      `/v3/pay/transactions/id/${transactionId}?mchid=${shop.merchant.mchid}`,
    )
    expect(read(byId)).toMatchObject(paid)
    expect(read(await close('ORDER001'))).toMatchObject({ status: 400, code: 'ORDER_PAID' })
    await shop.till.settings({ codeStyle: 'plain' })
    expect(read(await shop.create('ORDER001', { attach: 'a' }))).toMatchObject({ code: 'ORDERPAID' })
    await expect(shop.till.pay('ORDER001')).rejects.toThrow('ORDER_PAID')
  })

  it('closes once and again, and is paid late only by a late success', async () => {
    await shop.create('ORDER001')
    await shop.till.beginPayment('ORDER001')
    expect([(await close('ORDER001')).status, (await close('ORDER001')).status]).toEqual([204, 204])
    expect(read(await shop.create('ORDER001'))).toMatchObject({ code: 'ORDER_CLOSED' })
    await expect(shop.till.confirmPayment('ORDER001')).rejects.toThrow('ORDER_CLOSED')
    await shop.till.lateSuccess('ORDER001', { notify: false })
    expect(await shop.query('ORDER001')).toMatchObject({ trade_state: 'SUCCESS' })
    expect(read(await close('NOSUCH01'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })

  it('lets a payment begun in time be confirmed after time_expire, and none begin then', async () => {
    await shop.create('ORDER001')
    await shop.create('ORDER002')
    await shop.till.beginPayment('ORDER001')
    later(30 * minute)
    await expect(shop.till.beginPayment('ORDER002')).rejects.toThrow('ORDER_EXPIRED')
    await shop.till.confirmPayment('ORDER001', { notify: false })
    expect(await shop.query('ORDER002')).toMatchObject({ trade_state: 'NOTPAY' })
  })

  it('keeps a code for two hours whatever time_expire says', async () => {
    await shop.create('ORDER001', { time_expire: '2026-11-25T12:00:00+08:00' })
    later(120 * minute)
    await expect(shop.till.pay('ORDER001')).rejects.toThrow('LINK_EXPIRED')
    await shop.create('ORDER001', { time_expire: '2026-11-25T12:00:00+08:00' })
    await shop.till.pay('ORDER001', { notify: false })
  })

  it('stays unpaid when the bank refuses', async () => {
    await shop.create('ORDER001')
    await shop.till.failPayment('ORDER001')
    expect(await shop.query('ORDER001')).toMatchObject({ trade_state: 'NOTPAY' })
  })
})

describe('a refund', () => {
  beforeEach(async () => {
    await shop.create('ORDER001')
    await shop.till.pay('ORDER001', { notify: false })
  })

  it('never exceeds the payment, counts what is on its way, and gives back what was closed', async () => {
    expect(read(await shop.refund('ORDER001', 'R1', 1000))).toMatchObject({
      status: 200,
      refund_id: expect.any(String),
    })
    expect(read(await shop.refund('ORDER001', 'R2', 991))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await shop.refund('ORDER001', 'R2', 990)).status).toBe(200)
    await shop.till.settleRefund('R1', { status: 'CLOSED', notify: false })
    expect((await shop.refund('ORDER001', 'R3', 1000)).status).toBe(200)
    expect(await shop.query('ORDER001')).toMatchObject({ trade_state: 'REFUND' })
  })

  it('is made once by its number, however often it is asked for', async () => {
    const first = JSON.parse((await shop.refund('ORDER001', 'R1', 100)).body.toString())
    const again = JSON.parse((await shop.refund('ORDER001', 'R1', 100)).body.toString())
    expect(again.refund_id).toBe(first.refund_id)
    expect(read(await shop.refund('ORDER001', 'R1', 200))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await shop.till.state()).refunds).toHaveLength(1)
  })

  it('is refused unpaid, with another total, and after fifty', async () => {
    await shop.create('ORDER002')
    expect(read(await shop.refund('ORDER002', 'R1', 1))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(read(await shop.refund('ORDER001', 'R1', 1, 2000))).toMatchObject({ code: 'INVALID_REQUEST' })
    for (let n = 0; n < 50; n++) await shop.refund('ORDER001', `R${n}`, 1)
    expect(read(await shop.refund('ORDER001', 'R51', 1))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('wants money in the merchant’s account', async () => {
    await shop.till.settings({ balanceFen: 150 })
    expect((await shop.refund('ORDER001', 'R1', 100)).status).toBe(200)
    expect(read(await shop.refund('ORDER001', 'R2', 100))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    await shop.till.settings({ balanceFen: 100 })
    expect((await shop.refund('ORDER001', 'R2', 100)).status).toBe(200)
  })

  it('goes on its way again when it was abnormal, and only then', async () => {
    const { refund_id: id } = read(await shop.refund('ORDER001', 'R1', 100))
    const url = `/v3/refund/domestic/refunds/${id}/apply-abnormal-refund`
    const body = { out_refund_no: 'R1', type: 'MERCHANT_BANK_CARD' }
    expect(read(await shop.send('POST', url, body))).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.till.settleRefund('R1', { status: 'ABNORMAL', notify: false })
    expect((await shop.send('POST', url, body)).body.toString()).toContain('"status":"PROCESSING"')
    await shop.till.settleRefund('R1', { notify: false })
    await expect(shop.till.settleRefund('R1', { status: 'CLOSED' })).rejects.toThrow('INVALID_REQUEST')
    const query = await shop.send('GET', '/v3/refund/domestic/refunds/R1')
    expect(query.body.toString()).toContain('"status":"SUCCESS"')
    expect((await shop.send('GET', '/v3/refund/domestic/refunds/R9')).status).toBe(404)
  })

  it('comes out of the merchant console with a number of its own', async () => {
    const { refund } = await shop.till.consoleRefund('ORDER001', 300, { notify: false })
    expect(refund).toMatchObject({ fen: 300, status: 'SUCCESS', byConsole: true })
    expect((await shop.send('GET', `/v3/refund/domestic/refunds/${refund.outRefundNo}`)).status).toBe(200)
  })
})

describe('the bill', () => {
  const ask = async (day: string, more = '') =>
    read(await shop.send('GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL${more}`))
  const download = (answer: Record<string, unknown>) => {
    const { pathname, search } = new URL(String(answer['download_url']))
    return shop.send('GET', `${pathname}${search}`)
  }

  it('is there from ten o’clock of the next day, and not for a day without trade', async () => {
    await shop.create('ORDER001')
    await shop.till.pay('ORDER001', { notify: false })
    expect(await ask('2026-11-24')).toMatchObject({ code: 'NO_STATEMENT_EXIST' })
    later(21 * 60 * minute)
    expect(await ask('2026-11-24')).toMatchObject({ status: 400, code: 'STATEMENT_CREATING' })
    later(60 * minute)
    expect(await ask('2026-11-24')).toMatchObject({ status: 200, hash_type: 'SHA1' })
    expect(await ask('2026-11-23')).toMatchObject({ code: 'NO_STATEMENT_EXIST' })
    expect(await ask('2026-11-31')).toMatchObject({ code: 'PARAM_ERROR' })
  })

  it('says yuan behind backticks, with sums that agree, plain and packed, for five minutes', async () => {
    await shop.create('ORDER001')
    await shop.create('ORDER002')
    await shop.till.pay('ORDER001', { notify: false, couponFen: 90 })
    await shop.till.pay('ORDER002', { notify: false })
    await shop.refund('ORDER001', 'R1', 5)
    later(24 * 60 * minute)
    const asked = await ask('2026-11-24')
    const file = await download(asked)
    expect([file.status, file.headers['wechatpay-signature']]).toEqual([200, undefined])
    expect(createHash('sha1').update(file.body).digest('hex')).toBe(asked['hash_value'])
    const text = file.body.toString()
    expect(text.startsWith('\uFEFF交易时间,公众账号ID,')).toBe(true)
    const lines = text.slice(1).split('\r\n')
    expect(lines).toHaveLength(7)
    expect(lines[5]).toBe('`3,`38.90,`0.05,`0.00,`0.23000,`39.80,`0.05')
    expect(lines.slice(1, 4).every(line => line.split(',').length === 27)).toBe(true)
    const packed = await download(await ask('2026-11-24', '&tar_type=GZIP'))
    expect(gunzipSync(packed.body).toString()).toBe(text)
    later(5 * minute)
    expect((await download(asked)).status).toBe(400)
    await shop.till.settings({ billOmits: ['ORDER001'] })
    expect((await download(await ask('2026-11-24'))).body.toString()).not.toContain('ORDER001')
  })
})

describe('certificates', () => {
  const serials = async () => {
    const answer = await shop.send('GET', '/v3/certificates')
    if (answer.status !== 200) return read(answer)
    const { data }: { data: { serial_no: string; encrypt_certificate: Record<string, string> }[] } =
      JSON.parse(answer.body.toString())
    return data.map(
      ({ serial_no, encrypt_certificate: { ciphertext = '', nonce = '', associated_data = '' } }) => {
        const sealing = { key: shop.merchant.apiV3Key, nonce, associatedData: associated_data }
        return [serial_no, openResource(ciphertext, sealing)]
      },
    )
  }

  it('are none in public-key mode, and rotate in three steps', async () => {
    expect(await serials()).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    await shop.till.setKeys({ mode: 'certificates' })
    const { first, second } = shop.identity.platform
    const [one, two] = [first, second].map(({ serial, certificatePem }) => [serial, certificatePem])
    expect(await serials()).toEqual([one])
    await shop.till.rotateCertificates('publish')
    expect(await serials()).toEqual([one, two])
    expect((await shop.create('ORDER001')).headers['wechatpay-serial']).toBe(first.serial)
    await shop.till.rotateCertificates('switch')
    expect((await shop.create('ORDER001')).headers['wechatpay-serial']).toBe(second.serial)
    await shop.till.rotateCertificates('retire')
    expect(await serials()).toEqual([two])
  })
})
