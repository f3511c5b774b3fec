import type { billEndpoints } from '../../contract/admin/bills.ts'
import type { inboxEndpoints } from '../../contract/admin/inbox.ts'
import type { orderEndpoints } from '../../contract/admin/orders.ts'
import type { refundEndpoints } from '../../contract/admin/refunds.ts'
import type { OrderRow } from '../../db/entities/orders.ts'
import { inboxItemEntity } from '../../db/entities/refunds.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import { listBills, viewBill } from '../../payments/bills/list-bills.ts'
import { type BillDeps, runBill } from '../../payments/bills/run-bills.ts'
import { type ClosePendingDeps, closePending } from '../../payments/close-pending.ts'
import { applyInboxItem } from '../../payments/inbox/apply-inbox-item.ts'
import { dismissInboxItem } from '../../payments/inbox/dismiss-inbox-item.ts'
import { listInbox, readInboxItem, viewInboxItem } from '../../payments/inbox/list-inbox.ts'
import {
  countOrders,
  exportOrders,
  listOrders,
  readOrder,
  viewOrder,
  viewRefund,
} from '../../payments/list-orders.ts'
import { endAbnormal, listRefunds, previewRefund, retryRefund } from '../../payments/list-refunds.ts'
import { markPaid } from '../../payments/mark-paid.ts'
import { readRevenue } from '../../payments/read-revenue.ts'
import { type RequestRefundDeps, refundInboxItem, requestRefund } from '../../payments/request-refund.ts'
import type { HandlerTable } from '../handlers.ts'

type Deps = ClosePendingDeps & RequestRefundDeps & BillDeps

/** Orders and the money for them. */
export function orderHandlers(deps: Deps): HandlerTable<typeof orderEndpoints> {
  const view = async (outcome: Outcome<OrderRow>) => {
    if (!outcome.ok) return outcome
    const read = await readOrder(deps, { orderId: outcome.value.id })
    return succeed(read.ok ? read.value.order : viewOrder(outcome.value, null))
  }
  return {
    'order.list': async ({ query }) => succeed(await listOrders(deps, query)),
    'order.count': async ({ query }) => succeed(await countOrders(deps, query)),
    'order.read': ({ params }) => readOrder(deps, params),
    'order.export': async ({ query }) => succeed(await exportOrders(deps, query)),
    'order.close': async ({ params }, { actor }) =>
      view(await closePending(deps, { ...params, actor, why: 'closed by an operator' })),
    'order.mark-paid': async ({ params, body }, { actor }) =>
      view(await markPaid(deps, { ...params, ...body }, actor)),
    'revenue.read': ({ query }) => readRevenue(deps, query),
  }
}

/** Money that goes back. */
export function refundHandlers(deps: Deps): HandlerTable<typeof refundEndpoints> {
  return {
    'refund.list': async ({ query }) => succeed(await listRefunds(deps, query)),
    'refund.preview': ({ params, query }) => previewRefund(deps, { ...params, ...query }),
    async 'refund.create'({ params, body }, { actor }) {
      const made = await requestRefund(deps, { ...params, ...body }, actor)
      return made.ok ? succeed(viewRefund(made.value)) : made
    },
    'refund.retry': ({ params }) => retryRefund(deps, params),
    'refund.end-abnormal': ({ params }) => endAbnormal(deps, params),
  }
}

/** What waits for a person. */
export function inboxHandlers(deps: Deps): HandlerTable<typeof inboxEndpoints> {
  return {
    'inbox.list': async ({ query }) => succeed(await listInbox(deps, query)),
    'inbox.read': ({ params }) => readInboxItem(deps, params),
    async 'inbox.apply'({ params, body }, { actor }) {
      const applied = await applyInboxItem(deps, { ...params, ...body }, actor)
      if (!applied.ok) return applied
      const item = await deps.database.inTransaction(tx =>
        tx.manager.findOneByOrFail(inboxItemEntity, { id: params.inboxId }),
      )
      return succeed(viewInboxItem(item))
    },
    async 'inbox.refund'({ params, body }, { actor }) {
      const made = await refundInboxItem(deps, { ...params, ...body }, actor)
      return made.ok ? succeed(viewRefund(made.value)) : made
    },
    async 'inbox.dismiss'({ params, body }, { actor }) {
      const done = await dismissInboxItem(deps, { ...params, ...body }, actor)
      return done.ok ? succeed(viewInboxItem(done.value)) : done
    },
  }
}

/** The provider's bills. */
export function billHandlers(deps: Deps): HandlerTable<typeof billEndpoints> {
  return {
    'bill.list': async ({ query }) => succeed(await listBills(deps, query)),
    async 'bill.run'({ body }) {
      const done = await runBill(deps, body)
      return done.ok ? succeed(viewBill(done.value)) : done
    },
  }
}
