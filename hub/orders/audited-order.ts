import type { OrderRow } from '../db/entities/orders.ts'

/** An order as it stands in the audit log. */
export function auditedOrder(order: OrderRow) {
  const { id, number, userId, planId, kind, mode, quantity, state, listPrice, discount, credit, total } =
    order
  const { method, received, movedOut, refunded, entitlement, startsAt, endsAt, heldReason } = order
  const terms = { id, number, userId, planId, kind, mode, quantity, listPrice, discount, credit, total }
  return { ...terms, state, method, received, movedOut, refunded, entitlement, startsAt, endsAt, heldReason }
}
