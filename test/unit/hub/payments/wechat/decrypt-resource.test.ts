import { describe, expect, it } from 'vitest'
import Pay from 'wechatpay-node-v3'
import { decryptResource } from '../../../../../hub/payments/wechat/decrypt-resource.ts'
import { apiV3Key, seal } from '../../../../fakes/wechat-platform.ts'

const plain = JSON.stringify({ out_trade_no: 'SL20261124ABCDEF', amount: { total: 1 } })
const key = Buffer.from(apiV3Key)

/** The same resource with one bit of one byte changed. */
function flipped(resource: ReturnType<typeof seal>, at: number, bit = 1): ReturnType<typeof seal> {
  const bytes = Buffer.from(resource.ciphertext, 'base64')
  bytes[at] = (bytes[at] ?? 0) ^ bit
  return { ...resource, ciphertext: bytes.toString('base64') }
}

describe('an encrypted resource', () => {
  it('opens with its key', () => {
    const opened = decryptResource(seal(plain), key)
    expect(opened.ok && opened.plain.toString('utf8')).toBe(plain)
  })

  it('is refused with one flipped bit, which the package would hand on as another sum of money', () => {
    const resource = seal(plain)
    // '1' is 0x31: flipping bit 3 makes it '9'.
    const forged = flipped(resource, plain.indexOf('1}'), 8)
    const pay = new Pay({
      appid: 'wx',
      mchid: '1',
      serial_no: '1',
      publicKey: Buffer.from('-'),
      privateKey: Buffer.from('-'),
    })
    const { ciphertext, associated_data, nonce } = forged
    expect(pay.decipher_gcm(ciphertext, associated_data, nonce, apiV3Key)).toMatchObject({
      amount: { total: 9 },
    })
    expect(decryptResource(forged, key)).toEqual({ ok: false, why: 'tag' })
  })

  it('is refused whichever byte was changed, the tag included', () => {
    const resource = seal('{"a":1}')
    const size = Buffer.from(resource.ciphertext, 'base64').length
    for (let at = 0; at < size; at += 1) {
      expect(decryptResource(flipped(resource, at), key)).toEqual({ ok: false, why: 'tag' })
    }
  })

  it.each([
    [
      'a shortened tag',
      { ciphertext: Buffer.from(seal('x').ciphertext, 'base64').subarray(0, 13).toString('base64') },
    ],
    ['nothing at all', { ciphertext: '' }],
    ['other associated data', { associated_data: 'refund' }],
    ['no associated data where there was some', { associated_data: undefined }],
    ['another nonce', { nonce: '000000000000' }],
  ])('is refused with %s', (_name, change) => {
    expect(decryptResource({ ...seal(plain), ...change }, key)).toEqual({ ok: false, why: 'tag' })
  })

  it('takes missing associated data for empty', () => {
    const { associated_data: _, ...resource } = seal(plain, { associatedData: '' })
    expect(decryptResource(resource, key).ok).toBe(true)
  })

  it('is refused with another algorithm, and with a key that has not 32 bytes', () => {
    expect(decryptResource({ ...seal(plain), algorithm: 'AEAD_SM4_GCM' }, key)).toEqual({
      ok: false,
      why: 'algorithm',
    })
    expect(decryptResource(seal(plain), key.subarray(0, 31))).toEqual({ ok: false, why: 'key' })
  })
})
