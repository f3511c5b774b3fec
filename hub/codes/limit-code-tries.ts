import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Outcome, outcomeOf } from '../kernel/outcome.ts'
import type { AttemptPolicy } from '../operators/attempt-limit-rule.ts'
import { returnAttempt, takeAttempt } from '../operators/attempt-limits.ts'

/** Generated codes cannot be guessed; texts that operators choose can, and these keep a customer from trying many. */
const policy: AttemptPolicy = { free: 10, firstPauseMs: 60_000, longestPauseMs: 3_600_000 }

/**
 * Asks for something with a code that a customer typed, and counts it where the code is refused: counted before, so
 * that many at once are no way around. Fails with `too_many_requests`, and as `ask` does.
 */
export async function countCodeTry<T>(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  userId: number,
  ask: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const name = `code:${userId}`
  const counted = await outcomeOf(() =>
    database.inTransaction(tx => takeAttempt(tx, name, policy, clock.now())),
  )
  if (!counted.ok) return counted
  const answer = await ask()
  if (answer.ok || answer.code !== 'code_refused') {
    await database.inTransaction(tx => returnAttempt(tx, name))
  }
  return answer
}
