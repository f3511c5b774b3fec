/** Beginnings of an event's kind, and of the endpoints whose answers it makes old. */
const table: readonly (readonly [kind: string, endpoints: readonly string[]])[] = [
  ['user.', ['user.', 'overview.', 'search.']],
  ['grants.', ['user.', 'grant.', 'overview.']],
  ['gate.', ['user.', 'overview.']],
  ['order.', ['order.', 'overview.', 'revenue.', 'user.timeline']],
  ['payment.', ['order.', 'inbox.', 'overview.', 'revenue.', 'user.timeline']],
  ['refund.', ['refund.', 'order.', 'overview.', 'revenue.', 'user.timeline']],
  ['inbox.', ['inbox.', 'overview.']],
  ['node.', ['node.', 'overview.', 'metering.', 'rollout.']],
  ['port.', ['user.', 'node.']],
  ['rollout.', ['rollout.', 'node.']],
  ['bulk.', ['bulk.', 'user.']],
  ['alert.', ['alerts.', 'overview.']],
  ['job.', ['job.']],
  ['backup.', ['backup.']],
  ['bill.', ['bill.', 'overview.']],
  ['plan.', ['plan.']],
  ['code.', ['code.']],
  ['operator', ['operators.']],
  ['settings.', ['settings.', 'mail.', 'subscriptions.', 'invite.']],
  ['merchant.', ['merchant.']],
  ['content.', ['notice.', 'text.']],
  ['authority.', ['authority.', 'certificates.']],
]

/** Beginnings of the names of the endpoints whose answers an event of that kind makes old. */
export function touchedBy(kind: string): readonly string[] {
  return table.filter(([beginning]) => kind.startsWith(beginning)).flatMap(([, endpoints]) => endpoints)
}
