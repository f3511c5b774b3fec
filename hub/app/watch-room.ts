import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { runEvery } from '../kernel/worker-loop.ts'

const lookEveryMs = 2_000
const alert = { kind: 'database.full', subject: 'hub' } as const

export const noRoom =
  'the database has no room left: make room on its disk. Nothing counted is lost, the nodes keep it until then'

/**
 * Notices that the database cannot be written for want of room, says so in the log, and tries until it can again.
 * While it cannot, no alert can be written either: it is written afterwards, with the time it lasted.
 */
export function watchRoom(
  deps: { readonly database: Database; readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, logger } = deps
  let said = false
  return runEvery({
    name: 'room',
    everyMs: lookEveryMs,
    maxBackOffMs: lookEveryMs,
    clock,
    signal,
    onFailure: error => logger.warn({ err: error }, 'the database still cannot be written'),
    async run() {
      const since = database.storage?.fullSince() ?? null
      if (since === null) return
      if (!said) logger.error({ since: new Date(since).toISOString() }, noRoom)
      said = true
      const at = clock.now()
      const message = `The database had no room left from ${new Date(since).toISOString()} to ${new Date(at).toISOString()}; what passed meanwhile was collected afterwards.`
      await database.inTransaction(async tx => {
        await openAlert(tx, { at: since as Instant, ...alert, severity: 'critical', message })
        await closeAlert(tx, { at, ...alert })
      })
      database.storage?.wrote()
      said = false
      logger.info({ since: new Date(since).toISOString() }, 'the database can be written again')
    },
  })
}
