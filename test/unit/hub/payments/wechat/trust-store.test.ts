import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../../hub/kernel/logger.ts'
import type { PaymentProvider } from '../../../../../hub/payments/payment-provider.ts'
import { createWechatProvider } from '../../../../../hub/payments/wechat/create-wechat-provider.ts'
import { type Answer, answeringServer } from '../../../../fakes/answering-server.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import {
  aMerchant,
  aNotification,
  aPaidContent,
  aPlatformCertificate,
  aPublicKey,
  certificatesBody,
  type PlatformKey,
  platformNow,
  signedHeaders,
} from '../../../../fakes/wechat-platform.ts'

const hour = 3_600_000
const publicKey = aPublicKey()
let first: PlatformKey
let second: PlatformKey
let server: Awaited<ReturnType<typeof answeringServer>>
let clock: ReturnType<typeof manualClock>
let provider: PaymentProvider

/** The list of these certificates, signed by one of them. */
const list = (certificates: readonly PlatformKey[], by: PlatformKey, secret?: string): Answer => {
  const body = certificatesBody(certificates, secret)
  return { status: 200, body, headers: signedHeaders(by, body, { at: clock.now() }) }
}
const none = (by: PlatformKey): Answer => {
  const body = '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}'
  return { status: 404, body, headers: signedHeaders(by, body, { at: clock.now() }) }
}
const use = (key: PlatformKey | null) => {
  const settings = aMerchant(key)
  const { origin } = server
  provider = createWechatProvider({ settings, origin, clock, random: randomBytes, logger: silentLogger })
}
const notify = async (key: PlatformKey) =>
  (await provider.readNotification(aNotification(key, aPaidContent, { at: clock.now() }))).kind
const forged = (serial: string) =>
  aNotification(first, aPaidContent, { at: clock.now(), headers: { 'wechatpay-serial': serial } })
const forge = (serial: string) => provider.readNotification(forged(serial))

beforeAll(async () => {
  server = await answeringServer(() => ({ status: 500 }))
  first = await aPlatformCertificate('5157F09EFDC096DE15EBE81A47057A7232F1B8E1')
  second = await aPlatformCertificate('0057F09EFDC096DE15EBE81A47057A7232F1B8E2')
})
afterAll(() => server.close())
beforeEach(() => {
  clock = manualClock(platformNow)
  server.answerWith(() => list([first], first))
  use(null)
})

describe('whose signatures are taken', () => {
  it('with platform certificates: they are fetched when the first one is named', async () => {
    expect(await notify(first)).toBe('payment')
    expect(await notify(first)).toBe('payment')
    expect(server.seen.map(one => one.path)).toEqual(['/v3/certificates'])
  })

  it('with a public key and certificates in the same minute', async () => {
    use(publicKey)
    expect(await notify(publicKey)).toBe('payment')
    expect(server.seen).toEqual([])
    expect(await notify(first)).toBe('payment')
    expect(await notify(publicKey)).toBe('payment')
  })

  it('through a rotation: the new certificate is found, the old one counts until it is listed no longer', async () => {
    expect(await notify(first)).toBe('payment')
    server.answerWith(() => list([first, second], second))
    clock.advance(61_000)
    expect(await notify(second)).toBe('payment')
    expect(await notify(first)).toBe('payment')
    server.answerWith(() => list([second], second))
    clock.advance(12 * hour)
    await provider.refreshTrust()
    expect(await notify(first)).toBe('forged')
    expect(await notify(second)).toBe('payment')
  })

  it('of one that has expired: nobody’s', async () => {
    expect(await notify(first)).toBe('payment')
    clock.advance(366 * 24 * hour)
    expect(await notify(first)).toBe('forged')
  })
})

describe('the fetching of certificates', () => {
  it('happens once a minute for 1,000 forged serials, and never for forged ids of public keys', async () => {
    await notify(first)
    server.answerWith(() => list([first], first))
    clock.advance(61_000)
    // Made before: signing them takes a busy machine longer than it waits for a connection.
    const many = Array.from({ length: 1_000 }, (_, index) => forged(`BAD${index}`))
    await Promise.all(many.map(raw => provider.readNotification(raw)))
    expect(server.seen.length).toBe(1)
    for (let second = 0; second < 59; second += 1) {
      clock.advance(1_000)
      await forge(`C0FFEE${second}`)
      await forge(`PUB_KEY_ID_${second}`)
    }
    expect(server.seen.length).toBe(1)
    clock.advance(2_000)
    await forge('D00D')
    expect(server.seen.length).toBe(2)
    expect(await notify(first)).toBe('payment')
  })

  it('that fails is not repeated within the minute either', async () => {
    server.answerWith(() => ({ status: 502, body: '<html>' }))
    await forge('AAAA')
    await forge('BBBB')
    expect(await notify(first)).toBe('forged')
    expect(server.seen.length).toBe(1)
    server.answerWith(() => list([first], first))
    clock.advance(61_000)
    expect(await notify(first)).toBe('payment')
  })

  it('is due after 12 hours, and goes on in the background while the old ones serve', async () => {
    await provider.refreshTrust()
    clock.advance(12 * hour - 1)
    await provider.refreshTrust()
    expect(server.seen.length).toBe(1)
    clock.advance(1)
    expect(await notify(first)).toBe('payment')
    await expect.poll(() => server.seen.length).toBe(2)
  })

  it('of a merchant who has none is a success that only the public key can prove', async () => {
    use(publicKey)
    server.answerWith(() => none(publicKey))
    await provider.refreshTrust()
    clock.advance(2 * 60_000)
    await provider.refreshTrust()
    expect(server.seen.length).toBe(1)
    use(publicKey)
    server.answerWith(() => none(first))
    await provider.refreshTrust()
    clock.advance(2 * 60_000)
    await provider.refreshTrust()
    expect(server.seen.length).toBe(2)
  })

  it.each([
    ['sealed with another key', () => list([first], first, 'another-key-of-32-characters-000')],
    ['signed by one that is not among them', () => list([first], second)],
    ['unsigned', () => ({ status: 200, body: certificatesBody([first]) })],
    [
      'signed too long ago',
      () => {
        const body = certificatesBody([first])
        return { status: 200, body, headers: signedHeaders(first, body, { at: clock.now() - 300_000 }) }
      },
    ],
    ['listed under another serial', () => list([{ ...first, serial: 'ABCD' }], { ...first, serial: 'ABCD' })],
    ['that are none', () => list([{ ...first, pem: 'nothing' }], first)],
    ['named __proto__', () => list([{ ...first, serial: '__proto__' }], first)],
    ['an empty list', () => list([], first)],
  ] as const)('takes none %s', async (_name, answer) => {
    server.answerWith(answer)
    expect(await notify(first)).toBe('forged')
  })

  it('keeps the old ones when a fetch is spoilt', async () => {
    expect(await notify(first)).toBe('payment')
    clock.advance(12 * hour)
    server.answerWith(() => list([second], first, 'another-key-of-32-characters-000'))
    await provider.refreshTrust()
    expect(await notify(first)).toBe('payment')
  })
})
