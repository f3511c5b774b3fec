import type { meteringEndpoints } from '../../contract/admin/metering.ts'
import type { Database } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { succeed } from '../../kernel/outcome.ts'
import { listIncidents } from '../../metering/list-incidents.ts'
import { findLedgerDifferences } from '../../metering/prove-ledger.ts'
import { readNodeMeter } from '../../metering/read-node-meter.ts'
import { resumeMetering } from '../../metering/resume-metering.ts'
import { summarizeMetering } from '../../metering/summarize-metering.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers how the counting went: incidents, proofs, the meter of a node. */
export function meteringHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
}): HandlerTable<typeof meteringEndpoints> {
  return {
    'metering.incidents': async ({ query }) => succeed(await listIncidents(deps, query)),
    'metering.summary': async ({ query }) => succeed(await summarizeMetering(deps, query)),
    'metering.prove': async () => succeed(await findLedgerDifferences(deps.database)),
    'metering.node': ({ params }) => readNodeMeter(deps, params),
    'metering.resume': ({ params }, { actor }) => resumeMetering(deps, params, actor),
  }
}
