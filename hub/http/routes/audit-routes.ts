import { readAnchor, type StoredAnchor } from '../../audit/anchor-store.ts'
import { listAudit } from '../../audit/list-audit.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import type { AuditAnchorView, auditEndpoints } from '../../contract/admin/audit.ts'
import { readApart } from '../../db/read-apart.ts'
import type { Database } from '../../db/transaction.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

export interface AuditHandlerDeps {
  readonly database: Database
  /** The end of the log in the newest backup that can be read; null: there is none. */
  readonly anchorOfBackup: () => Promise<StoredAnchor | null>
}

export function auditHandlers(deps: AuditHandlerDeps): HandlerTable<typeof auditEndpoints> {
  const { database } = deps

  async function storedAnchors(): Promise<AuditAnchorView[]> {
    const daily = await database.inTransaction(readAnchor)
    const backup = await deps.anchorOfBackup()
    return [daily, backup].filter(anchor => anchor !== null)
  }

  return {
    'audit.list': async ({ query }) => succeed(await listAudit(deps, query)),
    'audit.prove': async ({ query }) => {
      const { number, hash } = query
      const anchors: AuditAnchorView[] =
        number === undefined || hash === undefined
          ? await storedAnchors()
          : [{ number, hash, source: 'given', at: null, file: null }]
      const proof = await readApart(database, tx => verifyAudit(tx, ...anchors))
      if (proof.ok) return succeed({ ok: true, head: { ...proof.head }, anchors })
      const anchor = anchors.find(one => one === proof.anchor) ?? null
      return succeed({ ok: false, number: proof.number, problem: proof.problem, anchor })
    },
  }
}
