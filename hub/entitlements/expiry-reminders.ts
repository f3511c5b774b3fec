import type { Instant } from '../contract/primitives.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { NewMail } from '../mail/queue-mail.ts'
import { expiryDays, expiryKey } from './reminder-rule.ts'

export type Reminder = NewMail & { readonly key: string }

const day = 86_400_000

/** Joined to users `u`: only who can be reached and wants to be. */
export const remindable = "u.status = 'active' AND u.email IS NOT NULL AND COALESCE(p.reminders, 1) = 1"
export const preferences = 'LEFT JOIN mail_preferences p ON p.userId = u.id'
export const remindedColumns = "u.id, u.email, u.expiresAt, COALESCE(p.locale, 'zh') AS locale"

/**
 * Who crossed 7, 3 or 1 days before the end of his plan, or the end itself, in (from, until]. Who crossed several
 * while no hub ran is told of the last alone; who bought less than that is not told at all.
 */
export async function expiryReminders(tx: Tx, from: number, until: Instant): Promise<Reminder[]> {
  const found = new Map<number, Reminder>()
  for (const days of [...expiryDays, 0] as const) {
    const rows = rowsOf(
      await tx.query(
        `SELECT ${remindedColumns} FROM users u ${preferences} WHERE u.expiresAt > ? AND u.expiresAt <= ? AND ${remindable}`,
        [from + days * day, until + days * day],
      ),
    )
    for (const row of rows) {
      const userId = integerIn(row, 'id')
      const expiresAt = integerIn(row, 'expiresAt') as Instant
      const common = {
        at: until,
        to: textIn(row, 'email'),
        locale: textIn(row, 'locale') === 'en' ? 'en' : 'zh',
        userId,
        key: expiryKey(days, userId, expiresAt),
      } as const
      found.set(
        userId,
        days === 0
          ? { ...common, template: 'expired', params: { expiredAt: expiresAt } }
          : { ...common, template: 'expiry', params: { days, expiresAt } },
      )
    }
  }
  return [...found.values()]
}
