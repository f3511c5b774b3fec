import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { userId } from '../primitives.ts'

/** 64 TiB: months x bytes of a plan must stay an integer that a number can hold. */
export const mostGrantedBytes = 2 ** 46
const grantedBytes = z.number().int().min(1).max(mostGrantedBytes)
const instant = z.number().int()
const reason = z.string().trim().min(1).max(500)
const userIds = z.array(userId).min(1).max(1_000)
const cyclePolicy = z.enum(['calendar', 'anniversary'])

const grantView = z.strictObject({
  id: z.number().int(),
  userId,
  /** `cycle`: a plan's bytes of one cycle, used first; `bucket`: everything else, the one that ends soonest first. */
  kind: z.enum(['cycle', 'bucket']),
  source: z.enum(['operator', 'order', 'code', 'invite', 'compensation']),
  sourceRef: z.string(),
  /** Null: unlimited. */
  bytes: z.number().int().nullable(),
  /** Charged bytes taken from it so far; what was counted most recently may not be in it yet. */
  used: z.number().int(),
  validFrom: instant,
  /** Null: until used. */
  validUntil: instant.nullable(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  endedAt: instant.nullable(),
})
export type GrantView = z.infer<typeof grantView>

/** How long granted bytes are good for. A plan's end closes the gate whatever remains of them. */
export const grantValidity = z.discriminatedUnion('kind', [
  /** Waits for the next plan where there is none. */
  z.strictObject({ kind: z.literal('until_used') }),
  z.strictObject({ kind: z.literal('this_cycle') }),
  z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(3_660) }),
  /** Moves with the plan's end where that is moved. */
  z.strictObject({ kind: z.literal('plan') }),
])
export type GrantValidity = z.infer<typeof grantValidity>

const change = z.strictObject({
  changes: z.array(
    z.strictObject({
      userId,
      /** Grants made by this call. */
      grantIds: z.array(z.number().int()),
      expiresAt: instant.nullable(),
      /** `open`, or why it is closed. */
      gate: z.string(),
    }),
  ),
})
export type GrantChange = z.infer<typeof change>

const userParams = z.strictObject({ userId: z.coerce.number().pipe(userId) })
const common = { auth: 'operator', query: nothing } as const

export const listGrants = endpoint({
  name: 'grant.list',
  method: 'GET',
  path: '/v1/users/:userId/grants',
  summary: "A user's grants, newest first, ended ones included",
  auth: 'operator',
  rights: 'users.read',
  params: userParams,
  query: pageQuery,
  body: nothing,
  answer: pageOf(grantView),
  errors: ['user_not_found'],
})

export const grantBytes = endpoint({
  ...common,
  name: 'grant.bytes',
  method: 'POST',
  path: '/v1/grants/bytes',
  summary: 'Gives bytes to users',
  rights: 'grants.write',
  params: nothing,
  body: z.strictObject({
    userIds,
    /** Null: unlimited. */
    bytes: grantedBytes.nullable(),
    validity: grantValidity,
    reason,
    /** Shown apart from other gifts. */
    compensation: z.boolean().default(false),
  }),
  answer: change,
  errors: ['user_not_found', 'no_active_plan'],
})

export const grantPlan = endpoint({
  ...common,
  name: 'grant.plan',
  method: 'POST',
  path: '/v1/grants/plan',
  summary: 'Gives users months with bytes per cycle, from now or from the end of the plan they have',
  rights: 'grants.write',
  params: nothing,
  body: z.strictObject({
    userIds,
    months: z.number().int().min(1).max(60),
    /** Null: unlimited. */
    bytesPerCycle: grantedBytes.nullable(),
    /** Left out: as the user has it. */
    policy: cyclePolicy.optional(),
    reason,
  }),
  answer: change,
  errors: ['user_not_found'],
})

export const previewPlan = endpoint({
  auth: 'operator',
  name: 'grant.preview',
  method: 'GET',
  path: '/v1/users/:userId/grants/preview',
  summary: 'The cuts a plan would have for a user, with their bytes',
  rights: 'users.read',
  params: userParams,
  query: z.strictObject({
    months: z.coerce.number().int().min(1).max(60),
    /** Left out: unlimited. */
    bytesPerCycle: z.coerce.number().pipe(grantedBytes).optional(),
    policy: cyclePolicy.optional(),
  }),
  body: nothing,
  answer: z.strictObject({
    cuts: z.array(z.strictObject({ from: instant, until: instant, bytes: z.number().int().nullable() })),
  }),
  errors: ['user_not_found'],
})

export const extendTime = endpoint({
  ...common,
  name: 'grant.time',
  method: 'POST',
  path: '/v1/grants/time',
  summary:
    "Moves the end of users' plans, and of what ends with them, by days; gives days to those without a plan",
  rights: 'grants.write',
  params: nothing,
  body: z.strictObject({ userIds, days: z.number().int().min(1).max(3_660), reason }),
  answer: change,
  errors: ['user_not_found'],
})

export const previewTime = endpoint({
  auth: 'operator',
  name: 'grant.previewTime',
  method: 'GET',
  path: '/v1/users/:userId/grants/time-preview',
  summary: 'Where the end of a user’s plan would come to by so many days',
  rights: 'users.read',
  params: userParams,
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(3_660) }),
  body: nothing,
  answer: z.strictObject({ expiresAt: instant }),
  errors: ['user_not_found'],
})

export const endGrant = endpoint({
  ...common,
  name: 'grant.end',
  method: 'POST',
  path: '/v1/grants/:grantId/end',
  summary: 'Takes back what is unused of a grant',
  rights: 'grants.write',
  params: z.strictObject({ grantId: z.coerce.number().int().min(1) }),
  body: z.strictObject({ reason }),
  answer: change,
  errors: ['grant_not_found', 'grant_ended'],
})

export const grantEndpoints = [
  listGrants,
  grantBytes,
  grantPlan,
  previewPlan,
  extendTime,
  previewTime,
  endGrant,
] as const
