import type { Instant } from '../contract/primitives.ts'
import { inBatches } from '../db/raw-row.ts'
import type { Tx } from '../db/transaction.ts'
import { clipCycle, cycleAround, type Span } from './cycle.ts'
import { type Cycle, type Holder, loadCycles } from './entitlement-store.ts'

export interface CycleWanted {
  readonly holder: Pick<Holder, 'userId' | 'cyclePolicy' | 'anchorAt'>
  readonly at: Instant
}

/** The materialised cycle each instant lies in, by user. */
export interface CycleIndex {
  cycleAt(userId: number, at: Instant): Cycle
}

/**
 * Loads the cycles that hold the wanted instants and creates those that are missing, fitted between the ones that
 * exist: a materialised cycle never moves.
 */
export async function ensureCycles(
  tx: Tx,
  timeZone: string,
  wanted: readonly CycleWanted[],
): Promise<CycleIndex> {
  if (wanted.length === 0) return indexOf(new Map())
  const userIds = [...new Set(wanted.map(({ holder }) => holder.userId))].sort((a, b) => a - b)
  const since = Math.min(...wanted.map(({ at }) => at))
  const cycles = await loadCycles(tx, userIds, since)
  const spanAround = rememberSpans(timeZone)
  const missing: [userId: number, from: number, until: number][] = []
  for (const { holder, at } of [...wanted].sort((a, b) => a.at - b.at)) {
    const known = cycles.get(holder.userId) ?? []
    if (covering(known, at)) continue
    const span = clipCycle(spanAround(holder, at), at, known)
    missing.push([holder.userId, span.from, span.until])
    // Known from now on, so that a second instant in it does not ask for it again. The id is learnt below.
    cycles.set(holder.userId, [...known, { id: 0, ...span }])
  }
  if (missing.length === 0) return indexOf(cycles)
  missing.sort(([userA, fromA], [userB, fromB]) => userA - userB || fromA - fromB)
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  for (const batch of inBatches(missing, 2_000)) {
    await tx.query(
      `INSERT ${ignore} INTO cycles (userId, startsAt, endsAt, overrun) VALUES ${batch.map(() => '(?, ?, ?, 0)').join(', ')}`,
      batch.flat(),
    )
  }
  // Another transaction may have been first, with rows that this one's snapshot does not show: a locking read does.
  return indexOf(await loadCycles(tx, userIds, since, true))
}

/** Calendar arithmetic is slow, and at a month's turn everyone asks for the same cycle. */
function rememberSpans(timeZone: string): (holder: CycleWanted['holder'], at: Instant) => Span {
  const known = new Map<string, Span>()
  return ({ cyclePolicy: policy, anchorAt }, at) => {
    const key = `${policy} ${policy === 'calendar' ? '' : anchorAt} ${at}`
    const span = known.get(key) ?? cycleAround(at, { policy, anchorAt, timeZone })
    known.set(key, span)
    return span
  }
}

function covering(cycles: readonly Cycle[], at: Instant): Cycle | undefined {
  return cycles.find(cycle => cycle.from <= at && at < cycle.until)
}

function indexOf(cycles: ReadonlyMap<number, readonly Cycle[]>): CycleIndex {
  return {
    cycleAt(userId, at) {
      const found = covering(cycles.get(userId) ?? [], at)
      if (found === undefined) throw new Error(`user ${userId} has no cycle around ${at}`)
      return found
    },
  }
}
