import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'

const count = z.number().int()

const hits = {
  users: z.array(
    z.strictObject({
      userId: count,
      name: z.string(),
      email: z.string().nullable(),
      port: count.nullable(),
      status: z.string(),
      gate: z.string(),
      expiresAt: count.nullable(),
    }),
  ),
  orders: z.array(
    z.strictObject({
      orderId: count,
      number: z.string(),
      userId: count,
      email: z.string().nullable(),
      state: z.string(),
      /** Fen. */
      total: count,
      createdAt: count,
    }),
  ),
  payments: z.array(
    z.strictObject({
      paymentId: count,
      transactionId: z.string(),
      outTradeNo: z.string(),
      amount: count,
      successAt: count,
      /** Null: it is in the inbox, or went back. */
      orderId: count.nullable(),
    }),
  ),
  nodes: z.array(
    z.strictObject({
      nodeId: count,
      name: z.string(),
      host: z.string(),
      region: z.string(),
      state: z.string(),
    }),
  ),
}

export const searchAll = endpoint({
  name: 'search.global',
  method: 'GET',
  path: '/v1/search',
  summary:
    'Users by name, address, id or port; orders and payments by the beginning of a number; nodes by name or host. At most 8 of each',
  auth: 'operator',
  rights: 'users.read',
  params: nothing,
  query: z.strictObject({ q: z.string().trim().min(1).max(100) }),
  body: nothing,
  answer: z.strictObject(hits),
  errors: [],
})

export const searchEndpoints = [searchAll] as const
