import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'
import { refundView } from './orders.ts'

const count = z.number().int()

const item = z.strictObject({
  id: count,
  kind: z.enum([
    'late',
    'duplicate',
    'superseded',
    'mismatch',
    'unknown_order',
    'held',
    'refund_abnormal',
    'refund_imported',
  ]),
  paymentId: count.nullable(),
  orderId: count.nullable(),
  refundId: count.nullable(),
  userId: count.nullable(),
  /** Fen. */
  amount: count,
  /** What was verified, and what was expected. */
  facts: z.record(z.string(), z.unknown()),
  state: z.enum(['open', 'applied', 'refunded', 'dismissed']),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  resolvedBy: z.string(),
  resolution: z.record(z.string(), z.unknown()).nullable(),
  version: count,
})
export type InboxView = z.infer<typeof item>

/** With who and which order it is about; null where none is known, or the account is closed. */
const listed = item.extend({ email: z.string().nullable(), orderNumber: z.string().nullable() })
export type ListedInboxItem = z.infer<typeof listed>

const candidate = z.strictObject({
  orderId: count,
  number: z.string(),
  userId: count,
  email: z.string().nullable(),
  state: z.string(),
  total: count,
  createdAt: instant,
})
export type InboxCandidate = z.infer<typeof candidate>

const params = z.strictObject({ inboxId: z.coerce.number().int().min(1) })
const seen = { version: count.min(1) }
const write = { auth: 'operator', rights: 'inbox.write', method: 'POST', query: nothing, params } as const
const read = { auth: 'operator', rights: 'orders.read', method: 'GET', body: nothing } as const

export const inboxEndpoints = [
  endpoint({
    ...read,
    name: 'inbox.list',
    path: '/v1/inbox',
    summary: 'Money and refunds that need a person, newest first',
    params: nothing,
    query: pageQuery.extend({
      state: z.enum(['open', 'applied', 'refunded', 'dismissed', 'all']).default('open'),
    }),
    answer: pageOf(listed),
    errors: [],
  }),
  endpoint({
    ...read,
    name: 'inbox.read',
    path: '/v1/inbox/:inboxId',
    summary: 'One matter, with orders of the same sum that its money could be applied to',
    params,
    query: nothing,
    answer: z.strictObject({ item: listed, candidates: z.array(candidate) }),
    errors: ['inbox_not_found'],
  }),
  endpoint({
    ...write,
    name: 'inbox.apply',
    path: '/v1/inbox/:inboxId/apply',
    summary: 'Fulfils an order of the same or another user with this money',
    body: z.strictObject({ ...seen, orderId: count.min(1) }),
    answer: item,
    errors: [
      'inbox_not_found',
      'order_not_found',
      'changed_meanwhile',
      'inbox_refused',
      'payment_unavailable',
    ],
  }),
  endpoint({
    ...write,
    name: 'inbox.refund',
    path: '/v1/inbox/:inboxId/refund',
    summary: 'Pays this money back',
    body: z.strictObject({ ...seen, reason: z.string().trim().min(1).max(80) }),
    answer: refundView,
    errors: ['inbox_not_found', 'changed_meanwhile', 'refund_refused'],
  }),
  endpoint({
    ...write,
    name: 'inbox.dismiss',
    path: '/v1/inbox/:inboxId/dismiss',
    summary: 'Notes that a refund was looked at; money cannot be dismissed',
    body: z.strictObject({ ...seen, reason: z.string().trim().min(3).max(400) }),
    answer: item,
    errors: ['inbox_not_found', 'changed_meanwhile', 'inbox_refused'],
  }),
] as const
