import type { MailTemplate } from './parse-mail-content.ts'

/**
 * `code`: asked for by whoever knows an address, so bounded most. `reminder`: may be unsubscribed.
 * `record`: says what happened to somebody's money or account, and is always sent.
 */
export type MailKind = 'code' | 'reminder' | 'record'

const hour = 3_600_000
const day = 24 * hour

const kinds: Readonly<Record<MailTemplate, readonly [kind: MailKind, usefulMs: number]>> = {
  'register-code': ['code', hour],
  'password-reset': ['code', hour],
  'address-code': ['code', hour],
  'password-changed': ['record', 7 * day],
  'address-changed': ['record', 7 * day],
  receipt: ['record', 7 * day],
  usage: ['reminder', day],
  expiry: ['reminder', day],
  expired: ['reminder', 2 * day],
  refund: ['record', 7 * day],
  'order-held': ['record', 7 * day],
  notice: ['record', 7 * day],
  'audit-head': ['record', 7 * day],
  test: ['record', hour],
}

export const kindOf = (template: MailTemplate): MailKind => kinds[template][0]

/** How long after it was queued a message is still worth sending, in ms. */
export const usefulMs = (template: MailTemplate): number => kinds[template][1]

export interface MailBound {
  readonly span: 'code.hour' | 'code.day' | 'day'
  readonly spanMs: number
  readonly most: number
}

const codeBounds: readonly MailBound[] = [
  { span: 'code.hour', spanMs: hour, most: 5 },
  { span: 'code.day', spanMs: day, most: 12 },
]
const recordBounds: readonly MailBound[] = [{ span: 'day', spanMs: day, most: 60 }]

/** How many messages of this kind one address is sent. Reminders are bounded by their keys. */
export function boundsOf(kind: MailKind): readonly MailBound[] {
  if (kind === 'reminder') return []
  return kind === 'code' ? codeBounds : recordBounds
}
