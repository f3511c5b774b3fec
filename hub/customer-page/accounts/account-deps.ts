import type { Instant } from '../../contract/primitives.ts'
import type { Database, Tx } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { QueueMail } from '../../mail/queue-mail.ts'
import type { Passwords } from '../../operators/passwords.ts'
import type { Vault } from '../../secrets/vault.ts'
import type { ApplyGate, RandomBytes, ReleasePorts } from '../../users/ports.ts'

/** Invitations, as registering needs them. */
export interface Invitations {
  /** Whether nobody registers without one. */
  needsInvitation(): Promise<boolean>
  /** Throws `RolledBack` with `code_refused` (`what`: invite) where it cannot be used. */
  check(tx: Tx, text: string, at: Instant): Promise<void>
  /** The same, and notes who came by it. */
  use(
    tx: Tx,
    invitation: { readonly text: string; readonly userId: number; readonly at: Instant },
  ): Promise<void>
}

export interface AccountDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'seal' | 'hash'>
  readonly random: RandomBytes
  readonly passwords: Passwords
  readonly queueMail: QueueMail
  readonly invitations: Invitations
  readonly applyGate: ApplyGate
  readonly releasePorts: ReleasePorts
}

export const customerActor = (userId: number): Actor => ({ kind: 'system', name: `customer ${userId}` })
