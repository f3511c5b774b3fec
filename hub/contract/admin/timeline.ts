import * as z from 'zod'
import { localText } from '../customer/quote.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { userId } from '../primitives.ts'

const instant = z.number().int()
const count = z.number().int()
const bytesOrUnlimited = count.nullable()

/** What a click on the entry opens. */
const link = z.strictObject({
  kind: z.enum(['order', 'refund', 'grant', 'node', 'audit', 'bulk', 'mail', 'cycle', 'gate']),
  id: count,
})
const common = { id: z.string(), at: instant, link: link.nullable() }
const entry = <const Kind extends readonly [string, ...string[]], Facts extends z.ZodRawShape>(
  kinds: Kind,
  facts: Facts,
) => z.strictObject({ ...common, kind: z.enum(kinds), facts: z.strictObject(facts) })

const order = {
  number: z.string(),
  title: localText,
  quantity: count,
  /** Fen. */
  total: count,
  mode: z.enum(['new', 'extend', 'switch', 'after', 'add']),
  method: z.enum(['wechat', 'free', 'manual']).nullable(),
  /** Why it is held, or the reason of a mark by hand. */
  reason: z.string(),
}
const node = { nodeId: count, nodeName: z.string() }

const timelineEntry = z.discriminatedUnion('kind', [
  entry(['order.placed', 'order.fulfilled', 'order.held', 'order.closed'], order),
  entry(['payment.received'], {
    orderNumber: z.string(),
    amount: count,
    transactionId: z.string(),
    source: z.enum(['notification', 'query', 'bill', 'manual']),
  }),
  entry(['refund.requested', 'refund.succeeded', 'refund.closed'], {
    orderNumber: z.string(),
    amount: count,
    policy: z.enum(['now', 'cycle_end', 'pro_rata', 'keep']),
    reason: z.string(),
    by: z.string(),
  }),
  /** `grants` buckets of one purchase or gift; `bytes` is their sum. */
  entry(['grant.given', 'grant.ended'], {
    source: z.enum(['operator', 'order', 'code', 'invite', 'compensation']),
    grants: count,
    bytes: bytesOrUnlimited,
    /** Charged bytes taken from them so far. */
    used: count,
    validFrom: instant,
    validUntil: instant.nullable(),
    reason: z.string(),
    by: z.string(),
  }),
  entry(['cycle.begun'], { endsAt: instant }),
  entry(['cycle.ended'], {
    startedAt: instant,
    upload: count,
    download: count,
    charged: count,
    /** Charged bytes that no grant covered. */
    overrun: count,
  }),
  entry(['gate.opened', 'gate.closed'], {
    /** `open`, or the reason of a closed gate; `before` the same of the moment before. */
    gate: z.string(),
    before: z.string(),
    /** `usage`, `due` (a time came), `check`, or the action that led to it, as `grant.bytes`. */
    cause: z.string(),
    /** Whose collection led to it; null where none did. */
    node: z.strictObject(node).nullable(),
    /** When each of his nodes answered that it enforces it; null: not yet, or it had nothing to change. */
    nodes: z.array(z.strictObject({ ...node, revision: count, confirmedAt: instant.nullable() })),
  }),
  /** A node answered that it enforces what the gate decided. */
  entry(['config.confirmed'], { ...node, revision: count, gate: z.string() }),
  /** Of the audit log; its whole entry is under the link. */
  entry(['operator.acted'], {
    action: z.string(),
    actor: z.string(),
    reason: z.string(),
    /** The fields that differ between before and after. */
    changed: z.array(z.string()),
  }),
  entry(['mail.queued', 'mail.sent', 'mail.failed'], { template: z.string(), problem: z.string() }),
])
export type TimelineEntry = z.infer<typeof timelineEntry>
export type TimelineKind = TimelineEntry['kind']

export const readTimeline = endpoint({
  name: 'user.timeline',
  method: 'GET',
  path: '/v1/users/:userId/timeline',
  summary:
    'All that happened to a user, newest first: orders, money, grants, cycles, his gate, operators, mail',
  auth: 'operator',
  rights: 'users.read',
  params: z.strictObject({ userId: z.coerce.number().pipe(userId) }),
  query: pageQuery.extend({
    /** Left out: everything. */
    about: z.enum(['orders', 'grants', 'cycles', 'gate', 'operators', 'mail']).optional(),
  }),
  body: nothing,
  answer: pageOf(timelineEntry),
  errors: ['user_not_found'],
})

export const timelineEndpoints = [readTimeline] as const
