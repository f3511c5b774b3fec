import type { AlertView } from '../contract/admin/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { alertEntity } from '../db/entities/system.ts'
import type { Database } from '../db/transaction.ts'

/** A page of alerts, newest first. */
export function listAlerts(
  deps: { readonly database: Database },
  filter: {
    readonly limit: number
    readonly after?: string | undefined
    readonly state: 'open' | 'closed' | 'all'
  },
): Promise<{ items: AlertView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const query = tx.manager.createQueryBuilder(alertEntity, 'alert').orderBy('alert.id', 'DESC')
    const after = Number(filter.after)
    if (filter.after !== undefined && Number.isSafeInteger(after))
      query.andWhere('alert.id < :after', { after })
    if (filter.state === 'open') query.andWhere('alert.closedAt IS NULL')
    if (filter.state === 'closed') query.andWhere('alert.closedAt IS NOT NULL')
    const rows = await query.limit(filter.limit + 1).getMany()
    const items = rows.slice(0, filter.limit).map(({ openKey: _, openedAt, closedAt, ...alert }) => ({
      ...alert,
      openedAt: openedAt as Instant,
      closedAt: closedAt as Instant | null,
    }))
    return { items, next: rows.length > filter.limit ? String(items.at(-1)?.id) : null }
  })
}
