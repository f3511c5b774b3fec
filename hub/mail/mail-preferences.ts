import { timingSafeEqual } from 'node:crypto'
import type { Instant } from '../contract/primitives.ts'
import { upsertRows } from '../db/bulk-write.ts'
import { mailPreferenceEntity } from '../db/entities/mail.ts'
import { findRow } from '../db/single-row.ts'
import type { Database, Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Vault } from '../secrets/vault.ts'
import type { MailLocale } from './render-amounts.ts'

export interface MailPreferences {
  readonly locale: MailLocale
  readonly reminders: boolean
}

/** What a user wants; Chinese and reminders where he never said. */
export async function readMailPreferences(tx: Tx, userId: number): Promise<MailPreferences> {
  const row = await findRow(tx, mailPreferenceEntity, { userId })
  return row === null
    ? { locale: 'zh', reminders: true }
    : { locale: row.locale, reminders: Boolean(row.reminders) }
}

/** Changes what is named and keeps the rest. */
export async function setMailPreferences(
  tx: Tx,
  userId: number,
  change: Partial<MailPreferences>,
  at: Instant,
): Promise<void> {
  const set = [...Object.keys(change).filter(name => name === 'locale' || name === 'reminders'), 'updatedAt']
  await upsertRows(tx, {
    table: 'mail_preferences',
    keys: ['userId'],
    columns: ['userId', 'locale', 'reminders', 'updatedAt'],
    rows: [[userId, change.locale ?? 'zh', (change.reminders ?? true) ? 1 : 0, at]],
    set,
  })
}

/** Where the page that ends reminders is, on the public listener; the token follows. */
export const unsubscribePath = '/mail/unsubscribe/'

type Hash = Pick<Vault, 'hash'>
const signatureOf = (vault: Hash, userId: number) => vault.hash(`unsubscribe:${userId}`).slice(0, 32)

/** Proves that its holder got a message to this user: `12-<32 hex digits>`. It can end reminders and nothing else. */
export function unsubscribeToken(vault: Hash, userId: number): string {
  return `${userId}-${signatureOf(vault, userId)}`
}

/** Whose token it is; null where it was not made here. */
export function readUnsubscribeToken(vault: Hash, token: string): number | null {
  const [, id, signature] = /^([1-9]\d{0,9})-([0-9a-f]{32})$/.exec(token) ?? []
  if (id === undefined || signature === undefined) return null
  const expected = signatureOf(vault, Number(id))
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature)) ? Number(id) : null
}

/**
 * Ends a user's reminders; false where the token is none. Called for POST alone (a reader's one click, or the button
 * of the page): programs that look at links in mail fetch them by GET.
 */
export async function unsubscribe(
  deps: { readonly database: Database; readonly clock: Clock; readonly vault: Hash },
  token: string,
): Promise<boolean> {
  const userId = readUnsubscribeToken(deps.vault, token)
  if (userId === null) return false
  await deps.database.inTransaction(tx =>
    setMailPreferences(tx, userId, { reminders: false }, deps.clock.now()),
  )
  return true
}
