import type { Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { lockRows } from '../db/lock-rows.ts'
import { inBatches, integerIn, marks } from '../db/raw-row.ts'
import { affectedOf, type Database, rowsOf } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Clock } from '../kernel/clock.ts'
import { changeOrder } from '../orders/change-order.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import { lockUser } from '../users/change-user.ts'
import type { ApplyGate, AssignNodes } from '../users/ports.ts'
import { setPlace } from './give-quoted.ts'

export interface BeginDeps {
  readonly database: Database
  readonly clock: Clock
  readonly assignNodes: AssignNodes
  readonly applyGate: ApplyGate
}

const mostAtOnce = 500

/**
 * Begins plans that waited for the one before: their nodes and regions hold from now. Ends those that are over, be it
 * that nobody was there to begin them.
 */
export async function beginOrders(deps: BeginDeps): Promise<{ begun: number; ended: number }> {
  const now = deps.clock.now()
  const due = await deps.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        // What waits has not ended: by that an index leads to it.
        `SELECT id, userId FROM orders WHERE entitlement = 'waiting' AND endsAt > ? AND startsAt <= ?
         ORDER BY startsAt, id LIMIT ${mostAtOnce}`,
        [now, now],
      ),
    ).map(row => ({ orderId: integerIn(row, 'id'), userId: integerIn(row, 'userId') })),
  )
  for (const { orderId, userId } of due) await beginOrder(deps, orderId, userId, now)
  return { begun: due.length, ended: await endOrders(deps.database, now) }
}

/** In two steps: an index alone answers the first; by the condition as a whole MariaDB would walk all orders. */
function endOrders(database: Database, now: Instant): Promise<number> {
  return database.inTransaction(async tx => {
    const over = rowsOf(
      await tx.query("SELECT id FROM orders WHERE endsAt <= ? AND entitlement IN ('active', 'waiting')", [
        now,
      ]),
    ).map(row => integerIn(row, 'id'))
    let ended = 0
    for (const ids of inBatches(over, 1_000)) {
      ended += affectedOf(
        await tx.query(
          `UPDATE orders SET entitlement = 'ended', version = version + 1
           WHERE id IN (${marks(ids.length)}) AND entitlement IN ('active', 'waiting')`,
          ids,
        ),
      )
    }
    return ended
  })
}

function beginOrder(deps: BeginDeps, orderId: number, userId: number, now: Instant): Promise<void> {
  return deps.database.inTransaction(async tx => {
    const user = await lockUser(tx, userId, true)
    const [order] = await lockRows(tx, orderEntity, [orderId])
    if (order?.entitlement !== 'waiting') return
    await changeOrder(tx, order, { entitlement: 'active' })
    if (user.status === 'deleted') return
    await setPlace(tx, deps.assignNodes, frozenOf(order).quote, userId, now)
    await deps.applyGate(tx, [userId], now, 'order.begin')
    await announce(tx, { at: now, kind: 'order.began', subject: { orderId, userId } })
  })
}
