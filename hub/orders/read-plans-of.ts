import { In } from 'typeorm'
import type { Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { integerIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { HeldPlan } from '../users/ports.ts'
import { frozenOf } from './frozen-order.ts'

/** The bought plan that each of these users has at `at`, by user; the one that began last where two overlap. */
export async function readPlansOf(
  tx: Tx,
  userIds: readonly number[],
  at: Instant,
): Promise<Map<number, HeldPlan>> {
  if (userIds.length === 0) return new Map()
  const rows = rowsOf(
    await tx.query(
      `SELECT id, userId FROM orders WHERE userId IN (${marks(userIds.length)}) AND entitlement = 'active'
       AND kind <> 'addon' AND startsAt <= ? AND endsAt > ? ORDER BY startsAt, id`,
      [...userIds, at, at],
    ),
  )
  const idOf = new Map(rows.map(row => [integerIn(row, 'userId'), integerIn(row, 'id')]))
  if (idOf.size === 0) return new Map()
  const orders = await tx.manager.find(orderEntity, {
    select: { id: true, userId: true, planId: true, quote: true, endsAt: true },
    where: { id: In([...idOf.values()]) },
  })
  return new Map(
    orders.map(order => [
      order.userId,
      { orderId: order.id, planId: order.planId, title: frozenOf(order).quote.title, endsAt: order.endsAt },
    ]),
  )
}
