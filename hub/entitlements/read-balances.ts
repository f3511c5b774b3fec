import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { Balance } from '../users/ports.ts'
import { bytesLeft, usableAt } from './grant-rule.ts'
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
    standings.map(({ holder, grants, pending }) => {
      const valid = grants.filter(grant => usableAt(grant, now))
      const left = bytesLeft(valid, pending)
      const granted = valid.reduce((sum, grant) => sum + (grant.bytes ?? Infinity), 0)
      return [holder.userId, { left: finite(left), granted: finite(granted) }]
    }),
  )
}

const finite = (bytes: number): number | null => (Number.isFinite(bytes) ? bytes : null)
