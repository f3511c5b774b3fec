import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { bytes, instant, instantText, nodeId, userId } from '../primitives.ts'

/** Bytes as the kernel counted them, and what they cost of a user's quota at the node's rate. */
const amounts = { upload: bytes, download: bytes, charged: bytes }

/** yyyymmdd in the operator's calendar. */
const calendarDay = z.coerce.number().int().min(20000101).max(29991231)

const hours = z.strictObject({
  /** Rounded down to the hour. */
  from: instantText,
  /** At most 7 days after `from`. */
  until: instantText,
})
const days = z.strictObject({ from: calendarDay, until: calendarDay })

const userParams = z.strictObject({ userId: z.coerce.number().pipe(userId) })
const nodeParams = z.strictObject({ nodeId: z.coerce.number().pipe(nodeId) })
const common = {
  method: 'GET',
  auth: 'operator',
  rights: 'usage.read',
  body: nothing,
} as const

const listOf = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item) })

const userHour = z.strictObject({ hour: instant, nodeId, ...amounts })
export type UserHour = z.infer<typeof userHour>
export const usageOfUserByHour = endpoint({
  ...common,
  name: 'usage.userHours',
  path: '/v1/users/:userId/usage/hours',
  summary: "A user's bytes by hour and node",
  params: userParams,
  query: hours,
  answer: listOf(userHour),
  errors: ['user_not_found', 'bad_request'],
})

const userDay = z.strictObject({ day: z.number().int(), nodeId, ...amounts })
export type UserDay = z.infer<typeof userDay>
export const usageOfUserByDay = endpoint({
  ...common,
  name: 'usage.userDays',
  path: '/v1/users/:userId/usage/days',
  summary: "A user's bytes by day and node, both days included",
  params: userParams,
  query: days,
  answer: listOf(userDay),
  errors: ['user_not_found'],
})

const userCycle = z.strictObject({
  cycleId: z.number().int(),
  startsAt: instant,
  endsAt: instant,
  /** Charged bytes that no grant covered. Never charged later. */
  overrun: bytes,
  ...amounts,
  nodes: z.array(z.strictObject({ nodeId, ...amounts })),
})
export type UserCycle = z.infer<typeof userCycle>
export const usageOfUserByCycle = endpoint({
  ...common,
  name: 'usage.userCycles',
  path: '/v1/users/:userId/usage/cycles',
  summary: "A user's totals by cycle, newest first; kept for ever",
  params: userParams,
  query: nothing,
  answer: listOf(userCycle),
  errors: ['user_not_found'],
})

const nodeHour = z.strictObject({ hour: instant, ...amounts })
export type NodeHour = z.infer<typeof nodeHour>
export const usageOfNodeByHour = endpoint({
  ...common,
  name: 'usage.nodeHours',
  path: '/v1/nodes/:nodeId/usage/hours',
  summary: "A node's bytes by hour",
  params: nodeParams,
  query: hours,
  answer: listOf(nodeHour),
  errors: ['node_not_found', 'bad_request'],
})

const nodeDay = z.strictObject({ day: z.number().int(), ...amounts })
export type NodeDay = z.infer<typeof nodeDay>
export const usageOfNodeByDay = endpoint({
  ...common,
  name: 'usage.nodeDays',
  path: '/v1/nodes/:nodeId/usage/days',
  summary: "A node's bytes by day, both days included",
  params: nodeParams,
  query: days,
  answer: listOf(nodeDay),
  errors: ['node_not_found'],
})

const nodeUser = z.strictObject({ userId, ...amounts })
export type NodeUser = z.infer<typeof nodeUser>
export const usageOfNodeByUser = endpoint({
  ...common,
  name: 'usage.nodeUsers',
  path: '/v1/nodes/:nodeId/usage/users',
  summary: 'The users who passed most through a node in these days, both included',
  params: nodeParams,
  query: days.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: listOf(nodeUser),
  errors: ['node_not_found'],
})

export const usageEndpoints = [
  usageOfUserByHour,
  usageOfUserByDay,
  usageOfUserByCycle,
  usageOfNodeByHour,
  usageOfNodeByDay,
  usageOfNodeByUser,
] as const
