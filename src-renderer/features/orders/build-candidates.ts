import type { InboxCandidate } from '../../../hub/contract/admin/inbox.ts'
import type { OrderView } from '../../../hub/contract/admin/orders.ts'

const unpaid: ReadonlySet<OrderView['state']> = new Set(['pending', 'closed', 'held'])

/** Of orders that were found those that money of this sum can be applied to, and how many it cannot. */
export function buildCandidates(
  orders: readonly OrderView[],
  amount: number,
): { readonly fitting: readonly InboxCandidate[]; readonly others: number } {
  const fitting = orders.filter(({ total, state }) => total === amount && unpaid.has(state))
  return {
    fitting: fitting.map(({ id, number, userId, email, state, total, createdAt }) => ({
      ...{ orderId: id, number, userId, email, state, total, createdAt },
    })),
    others: orders.length - fitting.length,
  }
}
