import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { PaymentProvider } from './payment-provider.ts'

/** A merchant account with the way to it. */
export interface Till {
  readonly merchantId: number
  readonly provider: PaymentProvider
}

/** Which merchant takes money, and which took it. */
export interface Tills {
  /** Where new payments go; null: nobody can pay yet. */
  active(): Promise<Till | null>
  /** Retired ones too: what they took is queried and refunded through them. Null: there is no such merchant. */
  byId(merchantId: number): Promise<Till | null>
  /** All that a notification may be for. */
  all(): Promise<readonly Till[]>
}

/** Invitations, as payments need them; both work in the caller's transaction. */
export interface Rewards {
  /** Notes the reward of who invited the buyer, where this is his first order. */
  rewardFirstOrder(
    tx: Tx,
    bought: { readonly orderId: number; readonly userId: number; readonly at: Instant },
  ): Promise<unknown>
  /** Takes back what is unused of the reward for an order whose money went back. */
  takeBackReward(
    tx: Tx,
    refunded: { readonly orderId: number; readonly userId: number; readonly at: Instant },
  ): Promise<unknown>
}
