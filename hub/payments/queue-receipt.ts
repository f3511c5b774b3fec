import type { Instant } from '../contract/primitives.ts'
import type { OrderRow } from '../db/entities/orders.ts'
import type { RefundRow } from '../db/entities/refunds.ts'
import { userEntity } from '../db/entities/users.ts'
import { findRow } from '../db/single-row.ts'
import type { Tx } from '../db/transaction.ts'
import { readMailPreferences } from '../mail/mail-preferences.ts'
import type { QueueMail } from '../mail/queue-mail.ts'
import { frozenOf } from '../orders/frozen-order.ts'

/** Sends the buyer what he paid for and until when he has it; nothing where he has no address. */
export async function queueReceipt(
  tx: Tx,
  queueMail: QueueMail,
  order: OrderRow,
  at: Instant,
): Promise<void> {
  const user = await findRow(tx, userEntity, { id: order.userId })
  if (user?.email == null) return
  const { locale } = await readMailPreferences(tx, user.id)
  const { quote } = frozenOf(order)
  const cuts = [...quote.cuts, ...quote.bonusCuts]
  const sizes = cuts.length > 0 ? cuts : quote.bucket === null ? [] : [quote.bucket]
  const bytes = sizes.reduce<number | null>(
    (sum, size) => (sum === null || size.bytes === null ? null : sum + size.bytes),
    0,
  )
  await queueMail(tx, {
    at,
    to: user.email,
    locale,
    userId: user.id,
    key: `receipt:${order.id}`,
    template: 'receipt',
    params: {
      orderNumber: order.number,
      plan: quote.title[locale] || order.number,
      from: quote.endsAt === null || quote.startsAt > at ? null : (quote.startsAt as Instant),
      until: (quote.endsAt ?? quote.bucket?.until ?? null) as Instant | null,
      bytes,
      amountFen: order.total,
      paidAt: at,
    },
  })
}

/** Tells the buyer that his money arrived and somebody looks into his order. */
export async function queueHeld(tx: Tx, queueMail: QueueMail, order: OrderRow, at: Instant): Promise<void> {
  const user = await tx.manager.findOneBy(userEntity, { id: order.userId })
  if (user?.email == null) return
  const { locale } = await readMailPreferences(tx, user.id)
  await queueMail(tx, {
    at,
    to: user.email,
    locale,
    userId: user.id,
    key: `held:${order.id}`,
    template: 'order-held',
    params: { orderNumber: order.number, amountFen: order.total },
  })
}

/** Tells the buyer that his money is on its way, and that it arrived. */
export async function queueRefunded(
  tx: Tx,
  queueMail: QueueMail,
  refunding: {
    readonly order: OrderRow
    readonly refund: Pick<RefundRow, 'id' | 'amount'>
    readonly stage: 'accepted' | 'succeeded'
    readonly at: Instant
  },
): Promise<void> {
  const { order, refund, stage, at } = refunding
  const user = await tx.manager.findOneBy(userEntity, { id: order.userId })
  if (user?.email == null) return
  const { locale } = await readMailPreferences(tx, user.id)
  await queueMail(tx, {
    at,
    to: user.email,
    locale,
    userId: user.id,
    key: `refund:${refund.id}:${stage}`,
    template: 'refund',
    params: { stage, orderNumber: order.number, amountFen: refund.amount },
  })
}
