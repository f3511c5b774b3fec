import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const count = z.number().int()
const billDay = count.min(20_000_101).max(99_991_231)

const report = z.strictObject({
  id: count,
  merchantId: count,
  /** yyyymmdd in Beijing. */
  day: billDay,
  /** `waiting`: the bill is not there yet, or could not be read whole. */
  state: z.enum(['waiting', 'done', 'failed']),
  tries: count,
  nextTryAt: instant.nullable(),
  payments: count,
  /** Fen. */
  paid: count,
  refunds: count,
  refunded: count,
  findings: z.array(
    z.strictObject({
      kind: z.enum(['missing_here', 'missing_there', 'other_sum']),
      about: z.enum(['payment', 'refund']),
      number: z.string(),
      bill: count.nullable(),
      book: count.nullable(),
      /** What was done about it; empty: a person decides. */
      done: z.string(),
    }),
  ),
  lastError: z.string(),
  finishedAt: instant.nullable(),
})
export type BillReportView = z.infer<typeof report>

export const billEndpoints = [
  endpoint({
    name: 'bill.list',
    method: 'GET',
    path: '/v1/bills',
    summary: 'Each day’s bill compared with the book, newest first',
    auth: 'operator',
    rights: 'orders.read',
    params: nothing,
    query: pageQuery,
    body: nothing,
    answer: pageOf(report),
    errors: [],
  }),
  endpoint({
    name: 'bill.run',
    method: 'POST',
    path: '/v1/bills/run',
    summary: 'Compares a day (yyyymmdd, Beijing) again now; what is settled already stays as it is',
    auth: 'operator',
    rights: 'inbox.write',
    params: nothing,
    query: nothing,
    body: z.strictObject({ merchantId: count.min(1), day: billDay }),
    answer: report,
    errors: ['merchant_not_found', 'bill_not_found'],
  }),
] as const
