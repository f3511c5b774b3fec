import type { Slot } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'

/** What is added to one row of the ledger. */
export interface HourDelta {
  /** The quarter hour in which the row begins. */
  readonly slot: Slot
  readonly userId: number
  readonly upload: number
  readonly download: number
  readonly charged: number
}

export interface LedgerStore {
  /**
   * Adds to a node's hour rows inside the transaction. The transaction holds the node's meter, so nobody else writes
   * rows of this node. `deltas` ascend by slot, then user, each pair once: the order of the key.
   */
  addHours(tx: Tx, nodeId: number, deltas: readonly HourDelta[]): Promise<void>
}
