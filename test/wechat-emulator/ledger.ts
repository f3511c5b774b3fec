import type { Order } from './order-rule.ts'
import type { Refund } from './refund-rule.ts'

/** What WeChat knows of the merchant's money: every order and refund. */
export interface Ledger {
  order(outTradeNo: string): Order | undefined
  orderOfTransaction(transactionId: string): Order | undefined
  orderOfLink(token: string): Order | undefined
  orders(): readonly Order[]
  putOrder(order: Order): void
  refund(outRefundNo: string): Refund | undefined
  refundOfId(refundId: string): Refund | undefined
  refunds(): readonly Refund[]
  refundsOf(outTradeNo: string): readonly Refund[]
  putRefund(refund: Refund): void
  clear(): void
}

export interface LedgerRows {
  readonly orders: readonly Order[]
  readonly refunds: readonly Refund[]
}

export function createLedger(rows: LedgerRows, onChange: () => void): Ledger {
  const orders = new Map(rows.orders.map(order => [order.request.outTradeNo, order]))
  const refunds = new Map(rows.refunds.map(refund => [refund.outRefundNo, refund]))
  const links = new Map(rows.orders.map(order => [order.link.token, order.request.outTradeNo]))
  const transactions = new Map<string, string>()
  const index = (order: Order) => {
    links.set(order.link.token, order.request.outTradeNo)
    if (order.state.kind === 'PAID') transactions.set(order.state.transactionId, order.request.outTradeNo)
  }
  for (const order of rows.orders) index(order)
  const orderNamed = (outTradeNo: string | undefined) =>
    outTradeNo === undefined ? undefined : orders.get(outTradeNo)
  return {
    order: outTradeNo => orders.get(outTradeNo),
    orderOfTransaction: id => orderNamed(transactions.get(id)),
    orderOfLink: token => orderNamed(links.get(token)),
    orders: () => [...orders.values()],
    putOrder(order) {
      orders.set(order.request.outTradeNo, order)
      index(order)
      onChange()
    },
    refund: outRefundNo => refunds.get(outRefundNo),
    refundOfId: id => [...refunds.values()].find(one => one.refundId === id),
    refunds: () => [...refunds.values()],
    refundsOf: outTradeNo => [...refunds.values()].filter(one => one.outTradeNo === outTradeNo),
    putRefund(refund) {
      refunds.set(refund.outRefundNo, refund)
      onChange()
    },
    clear() {
      for (const map of [orders, refunds, links, transactions]) map.clear()
      onChange()
    },
  }
}
