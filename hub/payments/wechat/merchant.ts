import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { ConnectionProblem, TradeType } from '../payment-provider.ts'
import { apiV3KeyBytes } from './decrypt-resource.ts'
import { isSerial } from './verify-signature.ts'

/** A merchant's settings as stored. Secrets: `apiV3Key` and `merchantKeyPem`. */
export interface WechatMerchant {
  readonly mchid: string
  readonly appid: string
  /** 32 ASCII characters, set by the merchant in WeChat's console. */
  readonly apiV3Key: string
  /** apiclient_key.pem. */
  readonly merchantKeyPem: string
  /** Serial of the merchant's certificate, in hex. */
  readonly merchantSerial: string
  /** PUB_KEY_ID_…; null together with the key where only platform certificates are used. */
  readonly publicKeyId: string | null
  readonly publicKeyPem: string | null
  /** https, without query; at most 255 characters. */
  readonly notifyUrl: string
  readonly tradeTypes: readonly TradeType[]
}

export interface SettingProblem {
  readonly about: ConnectionProblem
  readonly message: string
}

/** The settings, parsed once. What cannot be used is null and named among the problems. */
export interface ReadMerchant {
  readonly apiV3Key: Buffer
  /** Null: nothing can be sent. */
  readonly signingKey: KeyObject | null
  readonly publicKey: { readonly id: string; readonly key: KeyObject } | null
  readonly problems: readonly SettingProblem[]
}

/**
 * Judges the settings by themselves, without asking anybody. Never throws; no message contains a setting's secret.
 * `rehearsal`: against the emulator, which notifies http addresses too.
 */
export function readMerchant(settings: WechatMerchant, rehearsal = false): ReadMerchant {
  const problems: SettingProblem[] = []
  const problem = (about: ConnectionProblem, message: string) => problems.push({ about, message })

  if (!/^\d{8,32}$/.test(settings.mchid))
    problem('mchid', 'The merchant number (mchid) is digits only, usually ten.')
  if (!/^wx[0-9A-Za-z]{8,30}$/.test(settings.appid))
    problem('appid', 'The appid begins with "wx" and is 18 characters.')
  const apiV3Key = Buffer.from(settings.apiV3Key)
  if (apiV3Key.length !== apiV3KeyBytes) {
    problem('api-v3-key', `The APIv3 key has ${apiV3KeyBytes} characters; this one has ${apiV3Key.length}.`)
  }
  if (!/^[0-9A-Fa-f]{8,64}$/.test(settings.merchantSerial)) {
    problem(
      'merchant-serial',
      'The serial of the merchant certificate is hex, usually 40 digits, without colons or spaces.',
    )
  }
  problems.push(...notifyUrlProblems(settings.notifyUrl, rehearsal))
  const signingKey = readSigningKey(settings.merchantKeyPem, problem)
  const publicKey = readPublicKey(settings, problem)
  return { apiV3Key, signingKey, publicKey, problems }
}

function readSigningKey(
  pem: string,
  problem: (about: ConnectionProblem, message: string) => void,
): KeyObject | null {
  if (pem.includes('BEGIN CERTIFICATE')) {
    problem('merchant-key', 'This is a certificate; the merchant key is the file apiclient_key.pem.')
    return null
  }
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
    problem('merchant-key', 'The merchant key must be an RSA key.')
  } catch {
    problem('merchant-key', 'The merchant key is not a readable PEM private key (apiclient_key.pem).')
  }
  return null
}

function readPublicKey(
  { publicKeyId, publicKeyPem }: WechatMerchant,
  problem: (about: ConnectionProblem, message: string) => void,
): ReadMerchant['publicKey'] {
  if (publicKeyId === null && publicKeyPem === null) return null
  if (publicKeyId === null) {
    problem('public-key-id', 'The public key is set, but its id (PUB_KEY_ID_…) is missing.')
    return null
  }
  if (!publicKeyId.startsWith('PUB_KEY_ID_') || !isSerial(publicKeyId)) {
    problem('public-key-id', 'The id of the public key begins with PUB_KEY_ID_.')
    return null
  }
  if (publicKeyPem === null) {
    problem('public-key', 'The id of the public key is set, but the key itself (pub_key.pem) is missing.')
    return null
  }
  if (!publicKeyPem.includes('BEGIN PUBLIC KEY')) {
    problem('public-key', 'The public key is the file pub_key.pem: neither a certificate nor a private key.')
    return null
  }
  try {
    const key = createPublicKey(publicKeyPem)
    if (key.asymmetricKeyType === 'rsa') return { id: publicKeyId, key }
    problem('public-key', 'The public key must be an RSA key.')
  } catch {
    problem('public-key', 'The public key is not a readable PEM public key (pub_key.pem).')
  }
  return null
}

function notifyUrlProblems(text: string, rehearsal: boolean): SettingProblem[] {
  const url = URL.parse(text)
  const wrong = (message: string): SettingProblem[] => [{ about: 'notify-url', message }]
  if (url === null) return wrong('The address for notifications is not a URL: set the public URL of the hub.')
  if (text.length > 255) return wrong('The address for notifications exceeds 255 characters.')
  if (url.search !== '' || url.hash !== '')
    return wrong('The address for notifications must not have a query.')
  if (url.protocol !== 'https:' && !(rehearsal && url.protocol === 'http:'))
    return wrong('WeChat notifies https addresses only: set a public https URL.')
  return []
}
