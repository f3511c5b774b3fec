import type { AuditEntryView } from '../contract/admin/audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { auditEntity } from '../db/entities/system.ts'
import type { Database } from '../db/transaction.ts'

export interface AuditFilter {
  readonly limit: number
  readonly after?: string | undefined
  readonly subject?: string | undefined
  /** Beginning of the actor's text. */
  readonly actor?: string | undefined
  /** Beginning of the action. */
  readonly action?: string | undefined
  readonly from?: number | undefined
  readonly until?: number | undefined
}

const beginning = (text: string) => `${text.replace(/[!%_]/g, '!$&')}%`

/** A page of the audit log, newest first; `next` is the number of the last entry. */
export function listAudit(
  deps: { readonly database: Database },
  filter: AuditFilter,
): Promise<{ items: AuditEntryView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const query = tx.manager.createQueryBuilder(auditEntity, 'entry').orderBy('entry.number', 'DESC')
    const after = Number(filter.after)
    if (filter.after !== undefined && Number.isSafeInteger(after))
      query.andWhere('entry.number < :after', { after })
    if (filter.subject !== undefined) query.andWhere('entry.subject = :subject', { subject: filter.subject })
    if (filter.actor !== undefined) {
      query.andWhere("entry.actor LIKE :actor ESCAPE '!'", { actor: beginning(filter.actor) })
    }
    if (filter.action !== undefined) {
      query.andWhere("entry.action LIKE :action ESCAPE '!'", { action: beginning(filter.action) })
    }
    if (filter.from !== undefined) query.andWhere('entry.at >= :from', { from: filter.from })
    if (filter.until !== undefined) query.andWhere('entry.at < :until', { until: filter.until })
    const rows = await query.limit(filter.limit + 1).getMany()
    const items = rows.slice(0, filter.limit).map(({ previousHash: _, at, ...entry }) => ({
      ...entry,
      at: at as Instant,
    }))
    return { items, next: rows.length > filter.limit ? String(items.at(-1)?.number) : null }
  })
}
