import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import { readAuthorities } from './authority-store.ts'
import { expirySeverity } from './expiry-rule.ts'
import { heldCertificates } from './list-renewals.ts'

/** Something with an end: `subject` as in an alert, e.g. `listener:public`. */
export interface Expiring {
  readonly subject: string
  readonly expiresAt: number
}

const kind = 'certificate.expiring'

/**
 * Raises an alert 30 days before an authority or a node's certificate ends, makes it critical 7 days before, and
 * closes it after a renewal. `others` are certificates the hub did not sign, such as a listener's.
 */
export async function watchExpiry(tx: Tx, now: Instant, others: readonly Expiring[] = []): Promise<void> {
  const { current } = await readAuthorities(tx)
  const nodes = [...(await heldCertificates(tx, now))].map(([nodeId, held]) => ({
    subject: `node:${nodeId}`,
    expiresAt: held.expiresAt,
  }))
  const watched = [{ subject: 'authority', expiresAt: current.expiresAt }, ...nodes, ...others]
  for (const { subject, expiresAt } of watched) {
    const severity = expirySeverity(expiresAt, now)
    if (severity === null) {
      await closeAlert(tx, { at: now, kind, subject })
      continue
    }
    const until = new Date(expiresAt).toISOString()
    const message = `The certificate of ${subject} ends at ${until}`
    await openAlert(tx, { at: now, kind, subject, severity, message })
  }
}

/** Forgets certificates that ended a month ago; for a job. */
export async function pruneCertificates(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM certificates WHERE expiresAt < ?', [now - 30 * 86_400_000])
}
