import type { Instant, Slot } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'

/** Bytes that passed before the assignment's present period began, and arrive only now. */
export interface LatePiece {
  readonly userId: number
  readonly nodeId: number
  /** The quarter hour in which they passed. */
  readonly slot: Slot
  /** May be 0: then only the cycle is asked for. */
  readonly charged: number
}

/** The end of an assignment's period that a collection has run into. */
export interface PeriodEnd {
  readonly userId: number
  readonly nodeId: number
  readonly port: number
  /** Start of the period that ends. */
  readonly at: Instant
  /** Charged bytes of that period that no grant has paid for yet. */
  readonly charged: number
  /** An instant in the period that is asked for. */
  readonly next: Instant
}

export interface CycleFound {
  readonly cycleId: number
  readonly cycleStartsAt: Instant
}

/** [periodFrom, periodUntil): one set of valid grants, one cycle; both on quarter hours. */
export interface PeriodFound {
  readonly periodFrom: Instant
  readonly periodUntil: Instant
  readonly cycleId: number
}

/**
 * What the metering asks of those who keep the grants. Called inside the collection's transaction, which holds the
 * lock of the node's meter row. Answers are in the order of the questions.
 *
 * Neither function writes the assignment: the collection itself adds late bytes to `settledCharged`, and stores
 * `settledCharged` and the period after a turn. Anybody else who settles an assignment or turns its period locks
 * the meter row first (`lockMeters`), so that no collection is under way meanwhile.
 */
export interface SettleUsage {
  /** Allocates to the buckets valid in the slot, the rest to the cycle's overrun; makes the cycle if there is none. */
  late(tx: Tx, pieces: readonly LatePiece[]): Promise<readonly CycleFound[]>
  /** Allocates what is pending in the period that ends, and finds the period that contains `next`. */
  turnPeriod(tx: Tx, ends: readonly PeriodEnd[]): Promise<readonly PeriodFound[]>
}
