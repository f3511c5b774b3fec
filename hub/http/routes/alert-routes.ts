import { acknowledgeAlert, listAlerts } from '../../alerts/list-alerts.ts'
import type { alertEndpoints } from '../../contract/admin/alerts.ts'
import type { Database } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

export function alertHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
}): HandlerTable<typeof alertEndpoints> {
  return {
    'alerts.list': async ({ query }) => succeed(await listAlerts(deps, query)),
    'alerts.acknowledge': ({ params }, { actor }) => acknowledgeAlert(deps, params, actor),
  }
}
