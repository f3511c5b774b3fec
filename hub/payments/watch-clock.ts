import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Tills } from './ports.ts'

/** The provider refuses, and is refused, at five minutes: people are told before. */
const mostSkewMs = 120_000

/** Raises an alarm where this clock and a provider's differ, and ends it; how many differ. */
export async function watchClock(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly tills: Tills
}): Promise<number> {
  let wrong = 0
  for (const { merchantId, provider } of await deps.tills.all()) {
    const skew = provider.clockSkewMs()
    if (skew === null) continue
    const key = { at: deps.clock.now(), kind: 'payment.clock', subject: `merchant:${merchantId}` }
    const isWrong = Math.abs(skew) > mostSkewMs
    if (isWrong) wrong += 1
    const seconds = Math.round(Math.abs(skew) / 1_000)
    const message = `this clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the payment provider's: payments stop at 300 s. Turn on time synchronisation`
    await deps.database.inTransaction(tx =>
      isWrong ? openAlert(tx, { ...key, severity: 'critical', message }) : closeAlert(tx, key),
    )
  }
  return wrong
}
