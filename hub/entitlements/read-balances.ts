import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { Balance } from '../users/ports.ts'
import { balanceOf } from './balance-rule.ts'
import { loadStandings } from './standing.ts'

/** What users may still pass, and what the buckets valid now hold in all. Writes and locks nothing. */
export async function readBalances(
  tx: Tx,
  userIds: readonly number[],
  now: Instant,
  timeZone: string,
): Promise<Map<number, Balance>> {
  const standings = await loadStandings(tx, { userIds, now, timeZone, settle: 'read' })
  return new Map(
    standings.map(({ holder, grants, pending }) => [holder.userId, balanceOf(grants, pending, now)]),
  )
}
