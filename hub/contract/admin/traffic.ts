import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { bytes, instant, nodeId, userId } from '../primitives.ts'

/** Bytes as the kernel counted them, and what they cost of quotas at the rates then valid. */
const amounts = { upload: bytes, download: bytes, charged: bytes }

/** yyyymmdd in the operator's calendar. */
const calendarDay = z.coerce.number().int().min(20000101).max(29991231)

/** Both days included. Comparing two periods is two calls. */
const period = { from: calendarDay, until: calendarDay }

const shared = {
  method: 'GET',
  auth: 'operator',
  rights: 'usage.read',
  params: nothing,
  body: nothing,
} as const

/** Most values that one answer holds in each of its three lists: steps times series. */
export const mostPoints = 8_000

const series = z.strictObject({
  /** What it is of; `others` sums up those that have no series of their own. */
  of: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('node'), nodeId, name: z.string() }),
    /** Null: bytes of users without a plan that was sold, such as one given by hand. */
    z.strictObject({ kind: z.literal('plan'), planId: z.number().int().nullable(), name: z.string() }),
    z.strictObject({ kind: z.literal('user'), userId, name: z.string() }),
    /** Null: nobody counted them, as where users are split. */
    z.strictObject({ kind: z.literal('others'), count: z.number().int().nullable() }),
  ]),
  /** One value for each step. */
  upload: z.array(bytes),
  download: z.array(bytes),
  charged: z.array(bytes),
  total: z.strictObject(amounts),
})
export type TrafficSeriesOf = z.infer<typeof series>['of']

const trafficSeries = z.strictObject({
  step: z.enum(['hour', 'day', 'month']),
  /** When each step of the period begins, ascending, those without traffic included; a step ends with the next. */
  steps: z.array(instant),
  /** End of the last step. */
  until: instant,
  /** Greatest total of charged bytes first, `others` last. Without a split there is one, of `all`. */
  series: z.array(series),
  total: z.strictObject(amounts),
})
export type TrafficSeries = z.infer<typeof trafficSeries>

export const readTrafficSeries = endpoint({
  ...shared,
  name: 'traffic.series',
  path: '/v1/traffic/series',
  summary: 'Bytes over time, of all users, one user or one node, whole or split by node, plan or user',
  query: z.strictObject({
    ...period,
    /** Hours are kept 62 days, days of a user 25 months, everything else for ever. */
    step: z.enum(['hour', 'day', 'month']),
    /** `plan` and `user` not of one user; `user`: those with most traffic, of at most 400 days. */
    split: z.enum(['none', 'node', 'plan', 'user']).default('none'),
    /** How many series a split has at most, besides `others`. */
    most: z.coerce.number().int().min(1).max(50).default(7),
    userId: z.coerce.number().pipe(userId).optional(),
    nodeId: z.coerce.number().pipe(nodeId).optional(),
  }),
  answer: trafficSeries,
  /** `bad_request`: `too_long`, `too_many_points`, `ends_before_it_begins`, `plan_of_user`, `user_of_user`. */
  errors: ['user_not_found', 'node_not_found', 'bad_request'],
})

const topItem = z.strictObject({
  /** Of the user, node or plan; null: no plan that was sold. */
  id: z.number().int().nullable(),
  name: z.string(),
  ...amounts,
})
export type TrafficTopItem = z.infer<typeof topItem>

const trafficTop = z.strictObject({
  items: z.array(topItem),
  /** Of all, those that are not listed included. */
  total: z.strictObject(amounts),
})
export type TrafficTop = z.infer<typeof trafficTop>

export const readTrafficTop = endpoint({
  ...shared,
  name: 'traffic.top',
  path: '/v1/traffic/top',
  summary: 'The users, nodes or plans with most traffic in a period of at most 400 days',
  query: z.strictObject({
    ...period,
    by: z.enum(['user', 'node', 'plan']),
    /** `passed`: upload and download together. */
    sort: z.enum(['charged', 'passed']).default('charged'),
    limit: z.coerce.number().int().min(1).max(200).default(20),
    /** What passed through this node only. */
    nodeId: z.coerce.number().pipe(nodeId).optional(),
  }),
  answer: trafficTop,
  /** `bad_request`: `too_long`, `ends_before_it_begins`. */
  errors: ['node_not_found', 'bad_request'],
})

export const trafficEndpoints = [readTrafficSeries, readTrafficTop] as const
