import { loadConfirmations, loadGateChanges } from './load-gate-entries.ts'
import { loadBegunCycles, loadEndedCycles, loadGrants } from './load-grant-entries.ts'
import { loadAudit, loadMail } from './load-log-entries.ts'
import { loadOrders, loadPayments, loadRefunds } from './load-order-entries.ts'
import type { TimelineSource, TimelineUser } from './timeline-source.ts'

const byUser = ({ userId }: TimelineUser) => [userId]

/** His deeds and those of the hub are told by the order itself. */
const byPeople = "(actor LIKE 'operator:%' OR actor LIKE 'command-line:%')"

const orders = (kind: Parameters<typeof loadOrders>[0], at: string, more = ''): TimelineSource => ({
  ...{ about: 'orders', parameters: byUser, load: loadOrders(kind) },
  rows: `SELECT ${at} AS at, id FROM orders WHERE userId = ? AND ${at} IS NOT NULL${more}`,
})

const refunds = (kind: Parameters<typeof loadRefunds>[0], at: string, more = ''): TimelineSource => ({
  ...{ about: 'orders', parameters: byUser, load: loadRefunds(kind) },
  rows: `SELECT r.${at} AS at, r.id AS id FROM orders o JOIN refunds r ON r.orderId = o.id
    WHERE o.userId = ? AND r.${at} IS NOT NULL${more}`,
})

/** A purchase is often dozens of buckets, all made at once: one entry, which goes by the first. */
const grants = (kind: Parameters<typeof loadGrants>[0], at: string): TimelineSource => ({
  ...{ about: 'grants', parameters: byUser, load: loadGrants(kind) },
  rows: `SELECT ${at} AS at, MIN(id) AS id FROM grants WHERE userId = ? AND ${at} IS NOT NULL
    GROUP BY ${at}, source, sourceRef, createdBy`,
})

const mail = (kind: Parameters<typeof loadMail>[0], at: string, more = ''): TimelineSource => ({
  ...{ about: 'mail', parameters: byUser, load: loadMail(kind) },
  rows: `SELECT ${at} AS at, id FROM mail_outbox WHERE userId = ? AND ${at} IS NOT NULL${more}`,
})

/**
 * All that a timeline is merged from. Of things of one moment, what followed stands before what it followed from:
 * an order's payment opened the gate, and a list that is newest first has the gate on top.
 */
export const timelineSources: readonly TimelineSource[] = [
  {
    ...{ about: 'gate', parameters: byUser, load: loadConfirmations },
    rows: 'SELECT confirmedAt AS at, id FROM gate_confirmations WHERE userId = ? AND confirmedAt IS NOT NULL',
  },
  // The last try of a message that was given up began when it was due.
  mail('mail.failed', 'dueAt', " AND state = 'failed'"),
  mail('mail.sent', 'sentAt'),
  mail('mail.queued', 'createdAt'),
  {
    ...{ about: 'gate', parameters: byUser, load: loadGateChanges },
    rows: 'SELECT at, id FROM gate_changes WHERE userId = ?',
  },
  {
    ...{ about: 'cycles', parameters: byUser, load: loadBegunCycles },
    rows: 'SELECT startsAt AS at, id FROM cycles WHERE userId = ?',
  },
  {
    ...{ about: 'cycles', parameters: byUser, load: loadEndedCycles },
    rows: 'SELECT endsAt AS at, id FROM cycles WHERE userId = ?',
  },
  grants('grant.given', 'createdAt'),
  grants('grant.ended', 'endedAt'),
  orders('order.fulfilled', 'fulfilledAt'),
  orders('order.held', 'paidAt', " AND heldReason <> ''"),
  refunds('refund.succeeded', 'settledAt', " AND r.state = 'succeeded'"),
  refunds('refund.closed', 'settledAt', " AND r.state = 'closed'"),
  refunds('refund.requested', 'createdAt'),
  {
    ...{ about: 'orders', parameters: byUser, load: loadPayments },
    rows: `SELECT p.successAt AS at, p.id AS id FROM orders o JOIN payments p ON p.orderId = o.id
      WHERE o.userId = ?`,
  },
  orders('order.closed', 'closedAt'),
  orders('order.placed', 'createdAt'),
  {
    ...{ about: 'operators', load: loadAudit },
    rows: 'SELECT at, number AS id FROM audit_entries WHERE subject = ?',
    parameters: ({ userId }) => [`user:${userId}`],
  },
  {
    ...{ about: 'operators', load: loadAudit },
    rows: `SELECT at, number AS id FROM audit_entries WHERE subject IN (:orders) AND ${byPeople}`,
    parameters: ({ orderSubjects }) => orderSubjects,
  },
]
