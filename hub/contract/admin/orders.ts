import * as z from 'zod'
import { localText, quote } from '../customer/quote.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant, instantText } from '../primitives.ts'
import { sortDirection } from './user-filter.ts'

const count = z.number().int()
const orderState = z.enum(['pending', 'closed', 'paid', 'fulfilled', 'held', 'partly_refunded', 'refunded'])

/** Amounts in fen. */
const order = z.strictObject({
  id: count,
  number: z.string(),
  userId: count,
  /** Null once the account is closed. */
  email: z.string().nullable(),
  planId: count.nullable(),
  title: z.string(),
  /** The plan's name as it was sold. */
  titles: localText,
  kind: z.enum(['month', 'year', 'addon', 'activation']),
  mode: z.enum(['new', 'extend', 'switch', 'after', 'add']),
  quantity: count,
  state: orderState,
  listPrice: count,
  discount: count,
  credit: count,
  total: count,
  method: z.enum(['wechat', 'free', 'manual']).nullable(),
  received: count,
  movedOut: count,
  refunded: count,
  createdAt: instant,
  expiresAt: instant,
  paidAt: instant.nullable(),
  fulfilledAt: instant.nullable(),
  closedAt: instant.nullable(),
  heldReason: z.string(),
  manualReason: z.string(),
  entitlement: z.enum(['none', 'waiting', 'active', 'suspended', 'ended']),
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  version: count,
})
export type OrderView = z.infer<typeof order>

const attempt = z.strictObject({
  id: count,
  outTradeNo: z.string(),
  tradeType: z.enum(['native', 'h5', 'jsapi']),
  state: z.enum(['creating', 'open', 'unknown', 'paid', 'closed', 'mismatch']),
  merchantId: count,
  amount: count,
  queries: count,
  nextQueryAt: instant.nullable(),
  lastError: z.string(),
  createdAt: instant,
  endedAt: instant.nullable(),
})

const payment = z.strictObject({
  id: count,
  merchantId: count.nullable(),
  transactionId: z.string(),
  outTradeNo: z.string(),
  amount: count,
  currency: z.string(),
  /** Who told of it; `manual`: an owner's word. */
  source: z.enum(['notification', 'query', 'bill', 'manual']),
  successAt: instant,
  recordedAt: instant,
  orderId: count.nullable(),
  refunded: count,
})

export const refundView = z.strictObject({
  id: count,
  paymentId: count,
  orderId: count.nullable(),
  merchantId: count.nullable(),
  outRefundNo: z.string(),
  providerRefundId: z.string().nullable(),
  amount: count,
  reason: z.string(),
  policy: z.enum(['now', 'cycle_end', 'pro_rata', 'keep']),
  state: z.enum(['requested', 'accepted', 'succeeded', 'closed', 'abnormal']),
  origin: z.enum(['operator', 'inbox', 'imported']),
  requestedBy: z.string(),
  createdAt: instant,
  acceptedAt: instant.nullable(),
  settledAt: instant.nullable(),
  nextTryAt: instant.nullable(),
  lastError: z.string(),
})
export type RefundView = z.infer<typeof refundView>

const detail = z.strictObject({
  order,
  /** What was promised, as it was shown. */
  quote,
  attempts: z.array(attempt),
  payments: z.array(payment),
  refunds: z.array(refundView),
  /** What of it went to the payment inbox. */
  inbox: z.array(
    z.strictObject({
      inboxId: count,
      kind: z.string(),
      state: z.enum(['open', 'applied', 'refunded', 'dismissed']),
      amount: count,
      openedAt: instant,
    }),
  ),
})
export type OrderDetail = z.infer<typeof detail>

const params = z.strictObject({ orderId: z.coerce.number().int().min(1) })
const read = { auth: 'operator', rights: 'orders.read', method: 'GET', body: nothing } as const

const narrowing = {
  userId: z.coerce.number().int().min(1).optional(),
  planId: z.coerce.number().int().min(1).optional(),
  method: z.enum(['wechat', 'free', 'manual']).optional(),
  /** An order's number, the number at the provider, the provider's own, or how the address of the user begins. */
  text: z.string().trim().min(3).max(64).optional(),
  from: instantText.optional(),
  until: instantText.optional(),
}
const filter = { ...narrowing, state: orderState.optional() }

/** `paid` and `ends`: those that were not paid, or have no end, come last. */
export const orderSort = z.enum(['created', 'total', 'paid', 'ends'])
export type OrderSort = z.infer<typeof orderSort>

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const orderEndpoints = [
  endpoint({
    ...read,
    name: 'order.list',
    path: '/v1/orders',
    summary:
      'Orders, newest first or as asked; `text` finds by any of the numbers an order or its payment goes by, or by the user’s address',
    params: nothing,
    query: pageQuery.extend({
      ...filter,
      sort: orderSort.optional(),
      direction: sortDirection.optional(),
    }),
    answer: pageOf(order),
    errors: [],
  }),
  endpoint({
    ...read,
    name: 'order.read',
    path: '/v1/orders/:orderId',
    summary: 'One order with what was promised, tried, paid and refunded',
    params,
    query: nothing,
    answer: detail,
    errors: ['order_not_found'],
  }),
  endpoint({
    ...read,
    name: 'order.export',
    path: '/v1/order-export',
    summary: 'At most 10,000 orders as CSV, newest first',
    params: nothing,
    query: z.strictObject(filter),
    answer: z.strictObject({ name: z.string(), csv: z.string(), isWhole: z.boolean() }),
    errors: [],
  }),
  endpoint({
    name: 'order.close',
    method: 'POST',
    path: '/v1/orders/:orderId/close',
    summary: 'Closes an order that is not paid, at the provider first; a payment that was faster stays paid',
    auth: 'operator',
    rights: 'orders.write',
    params,
    query: nothing,
    body: nothing,
    answer: order,
    errors: ['order_not_found', 'payment_unavailable'],
  }),
  endpoint({
    name: 'order.mark-paid',
    method: 'POST',
    path: '/v1/orders/:orderId/mark-paid',
    summary: 'Enters money that came another way, and fulfils the order; shown apart from what WeChat proves',
    auth: 'operator',
    rights: 'payments.manual',
    params,
    query: nothing,
    body: z.strictObject({
      reference: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{1,56}$/),
      reason: z.string().trim().min(3).max(400),
    }),
    answer: order,
    errors: ['order_not_found', 'reference_taken', 'payment_unavailable', 'inbox_refused'],
  }),
  endpoint({
    ...read,
    name: 'revenue.read',
    path: '/v1/revenue',
    summary:
      'Money received and paid back by day of the hub’s time zone and by plan; by hand apart. At most 400 days',
    params: nothing,
    query: z.strictObject({ from: day, until: day }),
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          day,
          planId: count.nullable(),
          method: z.enum(['wechat', 'manual']),
          orders: count,
          received: count,
          refunded: count,
        }),
      ),
    }),
    errors: ['bad_request'],
  }),
  endpoint({
    ...read,
    name: 'order.count',
    path: '/v1/order-count',
    summary: 'How many orders of each state there are, of those that are asked for',
    params: nothing,
    query: z.strictObject(narrowing),
    answer: z.strictObject({ states: z.array(z.strictObject({ state: orderState, orders: count })) }),
    errors: [],
  }),
] as const
