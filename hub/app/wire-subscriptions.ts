import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { buildSsUri } from '../nodes/build-ss-uri.ts'
import type { Vault } from '../secrets/vault.ts'
import { loadSubscriptions } from '../subscriptions/load-subscriptions.ts'
import { serversOf } from '../subscriptions/map-entries.ts'
import { readSubscriptionOf } from '../subscriptions/read-subscription-of.ts'
import { rotateLink } from '../subscriptions/rotate-link.ts'
import { createSubscriptionCache } from '../subscriptions/subscription-cache.ts'

/** What is kept for clients' requests, and the links as the customer's page shows and renews them. */
export function wireSubscriptions(parts: {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly vault: Vault
}) {
  const { database, clock } = parts
  const { publicUrl, timeZone } = parts.config
  const random = (size: number): Buffer => randomBytes(size)
  const deps = { ...parts, random, publicUrl, timeZone }
  const subscriptionCache = createSubscriptionCache(deps)
  return {
    subscriptionCache,
    links: {
      /** A user's link without format; null where no public address is configured or the user is gone. */
      async link(userId: number): Promise<string | null> {
        const read = await readSubscriptionOf(deps, { userId })
        return read.ok ? read.value.link : null
      },
      async servers(userId: number) {
        const now = clock.now()
        const [found] = await database.inTransaction(tx => loadSubscriptions(tx, deps, [userId], now))
        const servers = found === undefined ? [] : serversOf(found.subscription)
        return servers.map(server => ({ name: server.name, uri: buildSsUri(server) }))
      },
      /** A new link and a new proxy password: the old ones are dead. */
      rotate: (userId: number) =>
        rotateLink(
          { ...deps, subscriptionCache },
          { userId },
          { kind: 'system', name: `customer ${userId}` },
        ),
    },
  }
}
