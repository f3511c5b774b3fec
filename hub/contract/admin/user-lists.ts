import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { sortDirection, userFilterShape, userSort } from './user-filter.ts'
import { userListItem } from './user-views.ts'

const read = {
  method: 'GET',
  auth: 'operator',
  rights: 'users.read',
  params: nothing,
  body: nothing,
  errors: [],
} as const

const order = {
  sort: userSort.default('created'),
  /** Who has no value (no plan, no port, no limit) comes last either way. */
  direction: sortDirection.default('desc'),
}

/** Holds the value it was cut at, so longer than those of other lists. */
const after = z.string().max(600).optional()

export const listUsers = endpoint({
  ...read,
  name: 'user.list',
  path: '/v1/users',
  summary: 'Users by name, address, number, state, gate, node, plan or what is left, in the order asked for',
  query: pageQuery.extend({ ...userFilterShape, ...order, after }),
  answer: pageOf(userListItem),
})

export const countUsers = endpoint({
  ...read,
  name: 'user.count',
  path: '/v1/user-count',
  summary: 'How many users a filter finds',
  query: z.strictObject(userFilterShape),
  answer: z.strictObject({
    users: z.number().int(),
    /** False: there are more than was counted. */
    isExact: z.boolean(),
  }),
})

export const exportUsers = endpoint({
  ...read,
  name: 'user.export',
  path: '/v1/user-export',
  summary: 'Users as CSV, at most 10,000 at a time; `next` goes on where it ended',
  query: z.strictObject({ ...userFilterShape, ...order, after }),
  answer: z.strictObject({
    name: z.string(),
    csv: z.string(),
    isWhole: z.boolean(),
    next: z.string().nullable(),
  }),
})

export const userListEndpoints = [listUsers, countUsers, exportUsers] as const
