import type { Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Tx } from '../db/transaction.ts'
import { changeOrder } from '../orders/change-order.ts'
import type { OrderCodes } from '../orders/ports.ts'
import { returnStock } from '../plans/stock.ts'

/**
 * Ends an order that was held, once its money went back or to another order: what was reserved for it is free again.
 * One in another state stays as it is. The caller holds it.
 */
export async function endHeldOrder(
  tx: Tx,
  deps: { readonly codes: Pick<OrderCodes, 'release'> },
  ending: { readonly orderId: number; readonly at: Instant; readonly heldReason?: string },
): Promise<void> {
  const { orderId, at } = ending
  const [order] = await lockRows(tx, orderEntity, [orderId])
  if (order?.state !== 'held') return
  if (order.stockHeld && order.planId !== null) await returnStock(tx, order.planId)
  if (order.codeUseId !== null) await deps.codes.release(tx, order.codeUseId, at)
  const { heldReason = order.heldReason } = ending
  await changeOrder(tx, order, { state: 'refunded', heldReason, stockHeld: false })
}
