import { closeAlert } from '../alerts/alerts.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Tills } from './ports.ts'
import { unreadableAlert } from './receive-notification.ts'

/** Ends the alert that an account's notifications cannot be read, once one was read since. */
export async function watchUnreadable(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly tills: Tills
}): Promise<void> {
  for (const { merchantId } of await deps.tills.all()) {
    const subject = `merchant:${merchantId}`
    await deps.database.inTransaction(async tx => {
      const [alert] = rowsOf(
        await tx.query('SELECT openedAt FROM alerts WHERE openKey = ?', [`${unreadableAlert}:${subject}`]),
      )
      if (alert === undefined) return
      const read = rowsOf(
        await tx.query('SELECT id FROM provider_events WHERE merchantId = ? AND receivedAt >= ? LIMIT 1', [
          merchantId,
          integerIn(alert, 'openedAt'),
        ]),
      )
      if (read.length > 0) await closeAlert(tx, { at: deps.clock.now(), kind: unreadableAlert, subject })
    })
  }
}
