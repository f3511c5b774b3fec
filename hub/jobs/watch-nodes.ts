import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { decideOfflineAlert } from './offline-rule.ts'

const kind = 'node.offline'

/** Raises an alert for every node that has not answered for a minute, ends those of nodes that answer again. */
export async function watchNodes(deps: {
  readonly database: Database
  readonly clock: Clock
}): Promise<{ readonly offline: number; readonly changed: number }> {
  const nullable = (value: unknown) => (value === null ? null : (asInteger(value) as Instant))
  return deps.database.inTransaction(async tx => {
    const now = deps.clock.now()
    const rows = rowsOf(
      await tx.query(
        `SELECT n.id, n.name, c.failingSince, c.answeringSince, c.lastError, a.id AS alertId,
           (SELECT COUNT(*) FROM assignments s WHERE s.nodeId = n.id AND s.releasedAt IS NULL
              AND s.closedAt IS NULL) AS users
         FROM nodes n JOIN node_contacts c ON c.nodeId = n.id
         LEFT JOIN alerts a ON a.openKey = ${tx.engine === 'sqlite' ? "'node.offline:node:' || n.id" : "CONCAT('node.offline:node:', n.id)"}
         WHERE n.state <> 'removed' ORDER BY n.id`,
      ),
    )
    let offline = 0
    let changed = 0
    for (const row of rows) {
      const subject = `node:${asInteger(row['id'])}`
      const alertOpen = row['alertId'] !== null
      const decision = decideOfflineAlert(
        {
          failingSince: nullable(row['failingSince']),
          answeringSince: nullable(row['answeringSince']),
          alertOpen,
        },
        now,
      )
      if (decision === 'open') {
        const since = new Date(asInteger(row['failingSince'])).toISOString()
        const message = `${String(row['name'])} has not answered since ${since}; ${asInteger(row['users'])} users with an open gate are on it. Last error: ${String(row['lastError'])}`
        await openAlert(tx, { at: now, kind, subject, severity: 'critical', message })
      }
      if (decision === 'close') await closeAlert(tx, { at: now, kind, subject })
      if (decision !== 'keep') changed += 1
      if (decision === 'open' || (alertOpen && decision === 'keep')) offline += 1
    }
    return { offline, changed }
  })
}
