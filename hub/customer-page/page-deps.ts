import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Vault } from '../secrets/vault.ts'
import type { ReadBalances } from '../users/ports.ts'
import type { Csrf } from './csrf.ts'
import type { Accounts, Content, Invites, Links, Shop } from './ports.ts'

/** What is handed to the customer page. */
export interface CustomerPageDeps {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly vault: Pick<Vault, 'hash'>
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
  readonly publicUrl: string | null
  /** What the operator calls the service. */
  readonly serviceName: () => Promise<string>
  readonly demo: boolean
  readonly readBalances: ReadBalances
  readonly random: (size: number) => Buffer
  readonly accounts: Accounts
  readonly content: Content
  readonly shop: Shop
  readonly links: Links
  readonly invites: Invites
}

export interface PageDeps extends CustomerPageDeps {
  readonly csrf: Csrf
  /** The name as it was read last, for pages that must be shown whatever fails. */
  readonly lastServiceName: () => string
}
