import type { trafficEndpoints } from '../../contract/admin/traffic.ts'
import { readTrafficSeries } from '../../metering/traffic-series.ts'
import { readTrafficTop } from '../../metering/traffic-top.ts'
import type { UsageDeps } from '../../metering/user-usage.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers what passed over time, and who passed most. */
export function trafficHandlers(deps: UsageDeps): HandlerTable<typeof trafficEndpoints> {
  return {
    'traffic.series': ({ query }) => readTrafficSeries(deps, query),
    'traffic.top': ({ query }) => readTrafficTop(deps, query),
  }
}
