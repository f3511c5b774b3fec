import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'

/** Longer than anybody tries again by hand. */
const keptMs = 7 * 86_400_000

/**
 * Keeps the key of the request that `actor` acts by, in the change's own transaction: either both are there or neither.
 * Where another call has done something under the same key, rolls the change back with `already_done`. The caller holds
 * the head of the audit log, behind which two calls with one key queue.
 */
export async function keepRequestKey(
  tx: Tx,
  actor: Actor,
  done: { readonly at: Instant; readonly auditNumber: number },
): Promise<void> {
  if (actor.kind !== 'operator' || actor.request === undefined) return
  const { key, callId } = actor.request
  const [row] = rowsOf(
    await tx.query(
      'SELECT callId, at, auditNumber FROM request_keys WHERE operatorId = ? AND requestKey = ?',
      [actor.id, key],
    ),
  )
  if (row === undefined) {
    await tx.query(
      'INSERT INTO request_keys (operatorId, requestKey, callId, at, auditNumber) VALUES (?, ?, ?, ?, ?)',
      [actor.id, key, callId, done.at, done.auditNumber],
    )
    return
  }
  if (row['callId'] === callId) return
  throw new RolledBack(
    fail('already_done', { at: asInteger(row['at']), auditNumber: asInteger(row['auditNumber']) }),
  )
}

/** Forgets keys that nobody will send again; for a job. */
export async function pruneRequestKeys(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM request_keys WHERE at < ?', [now - keptMs])
}
