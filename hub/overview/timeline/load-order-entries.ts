import { In } from 'typeorm'
import { type OrderRow, orderEntity } from '../../db/entities/orders.ts'
import { paymentEntity } from '../../db/entities/payments.ts'
import { refundEntity } from '../../db/entities/refunds.ts'
import type { Tx } from '../../db/transaction.ts'
import { frozenOf } from '../../orders/frozen-order.ts'
import type { EntryOf, LoadEntries } from './timeline-source.ts'

type OrderKind = EntryOf<'order.placed'>['kind']
type RefundKind = EntryOf<'refund.requested'>['kind']

const timeOf: Readonly<Record<OrderKind, (order: OrderRow) => number | null>> = {
  'order.placed': order => order.createdAt,
  'order.fulfilled': order => order.fulfilledAt,
  'order.held': order => order.paidAt,
  'order.closed': order => order.closedAt,
}

function reasonOf(kind: OrderKind, order: OrderRow): string {
  if (kind === 'order.held') return order.heldReason
  return kind === 'order.fulfilled' ? order.manualReason : ''
}

export const loadOrders =
  (kind: OrderKind): LoadEntries =>
  async (tx, _userId, moments) => {
    const orders = await tx.manager.findBy(orderEntity, { id: In(moments.map(({ id }) => id)) })
    return new Map(
      orders.map(order => {
        const { id, number, quantity, total, mode, method } = order
        const facts = { number, title: frozenOf(order).quote.title, quantity, total, mode, method }
        return [
          id,
          {
            ...{ id: `${kind}:${id}`, kind, at: timeOf[kind](order) ?? 0, link: { kind: 'order', id } },
            facts: { ...facts, reason: reasonOf(kind, order) },
          } satisfies EntryOf<OrderKind>,
        ]
      }),
    )
  }

export const loadPayments: LoadEntries = async (tx, _userId, moments) => {
  const payments = await tx.manager.findBy(paymentEntity, { id: In(moments.map(({ id }) => id)) })
  const numbers = await numbersOf(tx, payments)
  return new Map(
    payments.map(({ id, orderId, successAt, amount, transactionId, source }) => {
      const link = orderId === null ? null : ({ kind: 'order', id: orderId } as const)
      const orderNumber = numbers.get(orderId ?? 0) ?? ''
      return [
        id,
        {
          ...{ id: `payment.received:${id}`, kind: 'payment.received', at: successAt, link },
          facts: { orderNumber, amount, transactionId, source },
        } satisfies EntryOf<'payment.received'>,
      ]
    }),
  )
}

export const loadRefunds =
  (kind: RefundKind): LoadEntries =>
  async (tx, _userId, moments) => {
    const refunds = await tx.manager.findBy(refundEntity, { id: In(moments.map(({ id }) => id)) })
    const numbers = await numbersOf(tx, refunds)
    return new Map(
      refunds.map(({ id, orderId, createdAt, settledAt, amount, policy, reason, requestedBy }) => {
        const at = kind === 'refund.requested' ? createdAt : (settledAt ?? 0)
        const orderNumber = numbers.get(orderId ?? 0) ?? ''
        return [
          id,
          {
            ...{ id: `${kind}:${id}`, kind, at, link: { kind: 'refund', id } },
            facts: { orderNumber, amount, policy, reason, by: requestedBy },
          } satisfies EntryOf<RefundKind>,
        ]
      }),
    )
  }

async function numbersOf(
  tx: Tx,
  rows: readonly { readonly orderId: number | null }[],
): Promise<ReadonlyMap<number, string>> {
  const id = In([...new Set(rows.map(row => row.orderId))])
  const orders = await tx.manager.find(orderEntity, { where: { id }, select: { id: true, number: true } })
  return new Map(orders.map(order => [order.id, order.number]))
}
