import {
  createBatch,
  exportBatch,
  listBatches,
  listCodes,
  listUses,
  readBatch,
  toggleBatch,
  toggleCode,
} from '../../codes/code-batches.ts'
import { findCodes } from '../../codes/find-codes.ts'
import type { codeEndpoints } from '../../contract/admin/codes.ts'
import type { Database } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { RandomBytes } from '../../users/ports.ts'
import type { HandlerTable } from '../handlers.ts'

/** Codes and what became of them. */
export function codeHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly random: RandomBytes
}): HandlerTable<typeof codeEndpoints> {
  return {
    'code.batches': async ({ query }) => succeed(await listBatches(deps, query)),
    'code.create': ({ body }, { actor }) => createBatch(deps, body, actor),
    'code.toggle-batch': ({ params, body }, { actor }) => toggleBatch(deps, { ...params, ...body }, actor),
    'code.list': ({ params, query }) => listCodes(deps, { ...params, ...query }),
    'code.find': async ({ query }) => succeed(await findCodes(deps, query)),
    'code.toggle': ({ params, body }, { actor }) => toggleCode(deps, { ...params, ...body }, actor),
    'code.uses': ({ params, query }) => listUses(deps, { ...params, ...query }),
    'code.batch': ({ params }) => readBatch(deps, params),
    'code.export': ({ params }) => exportBatch(deps, params),
  }
}
