import type { BulkView } from '../contract/admin/bulk-views.ts'

/** Its diagram stands above the table’s entity. */
type BulkState = BulkView['state'] | 'previewed'

/** Whether it is still to do something; one that is only previewed is not. */
export const isUnderWay = (state: BulkState): boolean => state === 'queued' || state === 'running'

/** Whether it was begun and will do nothing more. */
export const isOver = (state: BulkState): boolean =>
  state === 'done' || state === 'cancelled' || state === 'failed'
