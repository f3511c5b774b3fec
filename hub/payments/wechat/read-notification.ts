import type { KeyObject } from 'node:crypto'
import * as z from 'zod'
import type { Instant } from '../../contract/primitives.ts'
import type { NotificationOutcome, RawNotification } from '../payment-provider.ts'
import { decryptResource, encryptedResource } from './decrypt-resource.ts'
import { parseJson } from './map-error-body.ts'
import { mapPaymentFacts, mapRefundFacts } from './map-payment-facts.ts'
import { verifyNotification } from './verify-signature.ts'

const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().min(1).max(64),
  resource: encryptedResource,
})

const refundEvents: ReadonlySet<string> = new Set(['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'])

/** Signature, then envelope, then tag, then content: nothing is looked at before what stands before it holds. */
export async function readWechatNotification(
  raw: RawNotification,
  deps: {
    readonly keyFor: (serial: string) => Promise<KeyObject | null>
    readonly now: () => Instant
    readonly apiV3Key: Buffer
  },
): Promise<NotificationOutcome> {
  const verified = await verifyNotification(raw, deps.keyFor, deps.now)
  if (verified.kind !== 'genuine') return verified
  const outer = envelope.safeParse(parseJson(raw.body.toString('utf8')))
  if (!outer.success) return { kind: 'unreadable', id: null, why: 'envelope' }
  const { id, event_type: eventType, resource } = outer.data
  const isPayment = eventType === 'TRANSACTION.SUCCESS'
  if (!isPayment && !refundEvents.has(eventType)) return { kind: 'ignored', id, eventType }

  const decrypted = decryptResource(resource, deps.apiV3Key)
  if (!decrypted.ok) return { kind: 'unreadable', id, why: decrypted.why }
  const content = parseJson(decrypted.plain.toString('utf8'))
  if (isPayment) {
    const facts = mapPaymentFacts(content)
    return facts === null ? { kind: 'unreadable', id, why: 'content' } : { kind: 'payment', id, facts }
  }
  const facts = mapRefundFacts(content)
  return facts === null ? { kind: 'unreadable', id, why: 'content' } : { kind: 'refund', id, facts }
}
