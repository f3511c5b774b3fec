import * as z from 'zod'
import { cipher } from '../ciphers.ts'
import { localText } from '../customer/quote.ts'
import { nodeId, userId } from '../primitives.ts'
import { userStatus } from './user-filter.ts'

const instant = z.number().int()
const bytesOrUnlimited = z.number().int().min(0).nullable()

const userFields = {
  id: userId,
  name: z.string(),
  email: z.string().nullable(),
  status: userStatus,
  statusReason: z.string(),
  /** His number on every node; null before the first grant and after the release. */
  port: z.number().int().nullable(),
  cipher,
  /** End of the last plan; null: never had one. */
  expiresAt: instant.nullable(),
  cyclePolicy: z.enum(['calendar', 'anniversary']),
  /** How many nodes he is to have. */
  nodeCount: z.number().int(),
  /** Regions he may be placed in; empty: any. */
  regions: z.array(z.string()),
  note: z.string(),
  /** `open`, or why his gate is closed. */
  gate: z.string(),
  gateSince: instant,
  createdAt: instant,
  deletedAt: instant.nullable(),
  version: z.number().int().min(1),
}
export const userView = z.strictObject(userFields)
export type UserView = z.infer<typeof userView>

const balance = z.strictObject({
  /** Charged bytes he may still pass; null: no limit. */
  left: bytesOrUnlimited,
  /** Sum of the buckets valid now; null: no limit. */
  granted: bytesOrUnlimited,
  /** Charged bytes taken so far from the buckets valid now. */
  used: z.number().int().min(0),
})

/** What he bought and has now; null where his time was given by hand, or he has none. */
const userPlan = z.strictObject({
  orderId: z.number().int(),
  planId: z.number().int().nullable(),
  title: localText,
  endsAt: instant.nullable(),
})
export type UserPlan = z.infer<typeof userPlan>

export const userListItem = z.strictObject({
  ...userFields,
  balance,
  plan: userPlan.nullable(),
  /** How many nodes he has. */
  nodes: z.number().int(),
})
export type UserListItem = z.infer<typeof userListItem>

const userNode = z.strictObject({
  nodeId,
  name: z.string(),
  country: z.string(),
  region: z.string(),
  state: z.enum(['new', 'active', 'draining', 'removed']),
  port: z.number().int(),
  /** Set while the number waits to be handed over. */
  releasedAt: instant.nullable(),
  /** Whether Shadowsocks is to serve it. */
  serve: z.boolean(),
  closedAt: instant.nullable(),
  /** Whether the node has answered with the revision that carries the present budget. */
  confirmed: z.boolean(),
})
export type UserNode = z.infer<typeof userNode>

export const userDetail = z.strictObject({
  ...userFields,
  balance,
  plan: userPlan.nullable(),
  /** The quota period he is in; null before his first grant. */
  cycle: z.strictObject({ startsAt: instant, endsAt: instant }).nullable(),
  nodes: z.array(userNode),
})
export type UserDetail = z.infer<typeof userDetail>
