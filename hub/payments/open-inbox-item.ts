import { openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { type InboxItemRow, inboxItemEntity } from '../db/entities/refunds.ts'
import { isDuplicate, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'

/** The kind of the alert that money waits for a person. */
export const inboxAlert = 'payment.inbox'

export type NewInboxItem = Pick<
  InboxItemRow,
  'kind' | 'paymentId' | 'orderId' | 'refundId' | 'userId' | 'amount' | 'facts'
> & {
  /** What it is about, beside its kind: the same matter opens once. */
  readonly about: string
}

/**
 * Puts a matter before a person, with an alert that ends when it is settled. False where it was there already.
 * Amounts in fen.
 */
export async function openInboxItem(tx: Tx, item: NewInboxItem, at: Instant): Promise<boolean> {
  const { about, ...fields } = item
  const itemKey = `${item.kind}:${about}`
  if ((await tx.manager.findOneBy(inboxItemEntity, { itemKey })) !== null) return false
  const row: Omit<InboxItemRow, 'id'> = {
    ...fields,
    itemKey,
    state: 'open',
    openedAt: at,
    resolvedAt: null,
    resolvedBy: '',
    resolution: null,
    version: 1,
  }
  try {
    await tx.manager.insert(inboxItemEntity, row as object)
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
  const stored = await tx.manager.findOneByOrFail(inboxItemEntity, { itemKey })
  await openAlert(tx, {
    at,
    kind: inboxAlert,
    subject: `inbox:${stored.id}`,
    severity: item.kind === 'mismatch' || item.kind === 'refund_abnormal' ? 'critical' : 'warning',
    message: messageOf(item),
  })
  await announce(tx, { at, kind: 'inbox.opened', subject: { inboxId: stored.id, orderId: item.orderId } })
  return true
}

function messageOf({ kind, amount }: NewInboxItem): string {
  const yuan = `¥${(amount / 100).toFixed(2)}`
  const said: Readonly<Record<InboxItemRow['kind'], string>> = {
    late: 'came after its order was closed and cannot be fulfilled',
    duplicate: 'was paid for an order that is paid already',
    superseded: 'was paid by an old QR code while another one was paid too',
    mismatch: 'does not fit its order: amount, currency or account differ',
    unknown_order: 'belongs to no order known here',
    held: 'was paid for an order that cannot be fulfilled',
    refund_abnormal: 'could not be refunded: the provider cannot reach the payer',
    refund_imported: 'was refunded, and not from here: in the merchant console, or before a restore',
  }
  return `${yuan} ${said[kind]}: decide in the payment inbox`
}
