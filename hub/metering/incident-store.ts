import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import type { IncidentRow } from '../db/entities/metering.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** Something about the counting that was not plain. */
export interface NewIncident extends Omit<IncidentRow, 'id' | 'detail'> {
  readonly detail: Readonly<Record<string, unknown>>
}

const columns = 'at, kind, nodeId, userId, port, fromAt, untilAt, upload, download, detail'

/** Writes incidents; anybody who finds one uses this inside his transaction. */
export async function recordIncidents(tx: Tx, incidents: readonly NewIncident[]): Promise<void> {
  for (let from = 0; from < incidents.length; from += 500) {
    const part = incidents.slice(from, from + 500)
    await tx.query(
      `INSERT INTO metering_incidents (${columns}) VALUES ${part.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      part.flatMap(row => [
        row.at,
        row.kind,
        row.nodeId,
        row.userId,
        row.port,
        row.fromAt,
        row.untilAt,
        row.upload,
        row.download,
        JSON.stringify(row.detail),
      ]),
    )
  }
}

/**
 * Writes an incident that may last, as a clock that is off does: one that reached up to the previous collection of
 * the node is prolonged instead, so that a lasting fault is one row and not one for every collection.
 */
export async function prolongIncident(tx: Tx, incident: NewIncident, previousAt: Instant): Promise<void> {
  const [open] = rowsOf(
    await tx.query(
      `SELECT id FROM metering_incidents WHERE nodeId = ? AND kind = ? AND ${
        incident.port === null ? 'port IS NULL AND ? IS NULL' : 'port = ?'
      } AND untilAt >= ? ORDER BY id DESC LIMIT 1`,
      [incident.nodeId, incident.kind, incident.port, previousAt],
    ),
  )
  if (!open || previousAt === 0) return recordIncidents(tx, [incident])
  await tx.query(
    'UPDATE metering_incidents SET untilAt = ?, upload = upload + ?, download = download + ?, detail = ? WHERE id = ?',
    [
      incident.untilAt,
      incident.upload,
      incident.download,
      JSON.stringify(incident.detail),
      asInteger(open['id']),
    ],
  )
}
