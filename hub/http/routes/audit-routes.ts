import { listAudit } from '../../audit/list-audit.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import type { auditEndpoints } from '../../contract/admin/audit.ts'
import type { Database } from '../../db/transaction.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

export function auditHandlers(deps: { readonly database: Database }): HandlerTable<typeof auditEndpoints> {
  return {
    'audit.list': async ({ query }) => succeed(await listAudit(deps, query)),
    'audit.prove': async ({ query }) => {
      const { number, hash } = query
      const anchor = number === undefined || hash === undefined ? undefined : { number, hash }
      const proof = await deps.database.inTransaction(tx => verifyAudit(tx, anchor))
      return succeed(proof.ok ? { ok: true, head: { ...proof.head } } : { ...proof })
    },
  }
}
