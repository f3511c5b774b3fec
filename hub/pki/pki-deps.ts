import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Vault } from '../secrets/vault.ts'

/** What the certificate authority works with. */
export interface PkiDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Vault
}
