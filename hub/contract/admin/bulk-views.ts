import * as z from 'zod'
import { userId } from '../primitives.ts'
import { grantValidity, mostGrantedBytes } from './grants.ts'
import { userFilter } from './user-filter.ts'

const instant = z.number().int()
const count = z.number().int().min(0)
const reason = z.string().trim().min(1).max(200)
const someUserIds = z.array(userId).max(5_000)

/** What is done to each of the users. */
export const bulkAction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('days'),
    days: z.number().int().min(1).max(3_660),
    /** Whether who has no plan that runs is given the days too, from now on and without bytes. */
    withoutPlan: z.enum(['skip', 'give']).default('skip'),
    reason,
  }),
  z.strictObject({
    kind: z.literal('bytes'),
    bytes: z.number().int().min(1).max(mostGrantedBytes),
    validity: grantValidity,
    /** Shown apart from other gifts. */
    compensation: z.boolean().default(false),
    reason,
  }),
  z.strictObject({ kind: z.literal('suspend'), reason }),
  z.strictObject({ kind: z.literal('resume'), reason }),
  /** By mail. What it says is in one language, as it is typed. */
  z.strictObject({
    kind: z.literal('message'),
    subject: z.string().trim().min(1).max(150),
    text: z.string().trim().min(1).max(8_000),
  }),
])
export type BulkAction = z.output<typeof bulkAction>

/** Users by id, or all that a filter finds but some. At most 200,000. */
export const bulkSelection = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('ids'), userIds: someUserIds.min(1) }),
  z.strictObject({ by: z.literal('filter'), filter: userFilter, except: someUserIds.default([]) }),
])
export type BulkSelection = z.output<typeof bulkSelection>

/**
 * Why nothing is done for a user. Of an action: unknown, deleted, no_plan, suspended_already, not_suspended,
 * no_address. Of an undo: nothing_left, ended_already, changed_since, sent_already, over_already, undone_already.
 */
export const bulkWhy = z.enum([
  'unknown',
  'deleted',
  'no_plan',
  'suspended_already',
  'not_suspended',
  'no_address',
  'nothing_left',
  'ended_already',
  'changed_since',
  'sent_already',
  'over_already',
  'undone_already',
])
export type BulkWhy = z.infer<typeof bulkWhy>

const target = z.strictObject({
  userId,
  name: z.string(),
  email: z.string().nullable(),
  port: z.number().int().nullable(),
  gate: z.string(),
  expiresAt: instant.nullable(),
  /** What `days` would move it to; else as it is. */
  expiresAtThen: instant.nullable(),
  /** Null: he is among those it would be about. */
  why: bulkWhy.nullable(),
})
export type BulkTarget = z.infer<typeof target>

export const bulkPreview = z.strictObject({
  /** To be run with. */
  bulkId: count,
  /** How many it would be about. */
  users: count,
  /** Of them, with an open gate. */
  open: count,
  /** In all: days given, bytes given, messages sent. */
  sums: z.strictObject({ days: count, bytes: count, messages: count }),
  skipped: z.array(z.strictObject({ why: bulkWhy, users: count })),
  /** The first 50 it would be about, and the first 50 it would not. */
  first: z.array(target),
  firstSkipped: z.array(target),
  /** Until then it can be run. */
  goodUntil: instant,
})
export type BulkPreview = z.infer<typeof bulkPreview>

/** `failed`: it broke off on something unforeseen, and stays where it is. */
export const bulkState = z.enum(['queued', 'running', 'done', 'cancelled', 'failed'])

export const bulkView = z.strictObject({
  id: count,
  /** Null: it is the undo of another. */
  action: bulkAction.nullable(),
  /** What an undo undoes, and why. */
  undoes: z.strictObject({ bulkId: count, kind: z.string(), reason: z.string() }).nullable(),
  state: bulkState,
  users: count,
  done: count,
  skipped: count,
  /** Why some were skipped. */
  reasons: z.array(z.strictObject({ why: bulkWhy, users: count })),
  /** How many of `done` were undone since, whole or as far as it went. */
  undone: count,
  /** Its latest undo. */
  undoneBy: count.nullable(),
  canUndo: z.boolean(),
  canCancel: z.boolean(),
  createdBy: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  problem: z.string(),
})
export type BulkView = z.infer<typeof bulkView>

export const bulkItem = z.strictObject({
  userId,
  name: z.string(),
  email: z.string().nullable(),
  state: z.enum(['done', 'skipped']),
  why: bulkWhy.nullable(),
  at: instant,
  /** What is true of his kind of action. */
  facts: z.strictObject({
    grantId: count.optional(),
    /** The end of his plan. */
    expiresBefore: instant.nullable().optional(),
    expiresAfter: instant.nullable().optional(),
    /** Of an undo: charged bytes taken back, and those that stay with him because they are used. */
    bytesBack: count.optional(),
    bytesKept: count.optional(),
    /** Of an undo: days that could not be taken back, because they have passed. */
    daysKept: count.optional(),
  }),
  undoneAt: instant.nullable(),
})
export type BulkItemView = z.infer<typeof bulkItem>
