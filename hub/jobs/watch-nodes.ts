import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { maxSkewMs } from '../metering/counter-delta.ts'
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
        `SELECT n.id, n.name, c.failingSince, c.answeringSince, c.lastError, c.skewMs, a.id AS alertId
         FROM nodes n JOIN node_contacts c ON c.nodeId = n.id
         LEFT JOIN alerts a ON a.openKey = ${tx.engine === 'sqlite' ? "'node.offline:node:' || n.id" : "CONCAT('node.offline:node:', n.id)"}
         WHERE n.state <> 'removed' ORDER BY n.id`,
      ),
    )
    let offline = 0
    let changed = 0
    for (const row of rows) {
      const nodeId = asInteger(row['id'])
      const subject = `node:${nodeId}`
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
        const message = `${String(row['name'])} has not answered since ${since}; ${await openUsersOn(tx, nodeId)} users with an open gate are on it. Last error: ${String(row['lastError'])}`
        await openAlert(tx, { at: now, kind, subject, severity: 'critical', message })
      }
      if (decision === 'close') await closeAlert(tx, { at: now, kind, subject })
      if (decision !== 'keep') changed += 1
      if (row['failingSince'] === null) {
        await judgeClock(tx, {
          at: now,
          subject,
          name: String(row['name']),
          skewMs: asInteger(row['skewMs']),
        })
      }
      if (decision === 'open' || (alertOpen && decision === 'keep')) offline += 1
    }
    return { offline, changed }
  })
}

/** Counted only for a node that is lost: it has thousands. */
async function openUsersOn(tx: Tx, nodeId: number): Promise<number> {
  const [row] = rowsOf(
    await tx.query(
      'SELECT COUNT(*) AS users FROM assignments WHERE nodeId = ? AND releasedAt IS NULL AND closedAt IS NULL',
      [nodeId],
    ),
  )
  return integerIn(row ?? {}, 'users')
}

/** An alert while an answering node's clock is off by more than a minute: the hub counts by its own time then. */
async function judgeClock(
  tx: Tx,
  node: { readonly at: Instant; readonly subject: string; readonly name: string; readonly skewMs: number },
): Promise<void> {
  const { at, subject, name, skewMs } = node
  const key = { at, kind: 'node.clock', subject }
  if (Math.abs(skewMs) <= maxSkewMs) return closeAlert(tx, key)
  const message = `The clock of ${name} is ${Math.round(Math.abs(skewMs) / 60_000)} minutes ${skewMs > 0 ? 'ahead of' : 'behind'} the hub's. What passes is counted by the hub's time, without quarter-hour marks, and its ports close by its own. Set the clock by NTP; where every node differs alike, it is the hub's that is wrong.`
  await openAlert(tx, { ...key, severity: 'warning', message })
}
