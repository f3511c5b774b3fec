import { closeAlert, openAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type InboxItemRow, inboxItemEntity } from '../db/entities/refunds.ts'
import type { Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import { inboxAlert } from './open-inbox-item.ts'

/** Notes what became of a matter, and ends its alert. */
export async function resolveInboxItem(
  tx: Tx,
  item: InboxItemRow,
  settled: {
    readonly state: 'applied' | 'refunded' | 'dismissed'
    readonly resolution: object
    readonly at: Instant
    readonly actor: Actor
  },
): Promise<void> {
  const { state, resolution, at, actor } = settled
  const patch = { state, resolution, resolvedAt: at, resolvedBy: actorText(actor), version: item.version + 1 }
  await tx.manager.update(inboxItemEntity, { id: item.id }, patch as object)
  await closeAlert(tx, { at, kind: inboxAlert, subject: `inbox:${item.id}` })
  await announce(tx, { at, kind: 'inbox.resolved', subject: { inboxId: item.id, state } })
  await recordAudit(tx, {
    ...{ at, actor, action: `inbox.${state}`, subject: `inbox:${item.id}` },
    before: { kind: item.kind, state: item.state, amount: item.amount },
    after: { state, ...resolution },
  })
}

/** Puts a matter before a person again: its refund did not go through. */
export async function reopenInboxItem(tx: Tx, item: InboxItemRow, at: Instant): Promise<void> {
  const patch = {
    state: 'open',
    resolution: null,
    resolvedAt: null,
    resolvedBy: '',
    version: item.version + 1,
  }
  await tx.manager.update(inboxItemEntity, { id: item.id }, patch as object)
  const message = `¥${(item.amount / 100).toFixed(2)} could not be refunded and waits again: decide in the payment inbox`
  await openAlert(tx, {
    ...{ at, kind: inboxAlert, subject: `inbox:${item.id}`, severity: 'warning' as const, message },
  })
  await announce(tx, { at, kind: 'inbox.opened', subject: { inboxId: item.id, orderId: item.orderId } })
}
