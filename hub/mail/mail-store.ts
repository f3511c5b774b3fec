import type { Instant } from '../contract/primitives.ts'
import type { MailState } from '../db/entities/mail.ts'
import { integerIn, integerOrNullIn, type RawRow, textIn } from '../db/raw-row.ts'
import { affectedOf, rowsOf, type Tx } from '../db/transaction.ts'
import type { MailLocale } from './render-amounts.ts'

/** A message that this sender alone may send, until `until`. */
export interface ClaimedMail {
  readonly id: number
  readonly userId: number | null
  readonly template: string
  readonly locale: MailLocale
  readonly to: string
  readonly paramsSecret: string
  readonly createdAt: Instant
  readonly notAfter: number
  /** This try included. */
  readonly attempts: number
  readonly messageId: string
  readonly claim: string
  readonly until: Instant
}

export interface Claim {
  readonly now: Instant
  /** 32 hex digits, new for each claim. */
  readonly claim: string
  readonly until: Instant
  /** Kept where the message has none yet. */
  readonly messageId: string
}

const candidates = 16

/** Takes the message that is due longest; null where none is. Parallel senders each get another one. */
export async function claimMail(tx: Tx, claim: Claim): Promise<ClaimedMail | null> {
  const due = rowsOf(
    await tx.query(
      `SELECT id FROM mail_outbox WHERE state = 'waiting' AND dueAt <= ? ORDER BY dueAt, id LIMIT ${candidates}`,
      [claim.now],
    ),
  )
  for (const row of due) {
    const id = integerIn(row, 'id')
    const taken = await tx.query(
      `UPDATE mail_outbox SET state = 'sending', claim = ?, claimedUntil = ?, attempts = attempts + 1,
       messageId = COALESCE(messageId, ?) WHERE id = ? AND state = 'waiting' AND dueAt <= ?`,
      [claim.claim, claim.until, claim.messageId, id, claim.now],
    )
    if (affectedOf(taken) === 0) continue
    const [found] = rowsOf(await tx.query('SELECT * FROM mail_outbox WHERE id = ?', [id]))
    if (found !== undefined) return claimedMail(found, claim)
  }
  return null
}

function claimedMail(row: RawRow, { claim, until }: Claim): ClaimedMail {
  return {
    id: integerIn(row, 'id'),
    userId: integerOrNullIn(row, 'userId'),
    template: textIn(row, 'template'),
    locale: textIn(row, 'locale') === 'en' ? 'en' : 'zh',
    to: textIn(row, 'recipient'),
    paramsSecret: textIn(row, 'paramsSecret'),
    createdAt: integerIn(row, 'createdAt') as Instant,
    notAfter: integerIn(row, 'notAfter'),
    attempts: integerIn(row, 'attempts'),
    messageId: textIn(row, 'messageId'),
    claim,
    until,
  }
}

/** True where the claim still stood: another sender's message is not touched. */
export async function endClaim(
  tx: Tx,
  mail: Pick<ClaimedMail, 'id' | 'claim'>,
  end:
    | { readonly state: 'sent'; readonly at: Instant }
    | { readonly state: 'failed' | 'dropped'; readonly reason: string }
    | { readonly state: 'waiting'; readonly dueAt: Instant; readonly reason: string },
): Promise<boolean> {
  const mine = "WHERE id = ? AND claim = ? AND state = 'sending'"
  const key = [mail.id, mail.claim]
  const free = 'claim = NULL, claimedUntil = NULL'
  const ended = await (end.state === 'waiting'
    ? tx.query(`UPDATE mail_outbox SET state = 'waiting', dueAt = ?, lastError = ?, ${free} ${mine}`, [
        end.dueAt,
        end.reason.slice(0, 300),
        ...key,
      ])
    : tx.query(
        `UPDATE mail_outbox SET state = ?, sentAt = ?, lastError = ?, recipient = '', paramsSecret = '', ${free} ${mine}`,
        [
          end.state,
          end.state === 'sent' ? end.at : null,
          end.state === 'sent' ? '' : end.reason.slice(0, 300),
          ...key,
        ],
      ))
  return affectedOf(ended) === 1
}

/** Frees what a sender left behind that died; how many. Whether those were sent cannot be known: they are sent again. */
export async function freeLapsedClaims(tx: Tx, now: Instant): Promise<number> {
  const freed = await tx.query(
    "UPDATE mail_outbox SET state = 'waiting', claim = NULL, claimedUntil = NULL WHERE state = 'sending' AND claimedUntil <= ?",
    [now],
  )
  return affectedOf(freed)
}

/** Gives up what waits and is of no use any more; how many had been tried. */
export async function dropLateMail(tx: Tx, now: Instant): Promise<{ readonly tried: number }> {
  const late = async (states: string, tried: string) =>
    affectedOf(
      await tx.query(
        `UPDATE mail_outbox SET state = 'failed', recipient = '', paramsSecret = '',
         lastError = CASE WHEN lastError = '' THEN 'too late to be of use' ELSE lastError END
         WHERE state IN (${states}) AND notAfter <= ? AND attempts ${tried}`,
        [now],
      ),
    )
  await late("'waiting', 'held'", '= 0')
  return { tried: await late("'waiting'", '> 0') }
}

/** Moves everything from one state to another; how many. */
export async function moveMail(
  tx: Tx,
  from: MailState,
  to: MailState,
  dueBefore: number = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  const moved = await tx.query('UPDATE mail_outbox SET state = ? WHERE state = ? AND dueAt <= ?', [
    to,
    from,
    dueBefore,
  ])
  return affectedOf(moved)
}

/** Messages by state. */
export async function countMail(tx: Tx): Promise<Readonly<Record<MailState, number>>> {
  const counts = { waiting: 0, sending: 0, sent: 0, failed: 0, held: 0, kept: 0, dropped: 0 }
  const rows = rowsOf(await tx.query('SELECT state, COUNT(*) AS number FROM mail_outbox GROUP BY state'))
  for (const row of rows) {
    const state = textIn(row, 'state')
    if (Object.hasOwn(counts, state)) counts[state as MailState] = integerIn(row, 'number')
  }
  return counts
}
