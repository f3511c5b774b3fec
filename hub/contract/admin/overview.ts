import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'

const instant = z.number().int()
const count = z.number().int().min(0)

/**
 * Fen, by when the provider took it; orders that money was received for. `ofNoOrder` is what of it belongs to none: it
 * waits in the inbox or went back, and the revenue report, which goes by orders, has it nowhere.
 */
const money = z.strictObject({ received: count, ofNoOrder: count, refunded: count, orders: count })

const bytesPassed = z.strictObject({ upload: count, download: count })

const node = z.strictObject({
  nodeId: count,
  name: z.string(),
  /** `failing`: does not answer. `halted`: collection is stopped. `pending`: has not confirmed its revision. */
  state: z.enum(['failing', 'halted', 'pending']),
  since: instant.nullable(),
  /** Users with an open gate who have their port there. */
  users: count,
})

const overview = z.strictObject({
  at: instant,
  /** Days and months are those of this IANA zone. */
  timeZone: z.string(),
  /** Beginning of today there. */
  today: instant,
  money: z.strictObject({
    today: money,
    month: money,
    /** The same weekday of last week: whole, and up to the same time of day. */
    lastWeek: money,
    lastWeekSoFar: money,
  }),
  /** Orders placed today, by the state they are in. */
  ordersToday: z.strictObject({
    pending: count,
    closed: count,
    paid: count,
    fulfilled: count,
    held: count,
    partly_refunded: count,
    refunded: count,
  }),
  users: z.strictObject({
    /** Not deleted. */
    all: count,
    /** Their gate is open: a plan runs and bytes are left. */
    active: count,
    /** Active, and the plan ends within 7 days. */
    expiring: count,
    /** Active, with less than 10 % left; by figures at most some minutes old. */
    runningOut: count,
    suspended: count,
    createdToday: count,
  }),
  traffic: z.strictObject({
    /** Bits per second, from the last collections of all nodes; null where none is recent. */
    now: z.strictObject({ upload: count, download: count, at: instant }).nullable(),
    today: bytesPassed,
    /** The last 24 whole hours and the present one, oldest first. */
    hours: z.array(z.strictObject({ hour: instant, upload: count, download: count })),
  }),
  nodes: z.strictObject({
    all: count,
    ok: count,
    failing: count,
    halted: count,
    pending: count,
    /** Users with an open gate who have their port on a node that is failing or halted, some seconds ago. */
    usersAffected: count,
    /** At most 10, those with most users first. */
    troubled: z.array(node),
  }),
  inbox: z.strictObject({
    open: count,
    /** Fen. */
    amount: count,
    newest: z.array(
      z.strictObject({
        inboxId: count,
        kind: z.string(),
        amount: count,
        userId: count.nullable(),
        orderId: count.nullable(),
        openedAt: instant,
      }),
    ),
  }),
  alerts: z.strictObject({
    open: count,
    critical: count,
    /** Open ones that nobody has taken note of. */
    unseen: count,
    newest: z.array(
      z.strictObject({
        alertId: count,
        kind: z.string(),
        subject: z.string(),
        /** What people call it; null where it has no name of its own. */
        name: z.string().nullable(),
        severity: z.enum(['warning', 'critical']),
        message: z.string(),
        openedAt: instant,
        acknowledgedAt: instant.nullable(),
      }),
    ),
  }),
  /** The newest bill that was compared with the book; null: none yet. */
  bill: z
    .strictObject({
      billId: count,
      /** yyyymmdd in Beijing. */
      day: count,
      state: z.enum(['waiting', 'done', 'failed']),
      /** What differs, and how many of these nobody settled. */
      findings: count,
      unsettled: count,
      finishedAt: instant.nullable(),
    })
    .nullable(),
  /** When a node was last collected; null: never. */
  collectedAt: instant.nullable(),
  /** The newest backup that was restored as a proof. */
  backup: z.strictObject({ backupId: count, madeAt: instant, checkedAt: instant.nullable() }).nullable(),
  /** Whether the sums of ledger, meters and cycles agree. */
  books: z.strictObject({
    /** Null: not compared yet. */
    agree: z.boolean().nullable(),
    checkedAt: instant.nullable(),
    detail: z.string(),
    /** Of the last 24 hours, by kind: what of the counting was not plain. */
    incidents: z.array(z.strictObject({ kind: z.string(), count })),
  }),
})
export type Overview = z.infer<typeof overview>

export const readOverview = endpoint({
  name: 'overview.read',
  method: 'GET',
  path: '/v1/overview',
  summary: 'Whether all is well and what needs a person: money, users, traffic, nodes, inbox, alerts, books',
  auth: 'operator',
  rights: 'orders.read',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: overview,
  errors: [],
})

export const overviewEndpoints = [readOverview] as const
