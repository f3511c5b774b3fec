import { randomUUID } from 'node:crypto'
import { renderBeijing } from './beijing-time-rule.ts'
import { type Identity, type Keys, randomText } from './crypto/create-identity.ts'
import { sealResource } from './crypto/seal-resource.ts'
import type { Signer } from './sign-answers.ts'
import { alterResource, type Trick } from './trick-rule.ts'

export type NotificationEvent = 'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED'

/** One notification; every attempt carries the same id and the same ciphertext. */
export interface Notification {
  readonly id: string
  readonly event: NotificationEvent
  readonly outTradeNo: string
  readonly outRefundNo: string | null
  /** notify_url as the merchant gave it. */
  readonly url: string
  readonly createdAt: number
  readonly plaintext: string
  readonly body: string
}

const summaries: Record<NotificationEvent, string> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
}

export function buildNotification(
  about: Pick<Notification, 'event' | 'outTradeNo' | 'outRefundNo' | 'url' | 'createdAt'> & {
    readonly content: Readonly<Record<string, unknown>>
  },
  apiV3Key: string,
): Notification {
  const { content, ...rest } = about
  const unsealed = { ...rest, id: randomUUID(), plaintext: JSON.stringify(content) }
  return { ...unsealed, body: renderEnvelope(unsealed, apiV3Key, null) }
}

/** What goes over the wire in one attempt. */
export interface Attempt {
  readonly headers: Record<string, string>
  readonly body: Buffer
}

/** A fresh timestamp, nonce and signature over the notification, or over what `trick` makes of it. */
export function buildAttempt(
  notification: Notification,
  trick: Trick | null,
  from: { readonly identity: Identity; readonly keys: Keys; readonly signer: Signer; readonly now: number },
): Attempt {
  const { identity, keys, signer, now } = from
  let body: Buffer = Buffer.from(renderBody(notification, trick, identity.apiV3Key))
  const at = trick?.kind === 'skew_clock' ? now + trick.ms : now
  const party = signer.forNotification()
  const signed = signer.headers(
    body,
    trick?.kind === 'wrong_key' ? { ...party, key: keys.stranger } : party,
    at,
  )
  if (trick?.kind === 'unknown_serial')
    signed['Wechatpay-Serial'] = trick.serial ?? randomText(40, '0123456789ABCDEF')
  if (trick?.kind === 'signtest') signed['Wechatpay-Signature'] = `WECHATPAY/SIGNTEST/${randomText(320)}`
  if (trick?.kind === 'missing_headers') for (const name of Object.keys(signed)) delete signed[name]
  if (trick?.kind === 'tamper_body') body = tamper(body)
  return {
    headers: { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'Mozilla/4.0', ...signed },
    body,
  }
}

function renderBody(notification: Notification, trick: Trick | null, apiV3Key: string): string {
  switch (trick?.kind) {
    case 'bad_json':
      return notification.body.slice(0, -2)
    case 'huge_body':
      return notification.body.replace(/}$/, `,"padding":"${'x'.repeat(trick.bytes)}"}`)
    case 'tamper_tag':
    case 'wrong_api_v3_key':
    case 'wrong_aad':
    case 'wrong_amount':
    case 'wrong_currency':
    case 'wrong_mchid':
    case 'wrong_appid':
    case 'wrong_out_trade_no':
      return renderEnvelope(notification, apiV3Key, trick)
    default:
      return notification.body
  }
}

function renderEnvelope(
  notification: Omit<Notification, 'body'>,
  apiV3Key: string,
  trick: Trick | null,
): string {
  const isPayment = notification.event === 'TRANSACTION.SUCCESS'
  const associatedData = isPayment ? 'transaction' : 'refund'
  const nonce = randomText(12)
  const plaintext = alterResource(notification.plaintext, trick)
  const key = trick?.kind === 'wrong_api_v3_key' ? randomText(32) : apiV3Key
  const sealedFor = trick?.kind === 'wrong_aad' ? `${associatedData}s` : associatedData
  let ciphertext = sealResource(plaintext, { key, nonce, associatedData: sealedFor })
  if (trick?.kind === 'tamper_tag') ciphertext = tamperTag(ciphertext)
  return JSON.stringify({
    id: notification.id,
    create_time: renderBeijing(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notification.event,
    summary: summaries[notification.event],
    resource: {
      original_type: associatedData,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext,
      associated_data: associatedData,
      nonce,
    },
  })
}

/** Another summary: still JSON, and the ciphertext is whole, so that only the signature can tell. */
function tamper(body: Buffer): Buffer {
  return Buffer.from(body.toString().replace(/"summary":"./, '"summary":"X'))
}

function tamperTag(sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const last = bytes.length - 1
  bytes[last] = (bytes[last] ?? 0) ^ 1
  return bytes.toString('base64')
}
