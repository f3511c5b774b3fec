import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { decryptResource, openSealed } from '../../../../../hub/payments/wechat/decrypt-resource.ts'
import { openCertificates } from '../../../../../hub/payments/wechat/fetch-certificates.ts'
import { createRequestSigner, requestMessage } from '../../../../../hub/payments/wechat/sign-request.ts'
import { pathOf } from '../../../../../hub/payments/wechat/transport.ts'
import {
  isRsaSignature,
  readCertificate,
  verifyNotification,
} from '../../../../../hub/payments/wechat/verify-signature.ts'
import { manualClock } from '../../../../fakes/manual-clock.ts'
import { aMerchant } from '../../../../fakes/wechat-platform.ts'

const text = z.string()
const requestParts = { method: z.enum(['GET', 'POST']), timestamp: z.number(), nonce: text, body: text }
const vectorKinds = {
  'rsa-verify': z.object({
    certificate_pem: text.optional(),
    public_key_pem: text.optional(),
    serial: text,
    message: text,
    signature_b64: text,
    expect: z.boolean(),
  }),
  notify: z.object({
    certificate_pem: text,
    headers: z.record(text, text),
    body: text,
    api_v3_key: text,
    clock_unix: z.number(),
    expected_plaintext: text,
    expect_signature: z.boolean(),
  }),
  'aes-gcm': z.object({
    key: text,
    associated_data: text,
    nonce: text,
    ciphertext_b64: text,
    expected_plaintext: text.optional(),
    expect: z.boolean(),
  }),
  certificates: z.object({
    api_v3_key: text,
    body: text,
    expected_certificate_pem: text,
    expected_serial: text,
  }),
  'authorization-format': z.object({
    ...requestParts,
    mchid: text,
    serial_no: text,
    canonical_url: text,
    expected_message: text,
    expected_header_prefix: text,
  }),
  'request-message': z.object({ ...requestParts, url: text, expected_message: text }),
  'rsa-sign': z.object({
    ...requestParts,
    canonical_url: text,
    message: text,
    expected_signature_b64: text,
    public_key_pem: text,
  }),
}
type Kind = keyof typeof vectorKinds

const { vectors } = z
  .object({
    vectors: z.array(
      z.looseObject({ id: text, kind: z.enum(Object.keys(vectorKinds) as [Kind, ...Kind[]]) }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../../fixtures/wechat/vectors.json', import.meta.url), 'utf8')),
  )

/** One check for each kind; a vector of a kind without one is an error of the parse above. */
const checks: { readonly [K in Kind]: (vector: z.infer<(typeof vectorKinds)[K]>) => void | Promise<void> } = {
  'rsa-verify'(vector) {
    const fromCertificate =
      vector.certificate_pem === undefined ? null : readCertificate(vector.certificate_pem)
    const key = fromCertificate?.key ?? createPublicKey(vector.public_key_pem ?? '')
    if (fromCertificate) expect(fromCertificate.serial).toBe(vector.serial)
    expect(isRsaSignature(key, Buffer.from(vector.message), vector.signature_b64)).toBe(vector.expect)
  },
  async notify(vector) {
    const certificate = readCertificate(vector.certificate_pem)
    const headers = Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const verified = await verifyNotification(
      { headers, body: Buffer.from(vector.body) },
      async serial => (serial === certificate.serial ? certificate.key : null),
      manualClock(vector.clock_unix * 1000).now,
    )
    expect(verified.kind === 'genuine').toBe(vector.expect_signature)
    const { resource } = JSON.parse(vector.body)
    const opened = openSealed(resource, Buffer.from(vector.api_v3_key))
    expect(opened.ok && opened.plain.toString('utf8')).toBe(vector.expected_plaintext)
    // The public vector has a key of 16 bytes; a merchant's has 32, and the product takes no other.
    expect(decryptResource(resource, Buffer.from(vector.api_v3_key))).toEqual({ ok: false, why: 'key' })
  },
  'aes-gcm'(vector) {
    const sealed = {
      ciphertext: vector.ciphertext_b64,
      nonce: vector.nonce,
      associated_data: vector.associated_data,
    }
    const opened = openSealed(sealed, Buffer.from(vector.key))
    expect(opened.ok).toBe(vector.expect)
    if (opened.ok) expect(opened.plain.toString('utf8')).toBe(vector.expected_plaintext)
  },
  certificates(vector) {
    const opened = openCertificates(vector.body, one => openSealed(one, Buffer.from(vector.api_v3_key)))
    const expected = readCertificate(vector.expected_certificate_pem)
    if (typeof opened === 'string') throw new Error(opened)
    expect(opened.map(one => one.serial)).toEqual([vector.expected_serial])
    expect(opened[0]?.key.equals(expected.key)).toBe(true)
  },
  'authorization-format'(vector) {
    const path = vector.canonical_url
    expect(requestMessage({ ...vector, path })).toBe(vector.expected_message)
    const signer = createRequestSigner(
      aMerchant(null, { mchid: vector.mchid, merchantSerial: vector.serial_no }),
      manualClock(vector.timestamp * 1000),
      () => Buffer.from(vector.nonce),
    )
    const nonce = Buffer.from(vector.nonce).toString('hex').toUpperCase()
    const header = signer.authorize({ method: vector.method, path, body: vector.body })
    const prefix = vector.expected_header_prefix.replace(vector.nonce, nonce)
    expect(header.startsWith(`WECHATPAY2-SHA256-RSA2048 ${prefix}`)).toBe(true)
    expect(header).not.toMatch(/[\r\n]/)
  },
  'request-message'(vector) {
    expect(requestMessage({ ...vector, path: pathOf(vector.url) })).toBe(vector.expected_message)
  },
  'rsa-sign'(vector) {
    const message = requestMessage({ ...vector, path: vector.canonical_url })
    expect(message).toBe(vector.message)
    const key = createPublicKey(vector.public_key_pem)
    expect(isRsaSignature(key, Buffer.from(message), vector.expected_signature_b64)).toBe(true)
  },
}

function check<K extends Kind>(kind: K, vector: unknown): void | Promise<void> {
  return checks[kind](vectorKinds[kind].parse(vector) as z.infer<(typeof vectorKinds)[K]>)
}

describe('the public test vectors', () => {
  it('has all of them', () => expect(vectors.length).toBe(10))

  it.each(vectors.map(vector => ({ ...vector })))('passes $id', vector => check(vector.kind, vector))
})
