import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../../hub/kernel/logger.ts'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import { createWechatProvider } from '../../../../../hub/payments/wechat/create-wechat-provider.ts'
import { parseBill, yuanToFen } from '../../../../../hub/payments/wechat/parse-bill.ts'
import { answeringServer } from '../../../../fakes/answering-server.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import { aMerchant, aPublicKey, platformNow, signedHeaders } from '../../../../fakes/wechat-platform.ts'

const header =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const summary = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const payment =
  '`2026-11-23 23:59:59,`wxd678efh567hg6787,`1900007291,`0,`,`4200001,`SL1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`NATIVE,`SUCCESS,`OTHERS,`CNY,`14.90,`5.00,`0,`0,`0.00,`0.00,`,`,`一个月,再加一个月,`,`0.08940,`0.60%,`19.90,`0.00,`'
const refund =
  '`2026-11-23 12:00:00,`wxd678efh567hg6787,`1900007291,`0,`,`4200000,`SL0,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5000,`SLR0,`9.9,`0.00,`ORIGINAL,`SUCCESS,`一年,`,`-0.05940,`0.60%,`0.00,`9.90,`'
const totals = '`2,`14.90,`9.90,`0.00,`0.03000,`19.90,`9.90'
const aBill = (...lines: readonly string[]) => `\uFEFF${lines.join('\r\n')}\r\n`
const bill = aBill(header, payment, refund, summary, totals)

describe('a bill', () => {
  it('is read by the names of its columns, a comma in a name notwithstanding', () => {
    const read = parseBill('2026-11-23', bill)
    expect(read.totals).toEqual({ rows: 2, paid: 1_990, refunded: 990 })
    expect(read.rows).toEqual([
      {
        at: Date.parse('2026-11-23T15:59:59Z'),
        mchid: '1900007291',
        appid: 'wxd678efh567hg6787',
        transactionId: '4200001',
        outTradeNo: 'SL1',
        tradeState: 'SUCCESS',
        currency: 'CNY',
        total: 1_990,
        refund: null,
      },
      expect.objectContaining({
        total: 0,
        tradeState: 'REFUND',
        refund: { refundId: '5000', outRefundNo: 'SLR0', status: 'SUCCESS', refund: 990 },
      }),
    ])
  })

  it('may have its columns in another order, and more of them', () => {
    const turned = (line: string) => ['`new', ...line.split(/,(?=`)/).reverse()].join(',')
    const names = ['新列', ...header.split(',').reverse()].join(',')
    const read = parseBill('2026-11-23', aBill(names, turned(payment), turned(refund), summary, totals))
    expect(read).toEqual(parseBill('2026-11-23', bill))
  })

  it.each([
    ['cut off after a row', aBill(header, payment, refund)],
    ['cut off after the summary header', aBill(header, payment, refund, summary)],
    ['that lost a row', aBill(header, payment, summary, totals)],
    ['with a row too short', aBill(header, payment.replace(',`CNY', ''), refund, summary, totals)],
    ['without a column', aBill(header.replace(',订单金额', ',别的'), payment, refund, summary, totals)],
    ['with a sum that is none', aBill(header, payment.replace('`19.90', '`19.9O'), refund, summary, totals)],
    [
      'with a time that is none',
      aBill(header, payment.replace('23:59:59', '25:00:00'), refund, summary, totals),
    ],
    ['with something after its end', `${bill}${payment}\r\n`],
    ['that is empty', ''],
  ])('%s is refused whole', (_name, text) => {
    expect(() => parseBill('2026-11-23', text)).toThrow(RangeError)
  })

  it.each([
    ['0.01', 1],
    ['19.90', 1_990],
    ['19.9', 1_990],
    ['7', 700],
    ['8.20', 820],
    ['1001.10', 100_110],
    ['9007199254.99', 900_719_925_499],
  ])('%s yuan are %i fen', (text, fen) => expect(yuanToFen(text)).toBe(fen))

  it.each(['', '-1.00', '1.005', '1e3', '.5', '1.', '１.00', ' 1'])('%j is no sum', text => {
    expect(() => yuanToFen(text)).toThrow(RangeError)
  })
})

describe('the download of a bill', () => {
  const key = aPublicKey()
  let server: Awaited<ReturnType<typeof answeringServer>>
  let provider: PaymentProvider
  /** A proven reference, and a file that nothing but its SHA1 proves. */
  const offer = (file: Buffer, changes: { readonly url?: string; readonly sha1?: string } = {}) =>
    server.answerWith(request => {
      if (request.path.startsWith('/v3/billdownload/')) return { status: 200, body: file }
      const body = JSON.stringify({
        hash_type: 'SHA1',
        hash_value: changes.sha1 ?? createHash('sha1').update(bill).digest('hex'),
        download_url: changes.url ?? `${server.origin}/v3/billdownload/file?token=abc%2B1&tartype=gzip`,
      })
      return { status: 200, body, headers: signedHeaders(key, body) }
    })
  beforeAll(async () => {
    server = await answeringServer(() => ({ status: 500 }))
  })
  afterAll(() => server.close())
  beforeEach(() => {
    const clock = manualClock(platformNow)
    const { origin } = server
    const settings = aMerchant(key)
    provider = createWechatProvider({ settings, origin, clock, random: randomBytes, logger: silentLogger })
  })

  it.each([
    ['packed', gzipSync(bill)],
    ['plain', Buffer.from(bill)],
  ])('takes a %s file whose SHA1 fits', async (_name, file) => {
    offer(file)
    const answer = await provider.downloadBill('2026-11-23')
    expect(answer).toMatchObject({ kind: 'ok', value: { day: '2026-11-23', totals: { rows: 2 } } })
    expect(server.seen.map(one => one.path)).toEqual([
      '/v3/bill/tradebill?bill_date=2026-11-23&bill_type=ALL&tar_type=GZIP',
      '/v3/billdownload/file?token=abc%2B1&tartype=gzip',
    ])
  })

  it('asks WeChat’s own host at the configured origin', async () => {
    offer(gzipSync(bill), { url: 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=x' })
    expect((await provider.downloadBill('2026-11-23')).kind).toBe('ok')
  })

  it.each([
    ['another SHA1', { sha1: '0'.repeat(40) }, gzipSync(bill)],
    ['a file that is changed', {}, gzipSync(bill.replace('19.90', '10.00'))],
    ['broken gzip', {}, gzipSync(bill).subarray(0, 100)],
    [
      'the address of another host',
      { url: 'https://evil.example/v3/billdownload/file?token=x' },
      gzipSync(bill),
    ],
    [
      'another address',
      { url: 'https://api.mch.weixin.qq.com/v3/refund/domestic/refunds/1' },
      gzipSync(bill),
    ],
  ])('discards it with %s', async (_name, changes, file) => {
    offer(file, changes)
    expect(await provider.downloadBill('2026-11-23')).toMatchObject({ kind: 'unknown', cause: 'answer' })
  })

  it('discards a small file that unpacks to a huge one', async () => {
    const clock = manualClock(platformNow)
    const bomb = gzipSync(Buffer.alloc(3_000_000))
    const { origin } = server
    const options = { settings: aMerchant(key), origin, clock, random: randomBytes, logger: silentLogger }
    const small = createWechatProvider({ ...options, limits: { maxBillBytes: 100_000 } })
    offer(bomb)
    expect(await small.downloadBill('2026-11-23')).toMatchObject({ kind: 'unknown', cause: 'answer' })
  })

  it.each([
    ['NO_STATEMENT_EXIST', 'NOSTATEMENTEXIST'],
    ['STATEMENT_CREATING', 'STATEMENTCREATING'],
  ])('hands on %s', async (code, normal) => {
    const body = JSON.stringify({ code, message: '账单' })
    server.answerWith(() => ({ status: 400, body, headers: signedHeaders(key, body) }))
    expect(await provider.downloadBill('2026-11-23')).toMatchObject({ kind: 'rejected', code: normal })
  })

  it('asks for no day that is none', async () => {
    expect(await provider.downloadBill('2026-11-23&bill_type=REFUND')).toMatchObject({ kind: 'unsent' })
  })
})
