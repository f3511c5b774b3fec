import * as z from 'zod'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import { inBatches } from '../db/raw-row.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { QueueMails } from '../mail/queue-mail.ts'
import { expiryReminders } from './expiry-reminders.ts'
import { recentlyActive, usageReminders } from './usage-reminders.ts'

export interface RemindDeps {
  readonly database: Database
  readonly clock: Clock
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
  readonly queueMails: QueueMails
}

/** How far reminders were looked for. */
const cursorName = 'mail.remindedUntil'
const longestGapMs = 7 * 86_400_000
/** Small, so that nothing else waits long for the database. */
const usersPerTransaction = 1_000

/**
 * Queues reminders for users who reached 80 or 100 percent of their cycle, and 7, 3, 1 and 0 days before the end of
 * their plan, each once. Looks at users with recent traffic and at plans that crossed a mark since the last run;
 * a run that breaks off is repeated, and the keys keep it from telling anybody twice. How many were queued.
 */
export async function queueReminders(deps: RemindDeps): Promise<number> {
  const { database, timeZone, queueMails } = deps
  const now = deps.clock.now()
  const { expiring, active } = await database.inTransaction(async tx => {
    const read = z.number().safeParse(await readSetting(tx, cursorName))
    // A hub that begins tells nobody of what was before it.
    const since = read.success ? Math.max(read.data, now - longestGapMs) : now
    return { expiring: await expiryReminders(tx, since, now), active: await recentlyActive(tx, since) }
  })
  let queued = 0
  for (const batch of inBatches(expiring, usersPerTransaction)) {
    queued += await database.inTransaction(tx => queueMails(tx, batch))
  }
  for (const batch of inBatches(active, usersPerTransaction)) {
    queued += await database.inTransaction(async tx =>
      queueMails(tx, await usageReminders(tx, batch, now, timeZone)),
    )
  }
  await database.inTransaction(tx => writeSetting(tx, cursorName, now, now))
  return queued
}
