import type { Cipher } from '../../../hub/contract/ciphers.ts'
import type { OrderMode } from '../../../hub/contract/customer/quote.ts'
import type { PlanRow } from '../../../hub/db/entities/plans.ts'
import type { SeedCut } from './local-calendar.ts'
import type { SeedBatch } from './shop-catalogue.ts'

/** A bucket of a seeded user; of a kind with `Bucket` of the hub. */
export interface SeedGrant {
  id: number
  readonly kind: 'cycle' | 'bucket'
  readonly source: 'operator' | 'order' | 'code' | 'invite' | 'compensation'
  /** The order that gave it, as its bonus where `isBonus`. */
  readonly order: SeedOrder | null
  readonly isBonus: boolean
  readonly sourceRef: string
  readonly bytes: number | null
  used: number
  readonly validFrom: number
  readonly validUntil: number | null
  endedAt: number | null
  readonly reason: string
  readonly createdBy: string
  readonly createdAt: number
}

export interface SeedBucket {
  readonly bytes: number | null
  readonly until: number | null
}

export interface SeedRefund {
  readonly amount: number
  readonly policy: 'now' | 'pro_rata' | 'keep'
  readonly state: 'requested' | 'accepted' | 'succeeded' | 'closed' | 'abnormal'
  readonly origin: 'operator' | 'imported'
  readonly at: number
}

/**
 * Money that was before a person. late, held, mismatch: of an order that is not fulfilled. duplicate, superseded: a
 * second payment of one that is. unknown_order: the money of one that is, which came without its number.
 */
export interface SeedStray {
  readonly kind: 'late' | 'held' | 'mismatch' | 'duplicate' | 'superseded' | 'unknown_order'
  readonly becomes: 'open' | 'refunded' | 'applied'
}

export interface SeedOrder {
  /** In order of time over all users. */
  id: number
  number: string
  readonly userId: number
  readonly plan: PlanRow | null
  readonly kind: PlanRow['kind'] | 'activation'
  readonly mode: OrderMode
  readonly quantity: number
  readonly createdAt: number
  readonly paidAt: number | null
  readonly fate: 'pending' | 'closed' | 'given'
  readonly method: 'wechat' | 'free' | 'manual' | null
  readonly listPrice: number
  readonly discount: number
  readonly total: number
  readonly batch: SeedBatch | null
  readonly cuts: readonly SeedCut[]
  readonly bonusCuts: readonly SeedCut[]
  readonly bucket: SeedBucket | null
  readonly startsAt: number
  /** Of the plan that comes with it; null: none does. */
  readonly endsAt: number | null
  readonly anchorAt: number | null
  refund: SeedRefund | null
  stray: SeedStray | null
}

/** A seeded user: who he is, what he bought, and when. */
export interface Life {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly createdAt: number
  /** There before the year began: moved from the system before. */
  readonly isOld: boolean
  readonly cipher: Cipher
  readonly policy: 'calendar' | 'anniversary'
  readonly nodeCount: number
  readonly regions: readonly string[]
  /** Bytes a day. */
  readonly appetite: number
  readonly detail: 'cycles' | 'days' | 'hours'
  readonly note: string
  anchorAt: number | null
  /** End of the last plan. */
  expiresAt: number | null
  suspendedAt: number | null
  deletedAt: number | null
  invitedBy: number | null
  readonly grants: SeedGrant[]
  readonly orders: SeedOrder[]
  nodeIds: readonly number[]
  /** His number, also where it was released since; 0: never had one. */
  port: number
}
