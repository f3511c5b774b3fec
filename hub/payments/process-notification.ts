import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import { type ProviderEventRow, providerEventEntity } from '../db/entities/payments.ts'
import { integerIn } from '../db/raw-row.ts'
import { findRow } from '../db/single-row.ts'
import { affectedOf, rowsOf } from '../db/transaction.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Vault } from '../secrets/vault.ts'
import type { PaymentFacts, RefundFacts } from './payment-provider.ts'
import type { Till, Tills } from './ports.ts'
import { type SettleDeps, settlePayment } from './settle-payment.ts'
import { noteProcessed } from './store-notification.ts'

export interface ProcessDeps extends SettleDeps {
  readonly vault: Pick<Vault, 'open'>
  readonly logger: Logger
  readonly tills: Tills
  readonly settleRefund: (till: Till, facts: RefundFacts) => Promise<unknown>
}

const pausesMs = [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000]
const mostAtOnce = 500
/** People are told after so many tries, within two minutes. */
const triesBeforeAlert = 4
/** The kind of the alert that what a notification says cannot be done. */
const stuckAlert = 'payment.stuck'

/**
 * Does what a stored notification says, as often as it is called: every step knows what was done. A failure is noted
 * with the time of the next try, and never thrown.
 */
export async function processNotification(deps: ProcessDeps, eventId: number): Promise<boolean> {
  const event = await deps.database.inTransaction(tx => findRow(tx, providerEventEntity, { id: eventId }))
  if (event === null || event.processedAt !== null) return true
  try {
    await carryOut(deps, event)
    deps.crash('payment.after-settle')
    if (event.tries >= triesBeforeAlert) await endAlert(deps, event)
    return true
  } catch (error) {
    deps.logger.error({ err: error, event: eventId }, 'a payment notification could not be processed')
    const tries = event.tries + 1
    const pause = pausesMs[Math.min(tries, pausesMs.length) - 1] ?? 0
    const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    // A database that is away keeps the time it was stored with.
    const patch = { tries, nextTryAt: deps.clock.now() + pause, lastError }
    await noteFailure(deps, event, patch).catch(() => undefined)
    return false
  }
}

/** Takes up what was stored and not done; how many were. */
export async function processDueNotifications(deps: ProcessDeps): Promise<number> {
  const now: Instant = deps.clock.now()
  const due = await deps.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        `SELECT id FROM provider_events WHERE nextTryAt <= ? ORDER BY nextTryAt LIMIT ${mostAtOnce}`,
        [now],
      ),
    ).map(row => integerIn(row, 'id')),
  )
  let done = 0
  for (const id of due) if (await processNotification(deps, id)) done += 1
  return done
}

async function carryOut(deps: ProcessDeps, event: ProviderEventRow): Promise<void> {
  const till = await deps.tills.byId(event.merchantId)
  if (till === null) throw new Error(`merchant ${event.merchantId} is not known`)
  // What was sealed here is what the provider's own parser made of it.
  const facts = JSON.parse(deps.vault.open(event.secret)) as PaymentFacts | RefundFacts
  if ('kind' in facts && facts.kind === 'paid') {
    await settlePayment(deps, { till, facts, source: 'notification', eventId: event.id })
    return
  }
  if (!('kind' in facts)) await deps.settleRefund(till, facts)
  await deps.database.inTransaction(tx => noteProcessed(tx, event.id, deps.clock.now()))
}

const alertOf = ({ clock }: ProcessDeps, { id }: ProviderEventRow) => ({
  at: clock.now(),
  kind: stuckAlert,
  subject: `event:${id}`,
})

const endAlert = (deps: ProcessDeps, event: ProviderEventRow): Promise<void> =>
  deps.database.inTransaction(tx => closeAlert(tx, alertOf(deps, event)))

/** What was done after all, whatever came after it, stays done. */
function noteFailure(
  deps: ProcessDeps,
  event: ProviderEventRow,
  { tries, nextTryAt, lastError }: Pick<ProviderEventRow, 'tries' | 'nextTryAt' | 'lastError'>,
): Promise<void> {
  return deps.database.inTransaction(async tx => {
    const noted = affectedOf(
      await tx.query(
        'UPDATE provider_events SET tries = ?, nextTryAt = ?, lastError = ? WHERE id = ? AND processedAt IS NULL',
        [tries, nextTryAt, lastError, event.id],
      ),
    )
    if (noted === 0 || tries < triesBeforeAlert) return
    const message = `a verified notification of a ${event.kind} is not carried out yet and is tried again: ${lastError}`
    const shown = { severity: 'critical' as const, message: message.slice(0, 300) }
    await openAlert(tx, { ...alertOf(deps, event), ...shown })
  })
}
