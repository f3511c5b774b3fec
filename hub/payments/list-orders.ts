import type { OrderDetail, OrderView, RefundView } from '../contract/admin/orders.ts'
import type { Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { paymentAttemptEntity, paymentEntity } from '../db/entities/payments.ts'
import { inboxItemEntity, type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { integerIn, marks, textOrNullIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { renderCsv } from '../kernel/render-csv.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import { countByState, findOrders, type OrderFilter, type OrderPage } from './find-orders.ts'

type Deps = { readonly database: Database }

const mostExported = 10_000
const exportedAtOnce = 500

/** A page of orders, newest first unless asked otherwise. */
export function listOrders(
  deps: Deps,
  query: OrderPage,
): Promise<{ items: OrderView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const { orders, next } = await findOrders(tx, query)
    return { items: await viewOrders(tx, orders), next }
  })
}

/** How many orders of each state a filter finds; states of which there are none are left out. */
export function countOrders(
  deps: Deps,
  filter: Omit<OrderFilter, 'state'>,
): Promise<{ states: { state: OrderRow['state']; orders: number }[] }> {
  return deps.database.inTransaction(async tx => ({ states: await countByState(tx, filter) }))
}

async function viewOrders(tx: Tx, orders: readonly OrderRow[]): Promise<OrderView[]> {
  if (orders.length === 0) return []
  const ids = [...new Set(orders.map(order => order.userId))]
  const users = rowsOf(await tx.query(`SELECT id, email FROM users WHERE id IN (${marks(ids.length)})`, ids))
  const emails = new Map(users.map(row => [integerIn(row, 'id'), textOrNullIn(row, 'email')]))
  return orders.map(order => viewOrder(order, emails.get(order.userId) ?? null))
}

const at = (value: number | null): Instant | null => value as Instant | null

/** An order as operators see it. */
export function viewOrder(order: OrderRow, email: string | null): OrderView {
  const { pendingKey: _, creditOrderId: __, codeUseId: ___, quote: ____, stockHeld: _____, ...shown } = order
  const { title } = frozenOf(order).quote
  return {
    ...shown,
    email,
    title: title.en || title.zh,
    titles: { zh: title.zh || title.en, en: title.en || title.zh },
    createdAt: order.createdAt as Instant,
    expiresAt: order.expiresAt as Instant,
    paidAt: at(order.paidAt),
    fulfilledAt: at(order.fulfilledAt),
    closedAt: at(order.closedAt),
    startsAt: at(order.startsAt),
    endsAt: at(order.endsAt),
  }
}

/** A refund as operators see it. */
export function viewRefund({ requestBody: _, tries: __, ...row }: RefundRow): RefundView {
  return {
    ...row,
    createdAt: row.createdAt as Instant,
    acceptedAt: at(row.acceptedAt),
    settledAt: at(row.settledAt),
    nextTryAt: at(row.nextTryAt),
  }
}

/** Fails with `order_not_found`. */
export function readOrder(
  deps: Deps,
  { orderId }: { readonly orderId: number },
): Promise<Outcome<OrderDetail>> {
  return deps.database.inTransaction(async tx => {
    const order = await tx.manager.findOneBy(orderEntity, { id: orderId })
    const [view] = order === null ? [] : await viewOrders(tx, [order])
    if (order === null || view === undefined) return fail('order_not_found', { orderId })
    const own = { where: { orderId }, order: { id: 'ASC' as const } }
    const attempts = await tx.manager.find(paymentAttemptEntity, own)
    const payments = await tx.manager.find(paymentEntity, own)
    const refunds = await tx.manager.find(refundEntity, own)
    const inbox = await tx.manager.find(inboxItemEntity, own)
    return succeed({
      order: view,
      quote: frozenOf(order).quote,
      attempts: attempts.map(
        ({ openKey: _, requestBody: __, payUrl: ___, payUrlAt: ____, orderId: _____, ...row }) => ({
          ...row,
          nextQueryAt: at(row.nextQueryAt),
          createdAt: row.createdAt as Instant,
          endedAt: at(row.endedAt),
        }),
      ),
      payments: payments.map(({ attemptId: _, ...row }) => ({
        ...row,
        successAt: row.successAt as Instant,
        recordedAt: row.recordedAt as Instant,
      })),
      refunds: refunds.map(viewRefund),
      inbox: inbox.map(({ id, kind, state, amount, openedAt }) => ({
        ...{ inboxId: id, kind, state, amount, openedAt: openedAt as Instant },
      })),
    })
  })
}

/** Orders as CSV; `isWhole` false where there are more than fit. */
export async function exportOrders(
  deps: Deps,
  filter: OrderFilter,
): Promise<{ name: string; csv: string; isWhole: boolean }> {
  const views: OrderView[] = []
  let next: string | null | undefined
  do {
    const after = next ?? undefined
    // Read in one transaction: others have their turn between two.
    const page = await listOrders(deps, { ...filter, after, limit: exportedAtOnce })
    views.push(...page.items)
    next = page.next
  } while (next !== null && views.length < mostExported)
  const time = (value: number | null) => (value === null ? null : new Date(value).toISOString())
  const header = ['number', 'user', 'email', 'plan', 'quantity', 'state', 'method', 'total (fen)']
  return {
    name: 'orders.csv',
    isWhole: next === null,
    csv: renderCsv(
      [...header, 'received (fen)', 'refunded (fen)', 'created', 'paid', 'fulfilled'],
      views.map(one => [
        ...[one.number, one.userId, one.email, one.title, one.quantity, one.state, one.method, one.total],
        ...[one.received, one.refunded, time(one.createdAt), time(one.paidAt), time(one.fulfilledAt)],
      ]),
    ),
  }
}
