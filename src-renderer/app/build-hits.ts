import type { searchAll } from '../../hub/contract/admin/search.ts'
import type { EndpointAnswer } from '../../hub/contract/endpoint.ts'

/** One line of what a search found, and the page that shows it. */
export interface Hit {
  readonly key: string
  readonly to: string
  readonly label: string
  readonly description: string
}

interface Formats {
  money(fen: number): string
  short(at: number): string
}

/** Puts what was found into lines, people first. */
export function buildHits(found: EndpointAnswer<typeof searchAll>, format: Formats): readonly Hit[] {
  return [
    ...found.users.map(user => ({
      key: `user:${user.userId}`,
      to: `/users/${user.userId}`,
      label: user.name,
      description: join(user.email, user.port === null ? null : `:${user.port}`, `#${user.userId}`),
    })),
    ...found.orders.map(order => ({
      key: `order:${order.orderId}`,
      to: `/orders/${order.orderId}`,
      label: order.number,
      description: join(format.money(order.total), order.email, format.short(order.createdAt)),
    })),
    ...found.payments.map(payment => ({
      key: `payment:${payment.paymentId}`,
      to: payment.orderId === null ? '/orders/inbox' : `/orders/${payment.orderId}`,
      label: payment.transactionId,
      description: join(format.money(payment.amount), payment.outTradeNo, format.short(payment.successAt)),
    })),
    ...found.nodes.map(node => ({
      key: `node:${node.nodeId}`,
      to: `/nodes/${node.nodeId}`,
      label: node.name,
      description: join(node.host, node.region),
    })),
  ]
}

function join(...parts: readonly (string | null)[]): string {
  return parts.filter(part => part !== null && part !== '').join(' · ')
}
