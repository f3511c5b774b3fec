import { closeAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { affectedOf, rowsOf, type Tx } from '../db/transaction.ts'
import { failedAlert } from './send-due-mail.ts'

const day = 86_400_000
const keptMs = 30 * day
/** A row with a key keeps a reminder from going twice in one cycle, and cycles have up to 31 days. */
const keptWithKeyMs = 45 * day
const countsMs = 2 * day
const failedQuietMs = day

/** Removes old messages and counts, and ends the alert of failed messages once a day passed without one. */
export async function pruneMail(tx: Tx, now: Instant): Promise<number> {
  const ended = "state NOT IN ('waiting', 'sending')"
  const removed = affectedOf(
    await tx.query(
      `DELETE FROM mail_outbox WHERE createdAt <= ? AND ${ended} AND (dedupeKey IS NULL OR createdAt <= ?)`,
      [now - keptMs, now - keptWithKeyMs],
    ),
  )
  await tx.query('DELETE FROM mail_counts WHERE spanStart <= ?', [now - countsMs])
  const failed = rowsOf(
    await tx.query("SELECT id FROM mail_outbox WHERE state = 'failed' AND dueAt > ? LIMIT 1", [
      now - failedQuietMs,
    ]),
  )
  if (failed.length === 0) await closeAlert(tx, { ...failedAlert, at: now })
  return removed
}

/** Forgets everything personal in what was queued for a user: when he closes his account. */
export async function forgetMailOf(tx: Tx, userId: number): Promise<void> {
  await tx.query(
    "UPDATE mail_outbox SET state = 'dropped', recipient = '', paramsSecret = '' WHERE userId = ? AND state IN ('waiting', 'held', 'kept')",
    [userId],
  )
  await tx.query('DELETE FROM mail_preferences WHERE userId = ?', [userId])
}
