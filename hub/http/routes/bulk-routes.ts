import { cancelBulk, runBulk, undoBulk } from '../../bulk/begin-bulk.ts'
import { type BulkDeps, previewBulk } from '../../bulk/preview-bulk.ts'
import { listBulkItems, listBulks, readBulk } from '../../bulk/view-bulk.ts'
import type { bulkEndpoints } from '../../contract/admin/bulk.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

/** What is done to many users at once. */
export function bulkHandlers(deps: BulkDeps): HandlerTable<typeof bulkEndpoints> {
  return {
    'bulk.preview': ({ body }, { actor }) => previewBulk(deps, body, actor),
    'bulk.run': ({ params, body }, { actor }) => runBulk(deps, { ...params, ...body }, actor),
    'bulk.cancel': ({ params }, { actor }) => cancelBulk(deps, params, actor),
    'bulk.undo': ({ params, body }, { actor }) => undoBulk(deps, { ...params, ...body }, actor),
    'bulk.list': async ({ query }) => succeed(await listBulks(deps, query)),
    'bulk.read': ({ params }) => readBulk(deps, params),
    'bulk.items': ({ params, query }) => listBulkItems(deps, { ...params, ...query }),
  }
}
