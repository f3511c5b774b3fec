import { In } from 'typeorm'
import type { OrderSort } from '../contract/admin/orders.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { type Condition, type SortedPage, sortedIds } from '../db/keyset-page.ts'
import { inBatches, integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

export interface OrderFilter {
  readonly state?: OrderRow['state'] | undefined
  readonly userId?: number | undefined
  readonly planId?: number | undefined
  readonly method?: 'wechat' | 'free' | 'manual' | undefined
  readonly text?: string | undefined
  readonly from?: number | undefined
  readonly until?: number | undefined
}

export interface OrderPage extends OrderFilter {
  /** Left out: newest first. */
  readonly sort?: OrderSort | undefined
  readonly direction?: 'asc' | 'desc' | undefined
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string | undefined
}

const sorts: Readonly<Record<OrderSort, Pick<SortedPage, 'column' | 'nullable'>>> = {
  created: { column: 'o.createdAt', nullable: false },
  total: { column: 'o.total', nullable: false },
  paid: { column: 'o.paidAt', nullable: true },
  ends: { column: 'o.endsAt', nullable: true },
}

/** A page of the orders that a filter finds, in an order. */
export async function findOrders(
  tx: Tx,
  query: OrderPage,
): Promise<{ orders: OrderRow[]; next: string | null }> {
  const { sort = 'created', direction = 'desc' } = query
  const { ids, next } = await sortedIds(tx, {
    ...{ from: 'orders o', id: 'o.id', holds: 'integer', ...sorts[sort] },
    ...{ direction, limit: query.limit, after: query.after },
    where: await conditionsOf(tx, query),
  })
  const byId = new Map<number, OrderRow>()
  for (const batch of inBatches(ids, 1_000)) {
    const rows = await tx.manager.find(orderEntity, { where: { id: In([...batch]) } })
    for (const row of rows) byId.set(row.id, row)
  }
  return { orders: ids.flatMap(id => byId.get(id) ?? []), next }
}

/** So many orders are looked up by their ids; of more, some stand at the beginning of any order. */
const fewOrders = 1_000

/**
 * A filter as conditions. What leads to few orders is looked up first. The plus keeps SQLite from the index of a
 * column that leads to many: it would sort all of them for a page.
 */
async function conditionsOf(tx: Tx, filter: OrderFilter): Promise<Condition[]> {
  const conditions: Condition[] = []
  const where = (sql: string, ...values: readonly unknown[]) => conditions.push({ sql, values })
  const { text, method, from, until } = filter
  let ids = text === undefined ? null : await idsByText(tx, text)
  for (const name of ['userId', 'state', 'planId'] as const) {
    const value = filter[name]
    if (value === undefined) continue
    const found = ids === null ? await fewBy(tx, name, value) : null
    if (found === null) where(`+o.${name} = ?`, value)
    else ids = found
  }
  if (ids !== null && ids.length === 0) return [{ sql: '1 = 0', values: [] }]
  if (ids !== null) where(`o.id IN (${marks(ids.length)})`, ...ids)
  if (method !== undefined) where('o.method = ?', method)
  if (from !== undefined) where('o.createdAt >= ?', from)
  if (until !== undefined) where('o.createdAt < ?', until)
  return conditions
}

/** The orders with this value, where they are few; each of these columns begins an index. */
async function fewBy(
  tx: Tx,
  column: 'userId' | 'state' | 'planId',
  value: string | number,
): Promise<number[] | null> {
  const rows = await tx.query(`SELECT id FROM orders WHERE ${column} = ? LIMIT ?`, [value, fewOrders + 1])
  const ids = rowsOf(rows).map(row => integerIn(row, 'id'))
  return ids.length > fewOrders ? null : ids
}

/**
 * Whole numbers, each by its own index: an order is looked up with what a customer reads out. Of an address, the
 * beginning is enough.
 */
async function idsByText(tx: Tx, text: string): Promise<number[]> {
  const isSqlite = tx.engine === 'sqlite'
  const begins = isSqlite ? 'GLOB ?' : "LIKE ? ESCAPE '!'"
  const address = isSqlite
    ? `${text.toLowerCase().replace(/[*?[]/g, '[$&]')}*`
    : `${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`
  const rows = rowsOf(
    await tx.query(
      `SELECT id FROM orders WHERE number = ?
       UNION SELECT orderId AS id FROM payments WHERE orderId IS NOT NULL AND (transactionId = ? OR outTradeNo = ?)
       UNION SELECT orderId AS id FROM payment_attempts
         WHERE merchantId IN (SELECT id FROM merchants) AND outTradeNo = ?
       UNION SELECT orderId AS id FROM refunds WHERE orderId IS NOT NULL AND outRefundNo = ?
       UNION SELECT id FROM (SELECT o.id AS id FROM users u JOIN orders o ON o.userId = u.id
         WHERE u.email ${begins} LIMIT ${fewOrders}) AS theirs`,
      [text.toUpperCase(), text, text, text, text, address],
    ),
  )
  return rows.map(row => integerIn(row, 'id'))
}

/** How many orders of each state a filter finds. */
export async function countByState(
  tx: Tx,
  filter: Omit<OrderFilter, 'state'>,
): Promise<{ state: OrderRow['state']; orders: number }[]> {
  const where = await conditionsOf(tx, filter)
  // What is narrowed by nothing that leads to few is counted in an index that has all of it.
  const isWide = filter.text === undefined && filter.userId === undefined
  const index = isWide && where.length > 0 ? stateIndexHint[tx.engine] : ''
  const conditions = where.length === 0 ? '' : `WHERE ${where.map(({ sql }) => sql).join(' AND ')}`
  const rows = rowsOf(
    await tx.query(
      `SELECT o.state AS state, COUNT(*) AS orders FROM orders o ${index} ${conditions} GROUP BY o.state ORDER BY o.state`,
      where.flatMap(({ values }) => values),
    ),
  )
  return rows.map(row => ({
    state: textIn(row, 'state') as OrderRow['state'],
    orders: integerIn(row, 'orders'),
  }))
}

/** For counts by state since some time: an engine would else go through the index of states, all orders long. */
export const stateIndexHint = {
  sqlite: 'INDEXED BY ix_orders_created_state',
  mariadb: 'FORCE INDEX (ix_orders_created_state)',
} as const
