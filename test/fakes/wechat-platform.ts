import 'reflect-metadata'
import { createCipheriv, generateKeyPairSync, KeyObject, randomBytes, sign } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import type { RawNotification } from '../../hub/payments/payment-provider.ts'
import type { WechatMerchant } from '../../hub/payments/wechat/merchant.ts'

/** A key that WeChat signs with, by the name that goes into Wechatpay-Serial. */
export interface PlatformKey {
  readonly serial: string
  readonly privateKey: KeyObject
  /** Certificate or public key. */
  readonly pem: string
}

export const platformNow = Date.parse('2026-11-24T08:00:00+08:00')
export const apiV3Key = 'a-key-of-exactly-32-characters-0'

export async function aPlatformCertificate(serial: string): Promise<PlatformKey> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial,
      name: 'CN=WeChat Pay platform',
      notBefore: new Date(platformNow - 86_400_000),
      notAfter: new Date(platformNow + 365 * 86_400_000),
      keys,
      signingAlgorithm: algorithm,
    },
    crypto,
  )
  return { serial, privateKey: KeyObject.from(keys.privateKey), pem: certificate.toString('pem') }
}

export function aPublicKey(id = 'PUB_KEY_ID_0114232134912024112400000000000001'): PlatformKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { serial: id, privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

export function aMerchant(
  publicKey: PlatformKey | null,
  changes: Partial<WechatMerchant> = {},
): WechatMerchant {
  return {
    mchid: '1900007291',
    appid: 'wxd678efh567hg6787',
    apiV3Key,
    merchantKeyPem: merchantKey,
    merchantSerial: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
    publicKeyId: publicKey?.serial ?? null,
    publicKeyPem: publicKey?.pem ?? null,
    notifyUrl: 'https://shop.example/pay/wechat',
    tradeTypes: ['native'],
    ...changes,
  }
}

const merchantKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

/** The headers of a signed answer or notification. */
export function signedHeaders(
  key: PlatformKey,
  body: string | Buffer,
  options: { readonly at?: number; readonly nonce?: string } = {},
): Record<string, string> {
  const timestamp = String(Math.floor((options.at ?? platformNow) / 1000))
  const nonce = options.nonce ?? randomBytes(16).toString('hex')
  const message = Buffer.concat([
    Buffer.from(`${timestamp}\n${nonce}\n`),
    Buffer.from(body),
    Buffer.from('\n'),
  ])
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': key.serial,
    'wechatpay-signature': sign('RSA-SHA256', message, key.privateKey).toString('base64'),
  }
}

/** Sealed as WeChat seals: AEAD_AES_256_GCM with the tag at the end. */
export function seal(
  plain: string,
  options: { readonly key?: string; readonly associatedData?: string } = {},
) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', options.key ?? apiV3Key, nonce, { authTagLength: 16 })
  cipher.setAAD(Buffer.from(options.associatedData ?? 'transaction'))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    nonce,
    associated_data: options.associatedData ?? 'transaction',
  }
}

/** The list of certificates, as GET /v3/certificates answers it. */
export function certificatesBody(certificates: readonly PlatformKey[], key = apiV3Key): string {
  const data = certificates.map(({ serial, pem }) => ({
    serial_no: serial,
    effective_time: '2026-11-01T00:00:00+08:00',
    expire_time: '2031-11-01T00:00:00+08:00',
    encrypt_certificate: seal(pem, { key, associatedData: 'certificate' }),
  }))
  return JSON.stringify({ data })
}

export function aNotification(
  key: PlatformKey,
  content: object,
  options: {
    readonly eventType?: string
    readonly resource?: object
    readonly at?: number
    readonly headers?: Record<string, string>
  } = {},
): RawNotification {
  const body = JSON.stringify({
    id: 'EV-2026112400000001',
    create_time: '2026-11-24T08:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: options.eventType ?? 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: options.resource ?? { original_type: 'transaction', ...seal(JSON.stringify(content)) },
  })
  const signed = signedHeaders(key, body, options.at === undefined ? {} : { at: options.at })
  return { headers: { ...signed, ...options.headers }, body: Buffer.from(body) }
}

export const aPaidContent = {
  appid: 'wxd678efh567hg6787',
  mchid: '1900007291',
  out_trade_no: 'SL20261124ABCDEF',
  transaction_id: '4200001234202611240000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  success_time: '2026-11-24T07:59:58+08:00',
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: 1_990, payer_total: 1_490, currency: 'CNY', payer_currency: 'CNY' },
}

export const aRefundContent = {
  mchid: '1900007291',
  out_trade_no: 'SL20261124ABCDEF',
  transaction_id: '4200001234202611240000000001',
  out_refund_no: 'SLR1',
  refund_id: '50000000012026112400000001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-24T09:00:00+08:00',
  user_received_account: '招商银行信用卡0403',
  amount: { total: 1_990, refund: 990, payer_total: 1_490, payer_refund: 741 },
}
