import type { Instant } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { countMail } from './mail-store.ts'

/** The outbox as operators see it: nobody's address, and nothing of what was said. */
export async function readMailStatus(tx: Tx) {
  const rows = rowsOf(
    await tx.query(
      `SELECT id, template, userId, state, createdAt, attempts, dueAt, lastError FROM mail_outbox
       WHERE state IN ('waiting', 'failed') AND lastError <> '' ORDER BY id DESC LIMIT 50`,
    ),
  )
  return {
    counts: await countMail(tx),
    troubled: rows.map(row => {
      const state = textIn(row, 'state') === 'failed' ? ('failed' as const) : ('waiting' as const)
      return {
        id: integerIn(row, 'id'),
        template: textIn(row, 'template'),
        userId: integerOrNullIn(row, 'userId'),
        state,
        createdAt: integerIn(row, 'createdAt') as Instant,
        attempts: integerIn(row, 'attempts'),
        dueAt: state === 'failed' ? null : (integerIn(row, 'dueAt') as Instant),
        problem: textIn(row, 'lastError'),
      }
    }),
  }
}
