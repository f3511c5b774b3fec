import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import { auditedOrder } from '../orders/audited-order.ts'
import { changeOrder } from '../orders/change-order.ts'
import { type FulfilDeps, fulfilOrder } from './fulfil-order.ts'

/**
 * Fulfils an order whose total is 0 in the transaction that places it: no provider is asked. Throws `RolledBack` with
 * `order_refused` where it cannot be given, so that it was never placed.
 */
export async function fulfilFreely(
  tx: Tx,
  deps: FulfilDeps,
  order: OrderRow,
  at: Instant,
): Promise<OrderRow> {
  const actor: Actor = { kind: 'system', name: `customer ${order.userId}` }
  const paid = await changeOrder(tx, order, { state: 'paid', pendingKey: null, method: 'free', paidAt: at })
  const given = await fulfilOrder(tx, deps, paid, { at, actor })
  if (given.kind === 'held') throw new RolledBack(fail('order_refused', { why: given.why }))
  await recordAudit(tx, {
    ...{ at, actor, action: 'order.free', subject: `order:${order.id}` },
    ...{ before: null, after: auditedOrder(given.order) },
  })
  return given.order
}
