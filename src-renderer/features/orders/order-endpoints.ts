import { billEndpoints } from '../../../hub/contract/admin/bills.ts'
import { inboxEndpoints } from '../../../hub/contract/admin/inbox.ts'
import { orderEndpoints } from '../../../hub/contract/admin/orders.ts'
import { refundEndpoints } from '../../../hub/contract/admin/refunds.ts'

export const [listOrders, readOrder, exportOrders, closeOrder, markPaid, readRevenue, countOrders] =
  orderEndpoints
export const [listRefunds, previewRefund, createRefund, retryRefund, endAbnormal] = refundEndpoints
export const [listInbox, readInboxItem, applyItem, refundItem, dismissItem] = inboxEndpoints
export const [listBills, runBill] = billEndpoints

/** What money that moved makes old: the names of endpoints begin with these. */
export const touchedByMoney = ['order.', 'refund.', 'inbox.', 'revenue.', 'overview.', 'user.'] as const
