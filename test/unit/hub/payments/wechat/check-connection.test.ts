import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../../hub/kernel/logger.ts'
import { createWechatProvider } from '../../../../../hub/payments/wechat/create-wechat-provider.ts'
import { readMerchant, type WechatMerchant } from '../../../../../hub/payments/wechat/merchant.ts'
import { type Answer, answeringServer } from '../../../../fakes/answering-server.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import {
  aMerchant,
  aPlatformCertificate,
  aPublicKey,
  certificatesBody,
  type PlatformKey,
  platformNow,
  signedHeaders,
} from '../../../../fakes/wechat-platform.ts'

const publicKey = aPublicKey()
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const date = new Date(platformNow).toUTCString()
let certificate: PlatformKey
let server: Awaited<ReturnType<typeof answeringServer>>

const signed = (status: number, body: string, by: PlatformKey): Answer => ({
  status,
  body,
  headers: { date, ...signedHeaders(by, body) },
})
const nothing = '{"code":"ORDER_NOT_EXIST","message":"订单不存在"}'
const noCertificates = '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}'

/** WeChat, as it answers a merchant with platform certificates, or (`certificates` null) with a public key alone. */
const wechat = (certificates: string | null, by: PlatformKey) =>
  server.answerWith(request => {
    if (request.path !== '/v3/certificates') return signed(404, nothing, by)
    return certificates === null ? signed(404, noCertificates, by) : signed(200, certificates, by)
  })
const refusing = (message: string) =>
  server.answerWith(() => ({
    status: 401,
    headers: { date },
    body: JSON.stringify({ code: 'SIGN_ERROR', message }),
  }))

async function reportOf(
  settings: WechatMerchant,
  options: { readonly now?: number; readonly origin?: string } = {},
) {
  const provider = createWechatProvider({
    settings,
    origin: options.origin ?? server.origin,
    clock: manualClock(options.now ?? platformNow),
    random: randomBytes,
    logger: silentLogger,
  })
  return provider.testConnection()
}
const problemsOf = async (...given: Parameters<typeof reportOf>) =>
  (await reportOf(...given)).problems.map(one => one.about)

beforeAll(async () => {
  server = await answeringServer(() => ({ status: 500 }))
  certificate = await aPlatformCertificate('5157F09EFDC096DE15EBE81A47057A7232F1B8E1')
})
afterAll(() => server.close())
beforeEach(() => wechat(certificatesBody([certificate]), certificate))

describe('the test of the connection', () => {
  it('finds nothing wrong with platform certificates', async () => {
    expect(await reportOf(aMerchant(null))).toEqual({
      ok: true,
      problems: [],
      clockSkewMs: 0,
      trusts: { publicKey: false, certificates: 1 },
      unproven: ['appid'],
    })
  })

  it('finds nothing wrong with a public key, and says that nothing proves the APIv3 key', async () => {
    wechat(null, publicKey)
    expect(await reportOf(aMerchant(publicKey))).toMatchObject({
      ok: true,
      trusts: { publicKey: true, certificates: 0 },
      unproven: ['appid', 'api-v3-key'],
    })
  })

  const wrong: readonly [string, Partial<WechatMerchant>, string][] = [
    ['mchid', { mchid: 'wx123' }, 'mchid'],
    ['appid', { appid: '1900007291' }, 'appid'],
    ['an APIv3 key of 31 characters', { apiV3Key: 'x'.repeat(31) }, 'api-v3-key'],
    ['another APIv3 key', { apiV3Key: 'x'.repeat(32) }, 'api-v3-key'],
    [
      'a certificate for a key',
      { merchantKeyPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----' },
      'merchant-key',
    ],
    ['no key', { merchantKeyPem: 'MIIEv' }, 'merchant-key'],
    [
      'an elliptic key',
      { merchantKeyPem: elliptic.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      'merchant-key',
    ],
    ['a serial with colons', { merchantSerial: '40:8B:07' }, 'merchant-serial'],
    ['a public key without its id', { publicKeyPem: publicKey.pem }, 'public-key-id'],
    ['an id that is none', { publicKeyId: 'ABCD', publicKeyPem: publicKey.pem }, 'public-key-id'],
    ['an id without its key', { publicKeyId: publicKey.serial }, 'public-key'],
    ['a public key that is none', { publicKeyId: publicKey.serial, publicKeyPem: 'x' }, 'public-key'],
    ['a notify address with a query', { notifyUrl: 'https://shop.example/pay?a=1' }, 'notify-url'],
    ['no notify address', { notifyUrl: '' }, 'notify-url'],
  ]
  it.each(wrong)('names %s', async (_name, change, about) => {
    expect(await problemsOf(aMerchant(null, change))).toEqual([about])
  })

  it('names everything that is wrong at once', async () => {
    const settings = aMerchant(null, { mchid: '', apiV3Key: 'x', merchantKeyPem: 'x', merchantSerial: '' })
    expect(await problemsOf(settings)).toEqual(['mchid', 'api-v3-key', 'merchant-serial', 'merchant-key'])
  })

  it.each([
    ['商户证书序列号有误', 'merchant-serial'],
    ['商户号不存在', 'mchid'],
    ['Http头Authorization中的timestamp与发起请求的时间不得超过5分钟', 'clock'],
    ['签名错误，请检查后再试', 'merchant-key'],
  ])('takes “%s” for a matter of %s', async (message, about) => {
    refusing(message)
    expect(await problemsOf(aMerchant(null))).toEqual([about])
  })

  it('says which public key is missing, another, or not what its id says', async () => {
    wechat(null, publicKey)
    const missing = await reportOf(aMerchant(null))
    expect(missing.problems.map(one => one.about)).toEqual(['public-key-id'])
    expect(missing.problems[0]?.message).toContain(publicKey.serial)
    expect(await problemsOf(aMerchant(aPublicKey('PUB_KEY_ID_9')))).toEqual(['public-key-id'])
    expect(await problemsOf(aMerchant(aPublicKey(publicKey.serial)))).toEqual(['public-key'])
  })

  it.each([301_000, -301_000, 90_000])(
    'names a clock that is %i ms off, and blames nothing else',
    async ms => {
      const report = await reportOf(aMerchant(null), { now: platformNow + ms })
      expect(report.problems.map(one => one.about)).toEqual(['clock'])
      expect(report.clockSkewMs).toBe(ms)
    },
  )

  it('names a network without WeChat in it', async () => {
    expect(await problemsOf(aMerchant(null), { origin: 'http://127.0.0.1:1' })).toEqual(['network'])
    server.answerWith(() => ({ status: 200, body: '<html>Welcome to the hotel</html>' }))
    expect(await problemsOf(aMerchant(null))).toContain('network')
  })

  it('wants https for WeChat itself, and takes http for a rehearsal', async () => {
    const settings = aMerchant(null, { notifyUrl: 'http://127.0.0.1:8621/pay' })
    expect(await problemsOf(settings)).toEqual([])
    expect(readMerchant(settings).problems.map(one => one.about)).toEqual(['notify-url'])
  })

  it('tells no secret', async () => {
    const settings = aMerchant(null, { apiV3Key: 'secret-of-31-characters-0123456' })
    const text = JSON.stringify(await reportOf(settings))
    expect(text).not.toContain('secret-of')
    expect(text).not.toContain('PRIVATE')
  })
})
