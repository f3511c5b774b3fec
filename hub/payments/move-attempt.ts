import type { Instant } from '../contract/primitives.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../db/entities/payments.ts'
import { updateRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { type AttemptState, isOpenAttempt, mayMoveAttempt } from './attempt-state.ts'

/**
 * Takes an attempt that this transaction holds to a state, with what else becomes of it; false where it is further by
 * now, and nothing is done. One that is over may not be paid any more and is not asked about.
 */
export async function moveAttempt(
  tx: Tx,
  attempt: PaymentAttemptRow,
  move: { readonly to: AttemptState; readonly at: Instant; readonly patch?: Partial<PaymentAttemptRow> },
): Promise<boolean> {
  const { to, at, patch = {} } = move
  const isOpen = isOpenAttempt(to)
  const stays = attempt.state === to && isOpen
  if (!stays && !mayMoveAttempt(attempt.state, to)) return false
  const ending = isOpen ? {} : { openKey: null, nextQueryAt: null, endedAt: at }
  await updateRow(tx, paymentAttemptEntity, attempt.id, { state: to, ...ending, ...patch })
  return true
}
