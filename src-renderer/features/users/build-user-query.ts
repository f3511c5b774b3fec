import * as z from 'zod'
import { sortDirection, userFilterShape, userSort } from '../../../hub/contract/admin/user-filter.ts'
import type { listUsers } from '../../../hub/contract/admin/user-lists.ts'
import type { EndpointRequest } from '../../../hub/contract/endpoint.ts'
import { type DaySpan, dayTextOf, instantsOf } from '../../lib/day-span-rule.ts'

/** What the list of users is narrowed by and its order, as they stand in the address. */
export const userFilters = z.object({
  ...userFilterShape,
  sort: userSort,
  direction: sortDirection,
})
export type UserFilters = Partial<z.output<typeof userFilters>>
/** Sets what is given; null takes a filter away. */
export type ChangeFilters = (
  change: {
    readonly [K in keyof UserFilters]?: NonNullable<UserFilters[K]> | null
  },
) => void
export type UserNarrowing = Omit<UserFilters, 'sort' | 'direction'>

/** Why a gate may be closed, as a list may be narrowed by it. */
export const gates = ['open', 'closed', 'quota_used', 'expired', 'suspended', 'no_plan'] as const
export const leftShares = [5, 10, 20, 50] as const

/** Who is listed, without the order. */
export function narrowingOf({
  sort: _sort,
  direction: _direction,
  ...narrowing
}: UserFilters): UserNarrowing {
  return narrowing
}

export function buildUserQuery(
  filters: UserFilters,
  limit: number,
): EndpointRequest<typeof listUsers>['query'] {
  return { ...filters, limit }
}

/** The days in which plans end, of the two instants that narrow by it; null where they narrow by nothing. */
export function expirySpan({ expiresAfter, expiresBefore }: UserNarrowing, zone: string): DaySpan | null {
  if (expiresAfter === undefined || expiresBefore === undefined) return null
  return [dayTextOf(expiresAfter, zone), dayTextOf(expiresBefore - 1, zone)]
}

/** The other way round; a null takes the narrowing away. */
export function narrowByExpiry(span: DaySpan | null, zone: string) {
  if (span === null) return { expiresAfter: null, expiresBefore: null }
  const { from, until } = instantsOf(span, zone)
  return { expiresAfter: from, expiresBefore: until }
}

const rare = ['nodeId', 'region', 'status', 'createdSince', 'expiresAfter'] as const

/** How many of the filters that are folded away narrow the list. */
export function countRare(filters: UserNarrowing): number {
  return rare.filter(name => filters[name] !== undefined).length
}

/** Filters as they are kept by name, in the form of an address. */
export function renderNarrowing(narrowing: UserNarrowing): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(narrowing)) params.set(name, String(value))
  params.sort()
  return params.toString()
}
