import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { bulkAction, bulkItem, bulkPreview, bulkSelection, bulkState, bulkView } from './bulk-views.ts'

const params = z.strictObject({ bulkId: z.coerce.number().int().min(1) })
const read = { auth: 'operator', rights: 'users.read', method: 'GET', body: nothing } as const
const write = { auth: 'operator', rights: 'users.bulk', method: 'POST', query: nothing } as const

export const bulkEndpoints = [
  endpoint({
    ...write,
    name: 'bulk.preview',
    path: '/v1/bulk',
    summary:
      'Says who a bulk action would be about, how much it would give, and who would be left out and why',
    params: nothing,
    body: z.strictObject({ action: bulkAction, selection: bulkSelection }),
    answer: bulkPreview,
    errors: ['bulk_refused'],
  }),
  endpoint({
    ...write,
    name: 'bulk.run',
    path: '/v1/bulk/:bulkId/run',
    summary: 'Begins what was previewed; refused with the difference where it would be about others now',
    params,
    body: z.strictObject({
      /** The number that the preview named. */
      users: z.number().int().min(1),
      /** `previewed`: it shall be about exactly those who were previewed, whoever else the filter finds by now. */
      onChange: z.enum(['refuse', 'previewed']).default('refuse'),
    }),
    answer: bulkView,
    errors: ['bulk_not_found', 'bulk_refused', 'bulk_changed'],
  }),
  endpoint({
    ...write,
    name: 'bulk.cancel',
    path: '/v1/bulk/:bulkId/cancel',
    summary: 'Stops a bulk action after the users it is at; what is done stays and can be undone',
    params,
    body: nothing,
    answer: bulkView,
    errors: ['bulk_not_found', 'bulk_refused'],
  }),
  endpoint({
    ...write,
    name: 'bulk.undo',
    path: '/v1/bulk/:bulkId/undo',
    summary:
      'Takes back what is unused of a bulk action, as a bulk action of its own that says of each user what could not be',
    params,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    answer: bulkView,
    errors: ['bulk_not_found', 'bulk_refused'],
  }),
  endpoint({
    ...read,
    name: 'bulk.list',
    path: '/v1/bulk',
    summary: 'Bulk actions that were begun, newest first',
    params: nothing,
    query: pageQuery.extend({ state: bulkState.optional() }),
    answer: pageOf(bulkView),
    errors: [],
  }),
  endpoint({
    ...read,
    name: 'bulk.read',
    path: '/v1/bulk/:bulkId',
    summary: 'A bulk action and how far it is',
    params,
    query: nothing,
    answer: bulkView,
    errors: ['bulk_not_found'],
  }),
  endpoint({
    ...read,
    name: 'bulk.items',
    path: '/v1/bulk/:bulkId/items',
    summary: 'What a bulk action did for each user, and for whom nothing and why',
    params,
    query: pageQuery.extend({ state: z.enum(['done', 'skipped']).optional() }),
    answer: pageOf(bulkItem),
    errors: ['bulk_not_found'],
  }),
] as const
