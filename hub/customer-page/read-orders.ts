import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import type { Database } from '../db/transaction.ts'

const mostListed = 50

/** A customer's orders, newest first. */
export function listOrders(
  deps: { readonly database: Database },
  userId: number,
  most = mostListed,
): Promise<OrderRow[]> {
  return deps.database.inTransaction(tx =>
    tx.manager.find(orderEntity, { where: { userId }, order: { createdAt: 'DESC', id: 'DESC' }, take: most }),
  )
}

/** An order by its number, of this customer alone: another's is not there. */
export async function findOrder(
  deps: { readonly database: Database },
  wanted: { readonly userId: number; readonly number: string },
): Promise<OrderRow | null> {
  if (!/^[A-Za-z0-9-]{1,32}$/.test(wanted.number)) return null
  return deps.database.inTransaction(tx =>
    tx.manager.findOneBy(orderEntity, { number: wanted.number, userId: wanted.userId }),
  )
}
