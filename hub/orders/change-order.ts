import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { updateRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { mayMoveOrder } from './order-state.ts'

/**
 * Sets columns of an order that this transaction holds; answers the order as it is then. Throws for a move that the
 * states of an order do not know: whoever asks for one did not look at the order.
 */
export async function changeOrder(
  tx: Tx,
  order: OrderRow,
  patch: Partial<Omit<OrderRow, 'id' | 'version'>>,
): Promise<OrderRow> {
  const { state = order.state } = patch
  if (state !== order.state && !mayMoveOrder(order.state, state)) {
    throw new Error(`order ${order.id} is ${order.state} and cannot become ${state}`)
  }
  const changed = { ...patch, version: order.version + 1 }
  await updateRow(tx, orderEntity, order.id, changed)
  return { ...order, ...changed }
}
