import type { contentEndpoints } from '../contract/admin/content.ts'
import type { Database } from '../db/transaction.ts'
import type { HandlerTable } from '../http/handlers.ts'
import type { Clock } from '../kernel/clock.ts'
import { succeed } from '../kernel/outcome.ts'
import {
  createNotice,
  editNotice,
  editSiteText,
  listNotices,
  listSiteTexts,
  removeNotice,
} from './accounts/content.ts'

/** What operators write for customers. */
export function contentHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
}): HandlerTable<typeof contentEndpoints> {
  return {
    'notice.list': async ({ query }) => succeed(await listNotices(deps, query)),
    'notice.create': ({ body }, { actor }) => createNotice(deps, body, actor),
    'notice.edit': ({ params, body }, { actor }) => editNotice(deps, { ...params, ...body }, actor),
    'notice.remove': ({ params }, { actor }) => removeNotice(deps, params, actor),
    'text.list': async () => succeed(await listSiteTexts(deps)),
    'text.edit': ({ params, body }, { actor }) => editSiteText(deps, { ...params, ...body }, actor),
  }
}
