import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Vault } from '../secrets/vault.ts'
import type { Passwords } from './passwords.ts'

/** What use cases of operators and their sessions work with. */
export interface OperatorDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly passwords: Passwords
}
