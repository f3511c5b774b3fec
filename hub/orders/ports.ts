import type { CodeEffect } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { Tx } from '../db/transaction.ts'

/** A code that somebody may use now, as far as can be seen before it is reserved. */
export interface UsableCode {
  readonly codeId: number
  readonly text: string
  readonly effect: CodeEffect
}

/** Codes, as orders need them. Every function works in the caller's transaction and throws `RolledBack`. */
export interface OrderCodes {
  /** Fails with `code_refused`. `planId` null: an activation code that brings its own plan. */
  find(
    tx: Tx,
    wanted: {
      readonly text: string
      /** Null: somebody who never bought anything. */
      readonly userId: number | null
      readonly planId: number | null
      readonly at: Instant
    },
  ): Promise<UsableCode>
  /** The id of the use. Fails with `code_refused` where a limit is reached: limits bind here. */
  reserve(
    tx: Tx,
    use: { readonly codeId: number; readonly userId: number; readonly orderId: number; readonly at: Instant },
  ): Promise<number>
  /** `beyond`: it was released before, and there is no room for it within the limits any more. */
  commit(tx: Tx, codeUseId: number, at: Instant): Promise<'within' | 'beyond'>
  release(tx: Tx, codeUseId: number, at: Instant): Promise<void>
}

/** Fulfils an order that needs no money, in the transaction that places it. */
export type FulfilFree = (tx: Tx, order: OrderRow, at: Instant) => Promise<OrderRow>
