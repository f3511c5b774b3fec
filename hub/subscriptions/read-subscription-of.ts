import { recordAudit } from '../audit/record-audit.ts'
import { readSettings } from '../config/edit-settings.ts'
import type { Database, Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Outcome, outcomeOf } from '../kernel/outcome.ts'
import { lockUser } from '../users/change-user.ts'
import { buildImportLinks, type ImportLink } from './build-import-links.ts'
import { linkPath } from './load-subscriptions.ts'
import { type LinkDeps, linkOf } from './subscription-link.ts'

export interface SubscriptionDeps extends LinkDeps {
  readonly database: Database
  readonly clock: Clock
  /** Without a slash at its end; null: none was configured. */
  readonly publicUrl: string | null
}

/** Where a user's clients fetch his servers. */
export interface SubscriptionAddress {
  /** Below the service's public address: `/s/<token>`. */
  readonly path: string
  /** Null: no public address is configured, so no whole link can be made. */
  readonly link: string | null
  /** One for each client that a link can open; none without a whole link. */
  readonly imports: readonly ImportLink[]
}

/** A user's link, made with the first need. Fails with `user_not_found`. */
export function readSubscriptionOf(
  deps: SubscriptionDeps,
  input: { readonly userId: number },
): Promise<Outcome<SubscriptionAddress>> {
  return outcomeOf(() => deps.database.inTransaction(tx => addressOf(tx, deps, input.userId)))
}

/** The same, shown to an operator and written to the audit log. Fails with `user_not_found`. */
export function revealSubscription(
  deps: SubscriptionDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<SubscriptionAddress>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const address = await addressOf(tx, deps, input.userId)
      await recordAudit(tx, {
        at: deps.clock.now(),
        actor,
        action: 'user.subscription',
        subject: `user:${input.userId}`,
        before: null,
        after: { revealed: 'link' },
      })
      return address
    }),
  )
}

async function addressOf(tx: Tx, deps: SubscriptionDeps, userId: number): Promise<SubscriptionAddress> {
  await lockUser(tx, userId)
  const { serviceName } = await readSettings(tx)
  return addressFrom(deps, await linkOf(tx, deps, userId, deps.clock.now()), serviceName)
}

/** What a token's link looks like. */
export function addressFrom(
  deps: Pick<SubscriptionDeps, 'publicUrl'>,
  token: string,
  serviceName: string,
): SubscriptionAddress {
  const path = linkPath(token)
  const link = deps.publicUrl === null ? null : `${deps.publicUrl}${path}`
  return { path, link, imports: link === null ? [] : buildImportLinks(link, serviceName) }
}
