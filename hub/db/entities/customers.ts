import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** How a customer signs in to his page. A user whom an operator created has none until he sets a password. */
export interface CustomerAccountRow {
  userId: number
  passwordHash: string
  createdAt: number
  changedAt: number
}

export const customerAccountEntity = new EntitySchema<CustomerAccountRow>({
  name: 'CustomerAccount',
  tableName: 'customer_accounts',
  columns: {
    userId: int({ primary: true }),
    passwordHash: longText(),
    createdAt: bigint(),
    changedAt: bigint(),
  },
})

/** Who is signed in; only the hash of a token is stored. */
export interface CustomerSessionRow {
  tokenHash: string
  userId: number
  createdAt: number
  seenAt: number
  expiresAt: number
  userAgent: string
}

export const customerSessionEntity = new EntitySchema<CustomerSessionRow>({
  name: 'CustomerSession',
  tableName: 'customer_sessions',
  columns: {
    tokenHash: text(64, { primary: true }),
    userId: int(),
    createdAt: bigint(),
    seenAt: bigint(),
    expiresAt: bigint(),
    userAgent: text(255),
  },
  indices: [
    { name: 'ix_customer_sessions_user', columns: ['userId'] },
    { name: 'ix_customer_sessions_expires', columns: ['expiresAt'] },
  ],
})

/** A code that was mailed: the newest of its kind for an address. */
export interface EmailCodeRow {
  id: number
  purpose: 'register' | 'reset' | 'change'
  /** Lower case. */
  email: string
  /** Who changes his address; null otherwise. */
  userId: number | null
  codeHash: string
  tries: number
  createdAt: number
  expiresAt: number
}

export const emailCodeEntity = new EntitySchema<EmailCodeRow>({
  name: 'EmailCode',
  tableName: 'email_codes',
  columns: {
    id: generatedId(),
    purpose: text(16),
    email: text(254),
    userId: int({ nullable: true }),
    codeHash: text(64),
    tries: int(),
    createdAt: bigint(),
    expiresAt: bigint(),
  },
  uniques: [{ name: 'uq_email_codes_address', columns: ['purpose', 'email'] }],
  indices: [{ name: 'ix_email_codes_expires', columns: ['expiresAt'] }],
})

/** What operators tell all customers, in both languages. */
export interface NoticeRow {
  id: number
  level: 'info' | 'warning'
  title: { zh: string; en: string }
  text: { zh: string; en: string }
  showFrom: number
  showUntil: number | null
  createdAt: number
  version: number
}

export const noticeEntity = new EntitySchema<NoticeRow>({
  name: 'Notice',
  tableName: 'notices',
  columns: {
    id: generatedId(),
    level: text(16),
    title: json(),
    text: json(),
    showFrom: bigint(),
    showUntil: bigint({ nullable: true }),
    createdAt: bigint(),
    version: int(),
  },
})

/** Terms, privacy and contact, as an operator wrote them. */
export interface SiteTextRow {
  name: 'terms' | 'privacy' | 'support'
  zh: string
  en: string
  changedAt: number
  version: number
}

export const siteTextEntity = new EntitySchema<SiteTextRow>({
  name: 'SiteText',
  tableName: 'site_texts',
  columns: {
    name: text(16, { primary: true }),
    zh: longText(),
    en: longText(),
    changedAt: bigint(),
    version: int(),
  },
})
