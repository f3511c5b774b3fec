import { type Instant, slotOf, slotStart } from '../contract/primitives.ts'
import { addById } from '../db/bulk-write.ts'
import type { Tx } from '../db/transaction.ts'
import type { SettleUsage } from '../metering/settle-port.ts'
import { ensureCycles } from './ensure-cycles.ts'
import { type Holder, loadGrants, loadHolders } from './entitlement-store.ts'
import { openGrantBook } from './grant-book.ts'
import { periodAround } from './grant-rule.ts'

interface Piece {
  readonly userId: number
  /** An instant in the slot or period the bytes passed in. */
  readonly at: Instant
  readonly charged: number
}

/**
 * Takes what was counted from the grants, in the order it is handed over: append-only, never recomputed.
 * What no bucket valid in the bytes' own quarter hour covers is the overrun of the cycle they passed in.
 * Works inside the transaction of a collection; the caller writes its assignments.
 */
export function createSettleUsage({ timeZone }: { readonly timeZone: string }): SettleUsage {
  async function open(tx: Tx, pieces: readonly Piece[], others: readonly Piece[]) {
    const userIds = [...new Set(pieces.map(piece => piece.userId))].sort((a, b) => a - b)
    const all = [...pieces, ...others]
    const since = all.reduce((least, piece) => Math.min(least, slotStart(slotOf(piece.at))), Infinity)
    const holders = new Map((await loadHolders(tx, userIds, false)).map(holder => [holder.userId, holder]))
    const book = openGrantBook(await loadGrants(tx, userIds, since, true))
    const cycles = await ensureCycles(
      tx,
      timeZone,
      all.map(piece => ({ holder: holderOf(holders, piece.userId), at: piece.at })),
    )
    return { book, cycles }
  }

  async function charge(tx: Tx, pieces: readonly Piece[], others: readonly Piece[] = []) {
    const opened = await open(tx, pieces, others)
    const overrun = new Map<number, number>()
    for (const { userId, at, charged } of pieces) {
      const uncovered = opened.book.charge(userId, slotOf(at), charged)
      const { id } = opened.cycles.cycleAt(userId, at)
      overrun.set(id, (overrun.get(id) ?? 0) + uncovered)
    }
    await addById(tx, 'grants', 'used', opened.book.taken())
    await addById(tx, 'cycles', 'overrun', overrun)
    return opened
  }

  return {
    async late(tx, pieces) {
      if (pieces.length === 0) return []
      const timed = pieces.map(piece => ({ ...piece, at: slotStart(piece.slot) }))
      const { cycles } = await charge(tx, timed)
      return timed.map(({ userId, at }) => {
        const cycle = cycles.cycleAt(userId, at)
        return { cycleStartsAt: cycle.from, cycleId: cycle.id }
      })
    },
    async turnPeriod(tx, ends) {
      if (ends.length === 0) return []
      const { book, cycles } = await charge(
        tx,
        ends,
        ends.map(({ userId, next }) => ({ userId, at: next, charged: 0 })),
      )
      return ends.map(({ userId, next }) => {
        const cycle = cycles.cycleAt(userId, next)
        const period = periodAround(next, book.bucketsOf(userId), cycle)
        return { periodFrom: period.from, periodUntil: period.until, cycleId: cycle.id }
      })
    },
  }
}

function holderOf(holders: ReadonlyMap<number, Holder>, userId: number): Holder {
  const holder = holders.get(userId)
  if (holder === undefined) throw new Error(`user ${userId} does not exist`)
  return holder
}
