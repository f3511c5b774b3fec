import type { searchAll as searchEndpoint } from '../contract/admin/search.ts'
import type { EndpointAnswer } from '../contract/endpoint.ts'
import { integerIn, integerOrNullIn, marks, textIn, textOrNullIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { findUserPage } from '../users/find-users.ts'
import { numberIn } from '../users/search-rule.ts'

type Found = EndpointAnswer<typeof searchEndpoint>

const most = 8
/** Numbers of orders and payments are letters and digits; two of them begin too many. */
const numberLike = /^[0-9A-Za-z]{3,64}$/

/** Looks in everything a person may have a piece of at hand; at most 8 of each, each by an index. */
export function searchAll(
  deps: { readonly database: Database },
  { q }: { readonly q: string },
): Promise<Found> {
  return deps.database.inTransaction(async tx => ({
    users: await findPeople(tx, q),
    orders: numberLike.test(q) ? await findOrders(tx, q) : [],
    payments: numberLike.test(q) ? await findPayments(tx, q) : [],
    nodes: await findNodes(tx, q),
  }))
}

/** Those whose address, port, id or name this is, in this order: a port's number is a part of many addresses, too. */
async function namedSo(tx: Tx, q: string): Promise<number[]> {
  const number = numberIn(q)
  const exact: readonly (readonly [column: string, value: string | number])[] = [
    ['email', q.toLowerCase()],
    ...(number === null
      ? []
      : ([
          ['port', number],
          ['id', number],
        ] as const)),
    ['name', q],
  ]
  const ids: number[] = []
  for (const [column, value] of exact) {
    const rows = rowsOf(await tx.query(`SELECT id FROM users WHERE ${column} = ? LIMIT ?`, [value, most]))
    ids.push(...rows.map(row => integerIn(row, 'id')))
  }
  return ids
}

async function findPeople(tx: Tx, q: string): Promise<Found['users']> {
  const part = await findUserPage(tx, { search: q, sort: 'created', direction: 'desc', limit: most })
  const ids = [...new Set([...(await namedSo(tx, q)), ...part.ids])].slice(0, most)
  if (ids.length === 0) return []
  const rows = rowsOf(
    await tx.query(
      `SELECT id, name, email, port, status, gate, expiresAt FROM users WHERE id IN (${marks(ids.length)})`,
      ids,
    ),
  )
  const people = rows.map(row => ({
    userId: integerIn(row, 'id'),
    name: textIn(row, 'name'),
    email: textOrNullIn(row, 'email'),
    port: integerOrNullIn(row, 'port'),
    status: textIn(row, 'status'),
    gate: textIn(row, 'gate'),
    expiresAt: integerOrNullIn(row, 'expiresAt'),
  }))
  return people.sort((a, b) => ids.indexOf(a.userId) - ids.indexOf(b.userId))
}

/** SQLite answers the beginning of a text from an index by GLOB alone, MariaDB by LIKE. */
const begins = (tx: Tx, column: string) => `${column} ${tx.engine === 'sqlite' ? 'GLOB' : 'LIKE'} ?`
const beginning = (tx: Tx, q: string) => `${q}${tx.engine === 'sqlite' ? '*' : '%'}`

async function findOrders(tx: Tx, q: string): Promise<Found['orders']> {
  const rows = rowsOf(
    await tx.query(
      `SELECT o.id AS id, o.number AS number, o.userId AS userId, u.email AS email, o.state AS state, o.total AS total,
       o.createdAt AS createdAt FROM orders o LEFT JOIN users u ON u.id = o.userId
       WHERE ${begins(tx, 'o.number')} ORDER BY o.number DESC LIMIT ?`,
      [beginning(tx, q), most],
    ),
  )
  return rows.map(row => ({
    orderId: integerIn(row, 'id'),
    number: textIn(row, 'number'),
    userId: integerIn(row, 'userId'),
    email: textOrNullIn(row, 'email'),
    state: textIn(row, 'state'),
    total: integerIn(row, 'total'),
    createdAt: integerIn(row, 'createdAt'),
  }))
}

async function findPayments(tx: Tx, q: string): Promise<Found['payments']> {
  const found = new Map<number, Found['payments'][number]>()
  for (const column of ['transactionId', 'outTradeNo']) {
    const rows = rowsOf(
      await tx.query(
        `SELECT id, transactionId, outTradeNo, amount, successAt, orderId FROM payments
         WHERE ${begins(tx, column)} ORDER BY ${column} DESC LIMIT ?`,
        [beginning(tx, q), most],
      ),
    )
    for (const row of rows) {
      found.set(integerIn(row, 'id'), {
        paymentId: integerIn(row, 'id'),
        transactionId: textIn(row, 'transactionId'),
        outTradeNo: textIn(row, 'outTradeNo'),
        amount: integerIn(row, 'amount'),
        successAt: integerIn(row, 'successAt'),
        orderId: integerOrNullIn(row, 'orderId'),
      })
    }
  }
  return [...found.values()].slice(0, most)
}

/** A fleet has a few hundred nodes: they are gone through. */
async function findNodes(tx: Tx, q: string): Promise<Found['nodes']> {
  const part = q.toLowerCase()
  const rows = rowsOf(
    await tx.query(
      `SELECT id, name, managementHost, region, state FROM nodes
       WHERE state <> 'removed' AND (INSTR(LOWER(name), ?) > 0 OR INSTR(LOWER(managementHost), ?) > 0
         OR id IN (SELECT nodeId FROM node_addresses WHERE INSTR(LOWER(host), ?) > 0))
       ORDER BY name LIMIT ?`,
      [part, part, part, most],
    ),
  )
  return rows.map(row => ({
    nodeId: integerIn(row, 'id'),
    name: textIn(row, 'name'),
    host: textIn(row, 'managementHost'),
    region: textIn(row, 'region'),
    state: textIn(row, 'state'),
  }))
}
