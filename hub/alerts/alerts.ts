import type { Instant } from '../contract/primitives.ts'
import { alertEntity } from '../db/entities/system.ts'
import { affectedOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'

/** What an alert is about: at most one of a kind and subject is open. */
export interface AlertKey {
  readonly at: Instant
  /** `node.offline`, `certificate.expiring`; at most 48 characters. */
  readonly kind: string
  /** `node:3`; at most 96 characters. */
  readonly subject: string
}

export interface NewAlert extends AlertKey {
  readonly severity: 'warning' | 'critical'
  readonly message: string
}

const openKeyOf = (key: AlertKey) => `${key.kind}:${key.subject}`

/** Opens the alert and announces it. One that is open already only takes the new severity and message, in silence. */
export async function openAlert(tx: Tx, alert: NewAlert): Promise<void> {
  const { at, kind, subject, severity, message } = alert
  const openKey = openKeyOf(alert)
  const known = await tx.manager.findOneBy(alertEntity, { openKey })
  if (known) {
    if (known.severity === severity && known.message === message) return
    await tx.manager.update(alertEntity, { id: known.id }, { severity, message })
    return
  }
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  // Another hub may open it at the same moment: the unique key lets one of the two through.
  const inserted = await tx.query(
    `INSERT ${ignore} INTO alerts (kind, subject, openKey, severity, message, openedAt, closedAt) VALUES (?, ?, ?, ?, ?, ?, NULL)`,
    [kind, subject, openKey, severity, message, at],
  )
  if (affectedOf(inserted) === 0) return
  await announce(tx, { at, kind: 'alert.opened', subject: { alert: kind, of: subject, severity, message } })
}

/** Ends the alert and announces it; nothing where none is open. */
export async function closeAlert(tx: Tx, key: AlertKey): Promise<void> {
  const closed = await tx.query('UPDATE alerts SET closedAt = ?, openKey = NULL WHERE openKey = ?', [
    key.at,
    openKeyOf(key),
  ])
  if (affectedOf(closed) === 0) return
  await announce(tx, { at: key.at, kind: 'alert.closed', subject: { alert: key.kind, of: key.subject } })
}
