import type { Instant } from '../contract/primitives.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { affectedOf, rowsOf, type Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import { isMailAddress } from './address-rule.ts'
import { boundsOf, kindOf, type MailBound, usefulMs } from './mail-kind-rule.ts'
import type { MailContent } from './parse-mail-content.ts'
import type { MailLocale } from './render-amounts.ts'

/** A message to one address. */
export type NewMail = MailContent & {
  readonly at: Instant
  readonly to: string
  readonly locale: MailLocale
  /** At most one message of a key is ever sent: for reminders, and for work that may be repeated. At most 160. */
  readonly key?: string
  readonly userId?: number
}

/**
 * `duplicate`: a message of this key exists. `flooded`: the address got too many already. `refused`: the address
 * is none. Only `queued` ones are sent; a caller that must not tell addresses apart answers the same for all.
 */
export type Queued = 'queued' | 'duplicate' | 'flooded' | 'refused'

/** Queues a message in the caller's transaction: it is sent if and only if that commits. */
export type QueueMail = (tx: Tx, mail: NewMail) => Promise<Queued>

/** Queues many that each have a key, in few statements; how many were new. For reminders: counts no address. */
export type QueueMails = (tx: Tx, mails: readonly (NewMail & { readonly key: string })[]) => Promise<number>

export interface MailQueue {
  readonly queueMail: QueueMail
  readonly queueMails: QueueMails
}

const longestKey = 160
const columns =
  'userId, template, locale, recipient, paramsSecret, dedupeKey, state, createdAt, dueAt, notAfter, attempts, lastError'

/** The way into the outbox. What a message says is sealed: it holds codes and links. */
export function createMailQueue({ vault }: { readonly vault: Pick<Vault, 'seal' | 'hash'> }): MailQueue {
  const valuesOf = (mail: NewMail): unknown[] => [
    mail.userId ?? null,
    mail.template,
    mail.locale,
    mail.to,
    vault.seal(JSON.stringify(mail.params)),
    mail.key ?? null,
    'waiting',
    mail.at,
    mail.at,
    mail.at + usefulMs(mail.template),
    0,
    '',
  ]

  async function insert(tx: Tx, mails: readonly NewMail[]): Promise<number> {
    const tooLong = mails.find(mail => (mail.key?.length ?? 0) > longestKey)
    if (tooLong !== undefined) throw new Error(`a key of mail is longer than ${longestKey}: ${tooLong.key}`)
    const values = mails.map(valuesOf)
    const rows = values.map(row => `(${marks(row.length)})`).join(', ')
    // Only the key can be there already, and everything else fits: what is left out is a duplicate.
    const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
    const inserted = await tx.query(
      `INSERT ${ignore} INTO mail_outbox (${columns}) VALUES ${rows}`,
      values.flat(),
    )
    return affectedOf(inserted)
  }

  async function isFlooded(tx: Tx, mail: NewMail): Promise<boolean> {
    const recipientHash = vault.hash(`mail:${mail.to.toLowerCase()}`)
    for (const bound of boundsOf(kindOf(mail.template))) {
      // What an hour's bound refuses does not count for the day: who floods an address cannot shut it out.
      if ((await countUp(tx, recipientHash, bound, mail.at)) > bound.most) return true
    }
    return false
  }

  return {
    async queueMail(tx, mail) {
      if (!isMailAddress(mail.to)) return 'refused'
      if (mail.key !== undefined && (await isKnown(tx, mail.key))) return 'duplicate'
      if (await isFlooded(tx, mail)) return 'flooded'
      return (await insert(tx, [mail])) === 0 ? 'duplicate' : 'queued'
    },
    async queueMails(tx, mails) {
      let queued = 0
      for (const batch of inBatches(
        mails.filter(mail => isMailAddress(mail.to)),
        500,
      )) {
        const known = await knownKeys(
          tx,
          batch.map(mail => mail.key),
        )
        const fresh = batch.filter(mail => !known.has(mail.key))
        if (fresh.length > 0) queued += await insert(tx, fresh)
      }
      return queued
    },
  }
}

async function isKnown(tx: Tx, key: string): Promise<boolean> {
  return (await knownKeys(tx, [key])).has(key)
}

async function knownKeys(tx: Tx, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const found = rowsOf(
    await tx.query(`SELECT dedupeKey FROM mail_outbox WHERE dedupeKey IN (${marks(keys.length)})`, keys),
  )
  return new Set(found.map(row => String(row['dedupeKey'])))
}

/** Counts one more for the address in this span; how many that makes. Callers for one address wait for each other. */
async function countUp(tx: Tx, recipientHash: string, bound: MailBound, at: Instant): Promise<number> {
  const spanStart = Math.floor(at / bound.spanMs) * bound.spanMs
  const onDuplicate =
    tx.engine === 'sqlite'
      ? 'ON CONFLICT (recipientHash, span, spanStart) DO UPDATE SET queued = queued + 1'
      : 'ON DUPLICATE KEY UPDATE queued = queued + 1'
  const key = [recipientHash, bound.span, spanStart]
  await tx.query(
    `INSERT INTO mail_counts (recipientHash, span, spanStart, queued) VALUES (?, ?, ?, 1) ${onDuplicate}`,
    key,
  )
  const [row] = rowsOf(
    await tx.query(
      'SELECT queued FROM mail_counts WHERE recipientHash = ? AND span = ? AND spanStart = ?',
      key,
    ),
  )
  return row === undefined ? 0 : integerIn(row, 'queued')
}
