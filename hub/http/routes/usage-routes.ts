import type { usageEndpoints } from '../../contract/admin/usage.ts'
import { readNodeDays, readNodeHours, readNodeUsers } from '../../metering/node-usage.ts'
import { readUserCycles, readUserDays, readUserHours, type UsageDeps } from '../../metering/user-usage.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers what passed: per user and node, by hour, day and cycle. */
export function usageHandlers(deps: UsageDeps): HandlerTable<typeof usageEndpoints> {
  return {
    'usage.userHours': ({ params, query }) => readUserHours(deps, { ...params, ...query }),
    'usage.userDays': ({ params, query }) => readUserDays(deps, { ...params, ...query }),
    'usage.userCycles': ({ params }) => readUserCycles(deps, params),
    'usage.nodeHours': ({ params, query }) => readNodeHours(deps, { ...params, ...query }),
    'usage.nodeDays': ({ params, query }) => readNodeDays(deps, { ...params, ...query }),
    'usage.nodeUsers': ({ params, query }) => readNodeUsers(deps, { ...params, ...query }),
  }
}
