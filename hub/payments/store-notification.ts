import type { Instant } from '../contract/primitives.ts'
import { affectedOf, type Database, insertedIdOf, type Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import type { PaymentFacts, RefundFacts } from './payment-provider.ts'

/** What a notification stated, verified, before anything is done with it. */
export type NotifiedFacts =
  | { readonly kind: 'payment'; readonly facts: PaymentFacts }
  | { readonly kind: 'refund'; readonly facts: RefundFacts }

/** When work that was stored and not done, because its hub ended, is taken up by the job. */
const takenUpAfterMs = 15_000

/** Notes that everything a notification says is done. */
export async function noteProcessed(tx: Tx, eventId: number, at: Instant): Promise<void> {
  await tx.query(
    "UPDATE provider_events SET processedAt = ?, nextTryAt = NULL, lastError = '' WHERE id = ? AND processedAt IS NULL",
    [at, eventId],
  )
}

/** Stores a verified notification durably: its id, or null where it was stored before. The facts are sealed. */
export async function storeNotification(
  deps: { readonly database: Database; readonly vault: Pick<Vault, 'seal'> },
  told: { readonly merchantId: number; readonly eventKey: string; readonly at: Instant } & NotifiedFacts,
): Promise<number | null> {
  const { merchantId, eventKey, at, kind, facts } = told
  const secret = deps.vault.seal(JSON.stringify(facts))
  return deps.database.inTransaction(async tx => {
    const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
    const inserted = await tx.query(
      `INSERT ${ignore} INTO provider_events
         (merchantId, eventKey, kind, secret, receivedAt, processedAt, tries, nextTryAt, lastError)
       VALUES (?, ?, ?, ?, ?, NULL, 0, ?, '')`,
      [merchantId, eventKey, kind, secret, at, at + takenUpAfterMs],
    )
    return affectedOf(inserted) === 0 ? null : insertedIdOf(inserted)
  })
}
