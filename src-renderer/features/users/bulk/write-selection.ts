import type { BulkSelection } from '../../../../hub/contract/admin/bulk-views.ts'
import type { Selection } from '../../../ui/selection.ts'
import type { UserNarrowing } from '../build-user-query.ts'

/** Who is meant, as the hub is told it: single users by id, all that match by the filters themselves. */
export function writeSelection(selection: Selection, narrowing: UserNarrowing): BulkSelection {
  return selection.kind === 'some'
    ? { by: 'ids', userIds: [...selection.keys] }
    : { by: 'filter', filter: narrowing, except: [...selection.except] }
}
