import type { Instant } from '../contract/primitives.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { QueueMail } from '../mail/queue-mail.ts'

/** The first owner's address until he sets his own: no mail goes there. */
const nowhere = /@localhost$/

/** Sends the head of the audit log to every owner, once a day: a tail that is cut off later shows. How many were queued. */
export async function mailAuditHead(
  tx: Tx,
  queueMail: QueueMail,
  head: { readonly at: Instant; readonly number: number; readonly hash: string; readonly day: string },
): Promise<number> {
  const { at, number, hash } = head
  const owners = rowsOf(
    await tx.query("SELECT id, email FROM operators WHERE role = 'owner' AND disabledAt IS NULL ORDER BY id"),
  )
  let queued = 0
  for (const owner of owners) {
    const to = textIn(owner, 'email')
    if (nowhere.test(to)) continue
    const params = { number, hash, at }
    const key = `audit-head:${integerIn(owner, 'id')}:${head.day}`
    const answer = await queueMail(tx, { at, to, locale: 'en', template: 'audit-head', params, key })
    if (answer === 'queued') queued += 1
  }
  return queued
}
