import { recordAudit } from '../audit/record-audit.ts'
import type { AlertView } from '../contract/admin/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { type AlertRow, alertEntity } from '../db/entities/system.ts'
import type { Database } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { nameSubjects } from './name-subjects.ts'

/** A page of alerts, newest first. */
export function listAlerts(
  deps: { readonly database: Database },
  filter: {
    readonly limit: number
    readonly after?: string | undefined
    readonly state: 'open' | 'unseen' | 'closed' | 'all'
  },
): Promise<{ items: AlertView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const query = tx.manager.createQueryBuilder(alertEntity, 'alert').orderBy('alert.id', 'DESC')
    const after = Number(filter.after)
    if (filter.after !== undefined && Number.isSafeInteger(after))
      query.andWhere('alert.id < :after', { after })
    if (filter.state === 'open' || filter.state === 'unseen') query.andWhere('alert.closedAt IS NULL')
    if (filter.state === 'unseen') query.andWhere('alert.acknowledgedAt IS NULL')
    if (filter.state === 'closed') query.andWhere('alert.closedAt IS NOT NULL')
    const rows = await query.limit(filter.limit + 1).getMany()
    const shown = rows.slice(0, filter.limit)
    const names = await nameSubjects(
      tx,
      shown.map(({ subject }) => subject),
    )
    const items = shown.map(row => viewAlert(row, names))
    return { items, next: rows.length > filter.limit ? String(items.at(-1)?.id) : null }
  })
}

/** An alert as operators see it. */
function viewAlert(
  { openKey: _, openedAt, closedAt, acknowledgedAt, ...alert }: AlertRow,
  names: ReadonlyMap<string, string>,
): AlertView {
  return {
    ...alert,
    name: names.get(alert.subject) ?? null,
    openedAt: openedAt as Instant,
    closedAt: closedAt as Instant | null,
    acknowledgedAt: acknowledgedAt as Instant | null,
  }
}

/**
 * Notes that somebody knows of it; it ends when its cause does. The first who does stands there. Fails with
 * `alert_not_found`.
 */
export function acknowledgeAlert(
  deps: { readonly database: Database; readonly clock: Clock },
  { alertId }: { readonly alertId: number },
  actor: Actor,
): Promise<Outcome<AlertView>> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const seen = { acknowledgedAt: at, acknowledgedBy: actorText(actor).slice(0, 128) }
    const row = await tx.manager.findOneBy(alertEntity, { id: alertId })
    if (row === null) return fail('alert_not_found', { alertId })
    const names = await nameSubjects(tx, [row.subject])
    if (row.acknowledgedAt !== null) return succeed(viewAlert(row, names))
    await tx.manager.update(alertEntity, { id: alertId }, seen)
    await announce(tx, { at, kind: 'alert.acknowledged', subject: { alertId, alert: row.kind } })
    const { kind, subject } = row
    const audited = { at, actor, action: 'alerts.acknowledge', subject: `alert:${alertId}` }
    await recordAudit(tx, { ...audited, before: { kind, subject }, after: seen })
    return succeed(viewAlert({ ...row, ...seen }, names))
  })
}
