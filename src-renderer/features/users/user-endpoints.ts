import { bulkEndpoints } from '../../../hub/contract/admin/bulk.ts'
import { orderEndpoints } from '../../../hub/contract/admin/orders.ts'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'

export const [previewBulk, runBulk, cancelBulk, undoBulk, listBulk, readBulk, listBulkItems] = bulkEndpoints
export const [listPlans] = planEndpoints
export const [listOrders] = orderEndpoints

/** What a change of a user makes old: the names of endpoints begin with these. */
export const touchedByUser = ['user.', 'grant.', 'overview.', 'search.'] as const
