import * as z from 'zod'
import type { orderEndpoints } from '../../../hub/contract/admin/orders.ts'
import type { EndpointRequest } from '../../../hub/contract/endpoint.ts'
import { instantsOf } from '../../lib/day-span-rule.ts'

export const orderStates = [
  'pending',
  'paid',
  'fulfilled',
  'held',
  'partly_refunded',
  'refunded',
  'closed',
] as const
export const payMethods = ['wechat', 'manual', 'free'] as const

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** What the list of orders is narrowed by, as it stands in the address. */
export const orderFilters = z.object({
  text: z.string().max(64),
  state: z.enum(orderStates),
  method: z.enum(payMethods),
  planId: z.coerce.number().int().min(1),
  userId: z.coerce.number().int().min(1),
  from: day,
  until: day,
})
export type OrderFilters = Partial<z.output<typeof orderFilters>>

/** Of a number this much is needed to find by it. */
export const shortestText = 3

/** The hub's query: whole numbers only, and days as the instants between their midnights. */
export function buildOrderQuery(
  filters: OrderFilters,
  zone: string,
): EndpointRequest<(typeof orderEndpoints)[0]>['query'] {
  const { text, from, until, ...rest } = filters
  const span = from !== undefined && until !== undefined ? instantsOf([from, until], zone) : {}
  return { ...rest, ...(text !== undefined && text.length >= shortestText ? { text } : {}), ...span }
}
