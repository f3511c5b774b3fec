import type { overviewEndpoints } from '../../contract/admin/overview.ts'
import type { preferenceEndpoints } from '../../contract/admin/preferences.ts'
import type { searchEndpoints } from '../../contract/admin/search.ts'
import type { timelineEndpoints } from '../../contract/admin/timeline.ts'
import { succeed } from '../../kernel/outcome.ts'
import { createSharedRead } from '../../kernel/shared-read.ts'
import type { UsageDeps } from '../../metering/user-usage.ts'
import { readPreferences, writePreference } from '../../operators/preferences.ts'
import { readOverview } from '../../overview/read-overview.ts'
import { searchAll } from '../../overview/search-all.ts'
import { readTimeline } from '../../overview/timeline/read-timeline.ts'
import type { HandlerTable } from '../handlers.ts'

/** What a console asks for first, and what it remembers. */
export function overviewHandlers(
  deps: UsageDeps,
): HandlerTable<typeof overviewEndpoints> &
  HandlerTable<typeof searchEndpoints> &
  HandlerTable<typeof preferenceEndpoints> &
  HandlerTable<typeof timelineEndpoints> {
  // Every console asks anew with each event.
  const overview = createSharedRead(() => readOverview(deps))
  return {
    'overview.read': async () => succeed(await overview()),
    'search.global': async ({ query }) => succeed(await searchAll(deps, query)),
    'user.timeline': ({ params, query }) => readTimeline(deps, { ...params, ...query }),
    'preferences.read': (_input, { actor }) => readPreferences(deps, actor),
    'preferences.write': ({ params, body }, { actor }) =>
      writePreference(deps, { ...params, ...body }, actor),
  }
}
