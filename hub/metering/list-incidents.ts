import type { IncidentView } from '../contract/admin/metering.ts'
import type { Bytes, Instant } from '../contract/primitives.ts'
import { type IncidentRow, incidentEntity } from '../db/entities/metering.ts'
import type { Database } from '../db/transaction.ts'

export interface IncidentFilter {
  readonly limit: number
  /** The `next` of the page before: the id of its last incident. */
  readonly after?: string | undefined
  readonly kind?: IncidentRow['kind'] | undefined
  readonly nodeId?: number | undefined
  readonly userId?: number | undefined
  /** [from, until) of the time at which they were recorded. */
  readonly from?: number | undefined
  readonly until?: number | undefined
}

/** A page of everything about the counting that was not plain, newest first. */
export function listIncidents(
  deps: { readonly database: Database },
  filter: IncidentFilter,
): Promise<{ items: IncidentView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const query = tx.manager.createQueryBuilder(incidentEntity, 'incident').orderBy('incident.id', 'DESC')
    const { kind, nodeId, userId, from, until } = filter
    const after = Number(filter.after)
    if (filter.after !== undefined && Number.isSafeInteger(after)) {
      query.andWhere('incident.id < :after', { after })
    }
    if (kind !== undefined) query.andWhere('incident.kind = :kind', { kind })
    if (nodeId !== undefined) query.andWhere('incident.nodeId = :nodeId', { nodeId })
    if (userId !== undefined) query.andWhere('incident.userId = :userId', { userId })
    if (from !== undefined) query.andWhere('incident.at >= :from', { from })
    if (until !== undefined) query.andWhere('incident.at < :until', { until })
    const rows = await query.limit(filter.limit + 1).getMany()
    const items = rows.slice(0, filter.limit).map(row => ({
      ...row,
      at: row.at as Instant,
      fromAt: row.fromAt as Instant,
      untilAt: row.untilAt as Instant,
      upload: row.upload as Bytes,
      download: row.download as Bytes,
    }))
    return { items, next: rows.length > filter.limit ? String(items.at(-1)?.id) : null }
  })
}
