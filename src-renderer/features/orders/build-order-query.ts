import * as z from 'zod'
import { type orderEndpoints, orderSort } from '../../../hub/contract/admin/orders.ts'
import { sortDirection } from '../../../hub/contract/admin/user-filter.ts'
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
  sort: orderSort,
  direction: sortDirection,
})
export type OrderState = (typeof orderStates)[number]
export type OrderFilters = Partial<z.output<typeof orderFilters>>

const shortestText = 3

/** Of a number so much is needed to find by it; counted as the hub does, a picture is one. */
export const isSearchable = (text: string) => [...text.trim()].length >= shortestText

type OrderQuery = EndpointRequest<(typeof orderEndpoints)[0]>['query']

/** What the list is narrowed by, for the hub: whole numbers only, and days as the instants between their midnights. */
export function buildNarrowing(
  filters: OrderFilters,
  zone: string,
): Omit<OrderQuery, 'limit' | 'sort' | 'direction'> {
  const { text, from, until, sort: _sort, direction: _direction, ...rest } = filters
  const span = from !== undefined && until !== undefined ? instantsOf([from, until], zone) : {}
  return { ...rest, ...(text !== undefined && isSearchable(text) ? { text } : {}), ...span }
}

/** A page of the list, in the order that was asked for. */
export function buildOrderQuery(filters: OrderFilters, zone: string): OrderQuery {
  const { sort, direction } = filters
  return {
    ...buildNarrowing(filters, zone),
    ...(sort === undefined ? {} : { sort }),
    ...(direction === undefined ? {} : { direction }),
  }
}

/** How many are shown, and how many would be by each state. */
export function buildCounts(
  states: readonly { readonly state: OrderState; readonly orders: number }[],
  chosen: OrderState | undefined,
) {
  const of = (state: OrderState) => states.find(each => each.state === state)?.orders ?? 0
  const all = states.reduce((sum, { orders }) => sum + orders, 0)
  return { of, shown: chosen === undefined ? all : of(chosen) }
}
