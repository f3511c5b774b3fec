import { integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** Drops those of the messages with these keys that nobody has begun to send, with all they say; their keys. */
export async function withdrawMail(tx: Tx, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const waiting = rowsOf(
    await tx.query(
      `SELECT id, dedupeKey FROM mail_outbox WHERE dedupeKey IN (${marks(keys.length)})
       AND state IN ('waiting', 'held') AND attempts = 0 ORDER BY id${tx.forUpdate}`,
      keys,
    ),
  )
  if (waiting.length === 0) return new Set()
  await tx.query(
    `UPDATE mail_outbox SET state = 'dropped', recipient = '', paramsSecret = '', lastError = 'withdrawn'
     WHERE id IN (${marks(waiting.length)})`,
    waiting.map(row => integerIn(row, 'id')),
  )
  return new Set(waiting.map(row => textIn(row, 'dedupeKey')))
}
