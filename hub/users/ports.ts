import type { UserPlan } from '../contract/admin/user-views.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'

/**
 * Decides and stores the access and the budgets of these users again, in the caller's transaction. With `settle: 'all'`
 * every period turns before, as must be done once a set of grants has changed; without it those that are over.
 */
export type ApplyGate = (
  tx: Tx,
  userIds: readonly number[],
  at: Instant,
  cause: string,
  settle?: 'ended' | 'all',
) => Promise<unknown>

/** Gives these users the nodes and the number they are to have, and takes surplus nodes away. */
export type AssignNodes = (tx: Tx, userIds: readonly number[], at: Instant) => Promise<unknown>

/** Takes a user's number from him on all his nodes; the handover rule decides when others may have it. */
export type ReleasePorts = (tx: Tx, userId: number, at: Instant) => Promise<unknown>

/** What a user may still pass, in charged bytes. */
export interface Balance {
  /** Null: no limit. */
  readonly left: number | null
  /** Sum of the buckets valid now; null: no limit. */
  readonly granted: number | null
  /** Taken so far from the buckets valid now. */
  readonly used: number
}

/** Balances by user; one who has no grant may be absent. */
export type ReadBalances = (
  tx: Tx,
  userIds: readonly number[],
  at: Instant,
) => Promise<ReadonlyMap<number, Balance>>

/** What a user bought and has now. */
export type HeldPlan = Readonly<UserPlan>

/** Bought plans by user; one who has none is absent. */
export type ReadPlans = (
  tx: Tx,
  userIds: readonly number[],
  at: Instant,
) => Promise<ReadonlyMap<number, HeldPlan>>

/** Randomness, handed in. */
export type RandomBytes = (size: number) => Buffer
