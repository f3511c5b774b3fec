import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { Instant } from '../../contract/primitives.ts'
import type { ForgedReason, RawNotification } from '../payment-provider.ts'

/** A signature is taken for less than this long before and after it was made. */
export const signatureWindowMs = 300_000

const onlySignatureType = 'WECHATPAY2-SHA256-RSA2048'
/** The beginning of the signatures that WeChat sends to see whether they are checked at all. */
const probePrefix = 'WECHATPAY/SIGNTEST/'

/** What the headers of an answer or a notification claim; nothing of it is proven. */
export interface ClaimedSignature {
  /** Unix seconds, as sent. */
  readonly timestamp: string
  readonly nonce: string
  readonly serial: string
  readonly signature: string
  readonly isProbe: boolean
}

type Headers = RawNotification['headers']

/** The claims, or why they cannot be checked. */
export function readSignatureHeaders(headers: Headers): ClaimedSignature | ForgedReason {
  const timestamp = only(headers, 'wechatpay-timestamp')
  const nonce = only(headers, 'wechatpay-nonce')
  const serial = only(headers, 'wechatpay-serial')
  const signature = only(headers, 'wechatpay-signature')
  if (timestamp === null || nonce === null || serial === null || signature === null) return 'headers'
  if (!/^\d{1,12}$/.test(timestamp) || !isSerial(serial)) return 'headers'
  const type = headers['wechatpay-signature-type']
  if (type !== undefined && type !== onlySignatureType) return 'signature-type'
  return { timestamp, nonce, serial, signature, isProbe: signature.startsWith(probePrefix) }
}

/** Certificates' serials are hex, the ids of public keys begin with PUB_KEY_ID_. */
export function isSerial(text: string): boolean {
  return /^(PUB_KEY_ID_[0-9A-Za-z]{1,64}|[0-9A-Fa-f]{1,64})$/.test(text)
}

/** One form for one serial: hex is upper case without leading zeros, which some tools leave away. */
export function normalSerial(serial: string): string {
  return serial.startsWith('PUB_KEY_ID_') ? serial : serial.toUpperCase().replace(/^0+/, '')
}

function only(headers: Headers, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' && value !== '' && value.length <= 2_048 ? value : null
}

/** Whether the claimed time is too far from `now`, in either direction. */
export function isStale(claimed: ClaimedSignature, now: Instant): boolean {
  return Math.abs(now - Number(claimed.timestamp) * 1000) >= signatureWindowMs
}

/** Whether `key` signed exactly these bytes with these claims. Says nothing of their age. */
export function isSignedBy(key: KeyObject, claimed: ClaimedSignature, body: Buffer): boolean {
  const message = Buffer.concat([
    Buffer.from(`${claimed.timestamp}\n${claimed.nonce}\n`),
    body,
    Buffer.from('\n'),
  ])
  return isRsaSignature(key, message, claimed.signature)
}

/** SHA256 with RSA, PKCS#1 v1.5. A signature that is no base64 is simply not one. */
export function isRsaSignature(key: KeyObject, message: Buffer, signature: string): boolean {
  if (key.asymmetricKeyType !== 'rsa' || !/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false
  return verify('RSA-SHA256', message, key, Buffer.from(signature, 'base64'))
}

export type Verified = { readonly kind: 'genuine' } | { readonly kind: 'probe' }
export type Forged = { readonly kind: 'forged'; readonly why: ForgedReason }

/**
 * Whether a notification is WeChat's: the claims, their age, the key that the serial names, the signature over the
 * raw bytes, in this order, so that what costs most comes last. Nothing is parsed and nothing decrypted before.
 */
export async function verifyNotification(
  raw: RawNotification,
  keyFor: (serial: string) => Promise<KeyObject | null>,
  now: () => Instant,
): Promise<Verified | Forged> {
  const claimed = readSignatureHeaders(raw.headers)
  if (typeof claimed === 'string') return { kind: 'forged', why: claimed }
  if (claimed.isProbe) return { kind: 'probe' }
  if (isStale(claimed, now())) return { kind: 'forged', why: 'stale' }
  const key = await keyFor(claimed.serial)
  if (key === null) return { kind: 'forged', why: 'unknown-serial' }
  if (!isSignedBy(key, claimed, raw.body)) return { kind: 'forged', why: 'bad-signature' }
  return { kind: 'genuine' }
}

/** A platform certificate's key with its serial in its normal form. Throws for what is no certificate. */
export function readCertificate(pem: string): {
  readonly serial: string
  readonly key: KeyObject
  readonly validFrom: number
  readonly validUntil: number
} {
  const certificate = new X509Certificate(pem)
  return {
    serial: normalSerial(certificate.serialNumber),
    key: certificate.publicKey,
    validFrom: certificate.validFromDate.getTime(),
    validUntil: certificate.validToDate.getTime(),
  }
}
