import { createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAuthorization, renderAuthorization } from '../../wechat-emulator/authorization-rule.ts'
import { createIdentity } from '../../wechat-emulator/crypto/create-identity.ts'
import { openResource, sealResource } from '../../wechat-emulator/crypto/seal-resource.ts'
import {
  answerMessage,
  isSignedBy,
  requestMessage,
  signMessage,
} from '../../wechat-emulator/crypto/sign-message.ts'

type Vector = Record<string, string> & {
  kind: string
  headers: Record<string, string>
  expect: boolean
  expect_signature: boolean
}
const path = new URL('../../fixtures/wechat/vectors.json', import.meta.url)
const { vectors }: { vectors: Vector[] } = JSON.parse(readFileSync(path, 'utf8'))
const keyOf = (one: Vector) => createPublicKey(one['certificate_pem'] ?? one['public_key_pem'] ?? '')
const sealing = (key = '', nonce = '', associatedData = '') => ({ key, nonce, associatedData })

const checks: Record<string, (vector: Vector) => void> = {
  'rsa-verify': one =>
    expect(isSignedBy(one['message'] ?? '', one['signature_b64'] ?? '', keyOf(one))).toBe(one.expect),
  notify(one) {
    const header = (name: string) => one.headers[`Wechatpay-${name}`] ?? ''
    const message = answerMessage(header('Timestamp'), header('Nonce'), one['body'] ?? '')
    expect(isSignedBy(message, header('Signature'), keyOf(one))).toBe(one.expect_signature)
    const { resource } = JSON.parse(one['body'] ?? '')
    const open = sealing(one['api_v3_key'], resource.nonce, resource.associated_data)
    expect(openResource(resource.ciphertext, open)).toBe(one['expected_plaintext'])
    expect(sealResource(one['expected_plaintext'] ?? '', open)).toBe(resource.ciphertext)
  },
  'aes-gcm'(one) {
    const open = () =>
      openResource(one['ciphertext_b64'] ?? '', sealing(one['key'], one['nonce'], one['associated_data']))
    if (one.expect) expect(open()).toBe(one['expected_plaintext'])
    else expect(open).toThrow()
  },
  certificates(one) {
    const [{ encrypt_certificate: sealed, serial_no }] = JSON.parse(one['body'] ?? '').data
    const pem = openResource(
      sealed.ciphertext,
      sealing(one['api_v3_key'], sealed.nonce, sealed.associated_data),
    )
    expect(pem.trim()).toBe(one['expected_certificate_pem']?.trim())
    expect(new X509Certificate(pem).serialNumber).toBe(serial_no)
  },
  'authorization-format'(one) {
    const { method = '', canonical_url: url = '', timestamp = '', nonce = '', body = '' } = one
    expect(requestMessage({ method, url, timestamp, nonce, body }).toString()).toBe(one['expected_message'])
    const parts = {
      mchid: one['mchid'] ?? '',
      nonce,
      timestamp: String(timestamp),
      serial: one['serial_no'] ?? '',
    }
    const header = renderAuthorization({ ...parts, signature: 'c2ln' })
    expect(header.slice('WECHATPAY2-SHA256-RSA2048 '.length)).toBe(
      `${one['expected_header_prefix']}"c2ln"`.replace('signature=""', 'signature="'),
    )
    expect(parseAuthorization(header)).toEqual({ ...parts, signature: 'c2ln' })
  },
  'request-message'(one) {
    const { method = '', timestamp = '', nonce = '', body = '' } = one
    const { pathname, search } = new URL(one['url'] ?? '')
    const message = requestMessage({ method, url: `${pathname}${search}`, timestamp, nonce, body })
    expect(message.toString()).toBe(one['expected_message'])
  },
  'rsa-sign'(one) {
    const { method = '', canonical_url: url = '', timestamp = '', nonce = '', body = '' } = one
    const message = requestMessage({ method, url, timestamp, nonce, body })
    expect(message.toString()).toBe(one['message'])
    expect(isSignedBy(message, one['expected_signature_b64'] ?? '', keyOf(one))).toBe(true)
  },
}

describe('the public vectors, through the emulator’s own cryptography', () => {
  it.each(vectors.map(one => [one['id'], one] as const))('%s', (_id, vector) => {
    const check = checks[vector.kind]
    if (!check) throw new Error(`nothing checks ${vector.kind}`)
    check(vector)
  })
})

describe('its own keys', () => {
  it('come with certificates that Node reads, by 40-digit serials', async () => {
    const { merchant, platform, publicKey, apiV3Key } = await createIdentity()
    for (const { certificatePem, serial, keyPem } of [merchant, platform.first, platform.second]) {
      const read = new X509Certificate(certificatePem)
      expect([read.serialNumber, read.verify(read.publicKey)]).toEqual([serial, true])
      expect(serial).toMatch(/^[0-9A-F]{40}$/)
      const { createPrivateKey } = await import('node:crypto')
      expect(isSignedBy('x', signMessage('x', createPrivateKey(keyPem)), read.publicKey)).toBe(true)
    }
    expect(publicKey.id).toMatch(/^PUB_KEY_ID_\d+$/)
    expect(apiV3Key).toMatch(/^[0-9A-Za-z]{32}$/)
  })

  it('notice one flipped byte of a sealed text', () => {
    const how = sealing('0'.repeat(32), '0'.repeat(12), 'transaction')
    const bytes = Buffer.from(sealResource('{"a":1}', how), 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      expect(() => openResource(flipped.toString('base64'), how)).toThrow()
    }
  })
})
