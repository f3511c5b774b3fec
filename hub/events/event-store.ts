import { In } from 'typeorm'
import type { HubEvent } from '../contract/admin/events.ts'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { eventEntity } from '../db/entities/system.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

const pageSize = 2_000
const keepMs = 24 * 3_600_000

/** The id of the last event; 0 where there is none. */
export async function latestEventId(tx: Tx): Promise<number> {
  const [row] = rowsOf(await tx.query('SELECT COALESCE(MAX(id), 0) AS id FROM events'))
  return asInteger(row?.['id'])
}

/** Ids above `low` that are wanted, ascending. */
export async function newEventIds(tx: Tx, low: number, wanted: (id: number) => boolean): Promise<number[]> {
  const found: number[] = []
  for (let after = low; ; ) {
    const rows = rowsOf(
      await tx.query(`SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ${pageSize}`, [after]),
    )
    for (const row of rows) {
      after = asInteger(row['id'])
      if (wanted(after)) found.push(after)
    }
    if (rows.length < pageSize) return found
  }
}

/** The events with these ids, ascending. */
export async function readEvents(tx: Tx, ids: readonly number[]): Promise<HubEvent[]> {
  const events: HubEvent[] = []
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await tx.manager.find(eventEntity, {
      where: { id: In(ids.slice(from, from + 500)) },
      order: { id: 'ASC' },
    })
    for (const { id, at, kind, subject } of rows) {
      events.push({ id, at: at as Instant, kind, subject: isRecord(subject) ? subject : {} })
    }
  }
  return events
}

/** Ids of events after `after`, ascending, at most `limit`. */
export async function eventIdsAfter(tx: Tx, after: number, limit: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?', [after, limit]),
  )
  return rows.map(row => asInteger(row['id']))
}

/** Forgets events older than a day; for a job. */
export async function pruneEvents(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM events WHERE at < ?', [now - keepMs])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
