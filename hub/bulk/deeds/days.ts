import type { BulkAction } from '../../contract/admin/bulk-views.ts'
import type { Instant } from '../../contract/primitives.ts'
import type { Tx } from '../../db/transaction.ts'
import { moveEnd, setEnd } from '../../entitlements/extend-time.ts'
import { takeDaysBack, whyNot } from '../bulk-rule.ts'
import { factsOf } from '../map-facts.ts'
import { type Chunk, changeGrantsOf, type Deed, type DeedDeps, type UndoChunk } from './deed.ts'

export function doDays(
  tx: Tx,
  deps: DeedDeps,
  chunk: Chunk,
  action: Extract<BulkAction, { kind: 'days' }>,
): Promise<Deed> {
  const { days, reason } = action
  return changeGrantsOf(tx, deps, chunk, {
    action: 'grant.time',
    asked: { days, reason },
    judge: (_userId, standing) => whyNot(action, standing && { ...standing.holder, email: null }, chunk.at),
    async work(within, standings) {
      for (const { holder } of standings) await moveEnd(within, holder, days, chunk.at, deps.timeZone)
    },
    done: ({ expiresAt }, { holder }) => ({ expiresBefore: holder.expiresAt, expiresAfter: expiresAt }),
  })
}

/** Moves ends back to where they were, or to now where that is past. */
export function undoDays(tx: Tx, deps: DeedDeps, chunk: UndoChunk): Promise<Deed> {
  const back = (userId: number, expiresAt: number | null) => {
    const { at = 0, facts } = chunk.itemOf.get(userId) ?? {}
    const { expiresBefore = null, expiresAfter } = factsOf(facts ?? {})
    return takeDaysBack({ before: expiresBefore, after: expiresAfter ?? 0, at }, expiresAt, chunk.at)
  }
  return changeGrantsOf(tx, deps, chunk, {
    action: 'grant.time',
    asked: { undoes: chunk.undone.id, reason: chunk.bulk.reason },
    judge(userId, standing) {
      if (standing === undefined) return 'unknown'
      if (standing.holder.status === 'deleted') return 'deleted'
      const taken = back(userId, standing.holder.expiresAt)
      return 'why' in taken ? taken.why : null
    },
    async work(within, standings) {
      for (const { holder } of standings) {
        const taken = back(holder.userId, holder.expiresAt)
        if ('end' in taken) await setEnd(within, holder, taken.end as Instant, chunk.at)
      }
    },
    done({ userId, expiresAt }, { holder }) {
      const taken = back(userId, holder.expiresAt)
      const daysKept = 'daysKept' in taken ? taken.daysKept : 0
      return { expiresBefore: holder.expiresAt, expiresAfter: expiresAt, daysKept }
    },
  })
}
