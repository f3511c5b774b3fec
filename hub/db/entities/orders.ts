import { EntitySchema } from 'typeorm'
import { bigint, flag, generatedId, int, json, text } from '../columns.ts'

/** A customer's order. Price, plan and code are frozen in it when it is placed. */
export interface OrderRow {
  id: number
  /** For people: unique, not guessable. */
  number: string
  userId: number
  /** Null: an activation code that gives bytes or a trial. */
  planId: number | null
  kind: 'month' | 'year' | 'addon' | 'activation'
  /** How it meets a plan that runs; `add` for add-ons. */
  mode: 'new' | 'extend' | 'switch' | 'after' | 'add'
  quantity: number
  state: 'pending' | 'closed' | 'paid' | 'fulfilled' | 'held' | 'partly_refunded' | 'refunded'
  /** `<user>:<product>` while pending, then null: the unique key allows one pending order per user and product. */
  pendingKey: string | null
  /** Fen. total = listPrice - discount - credit. */
  listPrice: number
  discount: number
  /** Money moved from the order that a switch ends. */
  credit: number
  total: number
  /** The order that a switch ends. */
  creditOrderId: number | null
  codeUseId: number | null
  /** Everything that was promised: see orders/quote-rule. */
  quote: object
  method: 'wechat' | 'free' | 'manual' | null
  /** It holds one piece of its plan's stock. */
  stockHeld: boolean
  /** Verified money that was applied to it. */
  received: number
  /** Of received + credit, what a later switch moved on. */
  movedOut: number
  /** Sum of its refunds that are requested, accepted, abnormal or succeeded: at most received - movedOut. */
  refunded: number
  createdAt: number
  /** End of the pending life: `time_expire`. */
  expiresAt: number
  paidAt: number | null
  fulfilledAt: number | null
  closedAt: number | null
  /** Why it was paid and not fulfilled. */
  heldReason: string
  /** Of a mark by hand: reason and reference. */
  manualReason: string
  /** What it gave; `waiting`: its plan has not begun. Grants carry `order:<id>` as their sourceRef. */
  entitlement: 'none' | 'waiting' | 'active' | 'suspended' | 'ended'
  startsAt: number | null
  endsAt: number | null
  version: number
}

export const orderEntity = new EntitySchema<OrderRow>({
  name: 'Order',
  tableName: 'orders',
  columns: {
    id: generatedId(),
    number: text(32),
    userId: int(),
    planId: int({ nullable: true }),
    kind: text(16),
    mode: text(16),
    quantity: int(),
    state: text(16),
    pendingKey: text(64, { nullable: true }),
    listPrice: bigint(),
    discount: bigint(),
    credit: bigint(),
    total: bigint(),
    creditOrderId: int({ nullable: true }),
    codeUseId: int({ nullable: true }),
    quote: json(),
    method: text(16, { nullable: true }),
    stockHeld: flag(),
    received: bigint(),
    movedOut: bigint(),
    refunded: bigint(),
    createdAt: bigint(),
    expiresAt: bigint(),
    paidAt: bigint({ nullable: true }),
    fulfilledAt: bigint({ nullable: true }),
    closedAt: bigint({ nullable: true }),
    heldReason: text(200),
    manualReason: text(500),
    entitlement: text(16),
    startsAt: bigint({ nullable: true }),
    endsAt: bigint({ nullable: true }),
    version: int(),
  },
  checks: [{ name: 'ck_orders_refunded', expression: 'refunded >= 0 AND refunded <= received' }],
  uniques: [
    { name: 'uq_orders_number', columns: ['number'] },
    { name: 'uq_orders_pending', columns: ['pendingKey'] },
  ],
  indices: [
    { name: 'ix_orders_user', columns: ['userId', 'createdAt'] },
    { name: 'ix_orders_state', columns: ['state', 'expiresAt'] },
    { name: 'ix_orders_plan', columns: ['planId', 'createdAt'] },
    { name: 'ix_orders_paid', columns: ['paidAt', 'state', 'method', 'planId', 'createdAt'] },
    { name: 'ix_orders_created_state', columns: ['createdAt', 'state', 'method', 'planId'] },
    { name: 'ix_orders_held', columns: ['planId', 'entitlement', 'userId'] },
    { name: 'ix_orders_ends', columns: ['endsAt', 'entitlement', 'state', 'method', 'planId', 'createdAt'] },
    { name: 'ix_orders_total', columns: ['total', 'state', 'method', 'planId', 'createdAt'] },
  ],
})
