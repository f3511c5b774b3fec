import { EntitySchema } from 'typeorm'
import { bigint, flag, generatedId, int, longText, text } from '../columns.ts'

/**
 * ```
 *   waiting ──claimed──▶ sending ──accepted──▶ sent
 *    │ ▲ ▲                │ │ │
 *    │ │ └── failed, later ┘ │ └── refused, tried out or too late ──▶ failed
 *    │ │     or claim lapsed └──── reminders no longer wanted ──────▶ dropped
 *    │ └──settings given── held
 *    ├──no SMTP settings────▲
 *    ├──withdrawn before its first try (a held one too)──▶ dropped
 *    └──the demo sends nothing──▶ kept
 * ```
 */
export type MailState = 'waiting' | 'sending' | 'sent' | 'failed' | 'held' | 'kept' | 'dropped'

/** One message to one address. Address and contents are cleared as soon as it is sent or given up. */
export interface MailOutboxRow {
  id: number
  userId: number | null
  template: string
  locale: 'zh' | 'en'
  recipient: string
  /** The template's parameters as JSON, encrypted with the master key: they hold codes and links. */
  paramsSecret: string
  /** At most one message of a key is ever queued. */
  dedupeKey: string | null
  state: MailState
  createdAt: number
  /** When it is next tried. */
  dueAt: number
  /** From then on it is of no use and is not sent. */
  notAfter: number
  /** Tries begun. */
  attempts: number
  /** Who is sending it: only he may say what became of it. */
  claim: string | null
  claimedUntil: number | null
  /** Made at the first try and the same for every further one. */
  messageId: string | null
  sentAt: number | null
  lastError: string
}

export const mailOutboxEntity = new EntitySchema<MailOutboxRow>({
  name: 'MailOutbox',
  tableName: 'mail_outbox',
  columns: {
    id: generatedId(),
    userId: int({ nullable: true }),
    template: text(32),
    locale: text(16),
    recipient: text(254),
    paramsSecret: longText(),
    dedupeKey: text(160, { nullable: true }),
    state: text(16),
    createdAt: bigint(),
    dueAt: bigint(),
    notAfter: bigint(),
    attempts: int(),
    claim: text(32, { nullable: true }),
    claimedUntil: bigint({ nullable: true }),
    messageId: text(200, { nullable: true }),
    sentAt: bigint({ nullable: true }),
    lastError: text(300),
  },
  uniques: [{ name: 'uq_mail_outbox_key', columns: ['dedupeKey'] }],
  indices: [
    { name: 'ix_mail_outbox_due', columns: ['state', 'dueAt'] },
    { name: 'ix_mail_outbox_created', columns: ['createdAt'] },
    { name: 'ix_mail_outbox_user', columns: ['userId'] },
  ],
})

/** How many messages were queued for an address in an hour or a day: nobody is flooded through this hub. */
export interface MailCountRow {
  /** HMAC of the address. */
  recipientHash: string
  span: 'code.hour' | 'code.day' | 'day'
  spanStart: number
  queued: number
}

export const mailCountEntity = new EntitySchema<MailCountRow>({
  name: 'MailCount',
  tableName: 'mail_counts',
  columns: {
    recipientHash: text(64, { primary: true }),
    span: text(16, { primary: true }),
    spanStart: bigint({ primary: true }),
    queued: int(),
  },
})

/** What a user wants to be written about, and in which language. No row: Chinese, with reminders. */
export interface MailPreferenceRow {
  userId: number
  locale: 'zh' | 'en'
  reminders: boolean
  updatedAt: number
}

export const mailPreferenceEntity = new EntitySchema<MailPreferenceRow>({
  name: 'MailPreference',
  tableName: 'mail_preferences',
  columns: { userId: int({ primary: true }), locale: text(16), reminders: flag(), updatedAt: bigint() },
})
