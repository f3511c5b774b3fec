import * as z from 'zod'
import { cipher } from '../ciphers.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant, nodeId, portNumber } from '../primitives.ts'

/** The settings that a roll-out may change; what is left out stays. The whole new value, not what is added to it. */
const change = z.strictObject({
  ciphers: z.array(cipher).min(1).max(8).optional(),
  portFrom: portNumber.optional(),
  portUntil: portNumber.optional(),
  blockedPorts: z.array(portNumber).max(64).optional(),
})
export type RolloutChange = z.infer<typeof change>

const nodeIds = z
  .array(nodeId)
  .min(1)
  .max(200)
  .refine(ids => new Set(ids).size === ids.length, 'a node is listed twice')

const plan = {
  /** In this order; the first is tried before the others. */
  nodeIds,
  change: change.refine(
    given => Object.values(given).some(value => value !== undefined),
    'nothing is to change',
  ),
  /** Minutes for which the first must be well once it has confirmed, before the others follow. */
  healthyMinutes: z.number().int().min(0).max(1_440).default(10),
  /** How many of the others are changed at once. */
  atOnce: z.number().int().min(1).max(50).default(3),
  reason: z.string().trim().max(500).default(''),
}

/**
 * `trial`: the first node has it. `spreading`: the others get it. `stopped` by an operator, `failed` by itself: the
 * nodes that have it keep it until it is continued or rolled back. `rolling_back`: those that had it get their
 * settings of before. Open are `trial`, `spreading` and `rolling_back`: one at a time.
 */
export const rolloutState = z.enum([
  'trial',
  'spreading',
  'done',
  'stopped',
  'failed',
  'rolling_back',
  'rolled_back',
])
export type RolloutState = z.infer<typeof rolloutState>

/**
 * `waiting`: not its turn yet. `applied`: changed here, the node has not answered with it yet. `confirmed`: it runs
 * it. `failed`: see `problem`. `skipped`: failed, and left as it is. `unchanged`: it had these settings already.
 * `restoring`, `restored`: it gets, has again what it had. `kept`: could not be rolled back; see `problem`.
 */
export const rolloutNodeState = z.enum([
  'waiting',
  'applied',
  'confirmed',
  'failed',
  'skipped',
  'unchanged',
  'restoring',
  'restored',
  'kept',
])
export type RolloutNodeState = z.infer<typeof rolloutNodeState>

/** Why a node failed, or was not rolled back; `facts` say what a person needs to act. */
const problem = z.strictObject({
  code: z.enum([
    /** The hub cannot change it like this: `error` and its facts, as of `node.edit`. */
    'refused_here',
    /** `message` of the node. */
    'refused_by_node',
    /** It has not answered with it within `minutes`; `lastError`. */
    'not_confirmed',
    /** `since`, `lastError`. */
    'not_answering',
    /** Two machines answer with its identity: `reason`. */
    'halted',
    /** `part`, `message`. */
    'agent_problem',
    'removed',
    /** `fields` that were edited after the roll-out changed them, and stay. */
    'edited_meanwhile',
  ]),
  facts: z.record(z.string(), z.unknown()),
})
export type RolloutProblem = z.infer<typeof problem>

const rolloutNode = z.strictObject({
  nodeId,
  name: z.string(),
  state: rolloutNodeState,
  appliedAt: instant.nullable(),
  confirmedAt: instant.nullable(),
  /** Since when it has been well without a break after it confirmed; null while it is not. */
  healthySince: instant.nullable(),
  /** The changed settings as they were; null before it was its turn. */
  before: change.nullable(),
  problem: problem.nullable(),
})

const rolloutFields = {
  id: z.number().int(),
  state: rolloutState,
  change,
  reason: z.string(),
  healthyMinutes: z.number().int(),
  atOnce: z.number().int(),
  createdAt: instant,
  createdBy: z.string(),
  /** When its state became what it is. */
  changedAt: instant,
  /** While it is `failed`: the node that it failed on. */
  failedOn: z.strictObject({ nodeId, name: z.string(), problem }).nullable(),
  /** Of its nodes: how many there are, have it, wait, and failed. */
  counts: z.strictObject({
    nodes: z.number().int(),
    confirmed: z.number().int(),
    waiting: z.number().int(),
    failed: z.number().int(),
  }),
}
const rolloutItem = z.strictObject(rolloutFields)
export type RolloutItem = z.infer<typeof rolloutItem>
const rolloutDetail = z.strictObject({
  ...rolloutFields,
  /** In their order. */
  nodes: z.array(rolloutNode),
  /** While it is a trial: when the others follow at the earliest, if the first stays well; null until it confirmed. */
  spreadsAt: instant.nullable(),
})
export type RolloutDetail = z.infer<typeof rolloutDetail>

const previewNode = z.strictObject({
  nodeId,
  name: z.string(),
  before: change,
  /** The settings that would change there; empty: it has them already. */
  changes: z.array(z.enum(['ciphers', 'portFrom', 'portUntil', 'blockedPorts'])),
  users: z.number().int(),
  /** Why it cannot be done there, with what a person needs to act; null where it can. */
  refusal: z.strictObject({ error: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
})
export type RolloutPreviewNode = z.infer<typeof previewNode>

const rolloutParams = z.strictObject({ rolloutId: z.coerce.number().int().min(1) })
const shared = { auth: 'operator', query: nothing } as const

export const listRollouts = endpoint({
  ...shared,
  name: 'rollout.list',
  method: 'GET',
  path: '/v1/rollouts',
  summary: 'Roll-outs of settings to nodes, newest first',
  rights: 'nodes.read',
  params: nothing,
  query: pageQuery.extend({ state: z.enum(['open', 'all']).default('all') }),
  body: nothing,
  answer: pageOf(rolloutItem),
  errors: [],
})

export const readRollout = endpoint({
  ...shared,
  name: 'rollout.read',
  method: 'GET',
  path: '/v1/rollouts/:rolloutId',
  summary: 'A roll-out and how far each of its nodes is',
  rights: 'nodes.read',
  params: rolloutParams,
  body: nothing,
  answer: rolloutDetail,
  errors: ['rollout_not_found'],
})

export const previewRollout = endpoint({
  ...shared,
  name: 'rollout.preview',
  method: 'POST',
  path: '/v1/rollouts/preview',
  summary: 'What a roll-out would change on each node, and where it would be refused; nothing is changed',
  rights: 'nodes.write',
  params: nothing,
  body: z.strictObject({ nodeIds: plan.nodeIds, change: plan.change }),
  answer: z.strictObject({ nodes: z.array(previewNode) }),
  errors: ['node_not_found', 'node_removed'],
})

export const createRollout = endpoint({
  ...shared,
  name: 'rollout.create',
  method: 'POST',
  path: '/v1/rollouts',
  summary: 'Change settings of several nodes, the first one alone before the others; one roll-out at a time',
  rights: 'nodes.write',
  params: nothing,
  body: z.strictObject(plan),
  answer: rolloutDetail,
  /**
   * `rollout_open` carries the `rolloutId` that is. `rollout_refused`, `why`: `nodes`, with those that cannot take it,
   * `nothing`: every node has these settings.
   */
  errors: ['node_not_found', 'node_removed', 'rollout_open', 'rollout_refused'],
})

export const continueRollout = endpoint({
  ...shared,
  name: 'rollout.continue',
  method: 'POST',
  path: '/v1/rollouts/:rolloutId/continue',
  summary: 'Go on: past the trial without waiting longer, or after it stopped or failed',
  rights: 'nodes.write',
  params: rolloutParams,
  body: z.strictObject({
    /** Leaves nodes that failed as they are; otherwise they are tried again. */
    skipFailed: z.boolean().default(false),
  }),
  answer: rolloutDetail,
  /** `rollout_refused`, `why`: `not_confirmed`, `over`. */
  errors: ['rollout_not_found', 'rollout_open', 'rollout_refused'],
})

export const stopRollout = endpoint({
  ...shared,
  name: 'rollout.stop',
  method: 'POST',
  path: '/v1/rollouts/:rolloutId/stop',
  summary: 'Change no further node; those that have it keep it',
  rights: 'nodes.write',
  params: rolloutParams,
  body: nothing,
  answer: rolloutDetail,
  /** `rollout_refused`, `why`: `over`. */
  errors: ['rollout_not_found', 'rollout_refused'],
})

export const rollBackRollout = endpoint({
  ...shared,
  name: 'rollout.rollBack',
  method: 'POST',
  path: '/v1/rollouts/:rolloutId/roll-back',
  summary: 'Give the nodes that were changed what they had; what was edited meanwhile stays and is said',
  rights: 'nodes.write',
  params: rolloutParams,
  body: nothing,
  answer: rolloutDetail,
  /** `rollout_refused`, `why`: `over`. */
  errors: ['rollout_not_found', 'rollout_open', 'rollout_refused'],
})

export const rolloutEndpoints = [
  listRollouts,
  readRollout,
  previewRollout,
  createRollout,
  continueRollout,
  stopRollout,
  rollBackRollout,
] as const
