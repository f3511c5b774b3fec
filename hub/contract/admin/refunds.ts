import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { fenAmount, instant } from '../primitives.ts'
import { refundView } from './orders.ts'

const count = z.number().int()
const policy = z.enum(['now', 'cycle_end', 'pro_rata', 'keep'])
const params = z.strictObject({ refundId: z.coerce.number().int().min(1) })
const orderParams = z.strictObject({ orderId: z.coerce.number().int().min(1) })
const write = { auth: 'operator', rights: 'payments.refund', method: 'POST', query: nothing } as const

export const refundEndpoints = [
  endpoint({
    name: 'refund.list',
    method: 'GET',
    path: '/v1/refunds',
    summary: 'Refunds, newest first',
    auth: 'operator',
    rights: 'orders.read',
    params: nothing,
    query: pageQuery.extend({ state: refundView.shape.state.optional() }),
    body: nothing,
    answer: pageOf(refundView),
    errors: [],
  }),
  endpoint({
    name: 'refund.preview',
    method: 'GET',
    path: '/v1/orders/:orderId/refund-preview',
    summary: 'What a refund would pay back and take, now',
    auth: 'operator',
    rights: 'orders.read',
    params: orderParams,
    query: z.strictObject({ policy }),
    body: nothing,
    answer: z.strictObject({
      /** All that may go back, in fen. */
      most: count,
      /** What the policy proposes. */
      proposed: count,
      /** Grants that would be taken. */
      grants: count,
      /** When the order's plan would end; null where it has no end of its own. */
      endsAt: instant.nullable(),
    }),
    errors: ['order_not_found', 'user_not_found'],
  }),
  endpoint({
    ...write,
    name: 'refund.create',
    path: '/v1/orders/:orderId/refunds',
    summary: 'Pays back all or a part of an order, through the merchant account that took the money',
    params: orderParams,
    body: z.strictObject({
      /** Fen; null: all that may still go back. */
      amount: fenAmount.min(1).nullable().default(null),
      policy: policy.default('now'),
      reason: z.string().trim().min(1).max(80),
      /** Fen that had gone back of the order when this was decided: where it is another sum by now, nothing is paid. */
      refundedBefore: count.min(0).optional(),
    }),
    answer: refundView,
    errors: ['order_not_found', 'refund_refused', 'changed_meanwhile'],
  }),
  endpoint({
    ...write,
    name: 'refund.retry',
    path: '/v1/refunds/:refundId/retry',
    summary: 'Asks the provider again now, with the same number',
    params,
    body: nothing,
    answer: refundView,
    errors: ['refund_not_found', 'refund_refused'],
  }),
  endpoint({
    ...write,
    name: 'refund.end-abnormal',
    path: '/v1/refunds/:refundId/end-abnormal',
    summary: 'Sends the money of an abnormal refund to the merchant’s own account, to be paid by other means',
    params,
    body: nothing,
    answer: refundView,
    errors: ['refund_not_found', 'refund_refused'],
  }),
] as const
