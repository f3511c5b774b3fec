import type { FastifyInstance } from 'fastify'
import { grantPlan } from '../../hub/entitlements/grant-plan.ts'
import { createServer } from '../../hub/http/create-server.ts'
import { silentLogger } from '../../hub/kernel/logger.ts'
import { readSubscriptionOf } from '../../hub/subscriptions/read-subscription-of.ts'
import { rotateLink } from '../../hub/subscriptions/rotate-link.ts'
import { serveSubscriptions } from '../../hub/subscriptions/serve-subscriptions.ts'
import { createSubscriptionCache } from '../../hub/subscriptions/subscription-cache.ts'
import type { TestEngine } from './engines.ts'
import { openPeopleAndNodes, operator, succeeded, timeZone } from './people-and-nodes.ts'

export const publicUrl = 'https://sluice.example'

/** Users and nodes on a real database, and hubs that answer subscriptions from it. */
export async function openSubscriptionWorld(engine: TestEngine) {
  const world = await openPeopleAndNodes(engine)
  const apps: FastifyInstance[] = []
  const deps = { ...world.deps, timeZone, publicUrl }

  /** A hub's public listener, with what it keeps. */
  async function hub(): Promise<{ app: FastifyInstance; rotate: (userId: number) => Promise<string> }> {
    const subscriptionCache = createSubscriptionCache(deps)
    const app = await createServer({
      tls: null,
      trustedProxies: ['loopback'],
      requestsPerMinute: 100_000,
      logger: silentLogger,
    })
    apps.push(app)
    serveSubscriptions(app, { ...deps, subscriptionCache })
    await app.ready()
    return {
      app,
      rotate: async userId =>
        succeeded(await rotateLink({ ...deps, subscriptionCache }, { userId }, operator)).path,
    }
  }

  const first = await hub()
  return {
    ...world,
    deps,
    ...first,
    anotherHub: hub,
    async plan(userId: number, bytes: number | null) {
      const wanted = {
        userIds: [userId],
        months: 1,
        bytesPerCycle: bytes,
        policy: 'anniversary',
        reason: 'test',
      } as const
      succeeded(await grantPlan(deps, wanted, operator))
    },
    path: async (userId: number) => succeeded(await readSubscriptionOf(deps, { userId })).path,
    async [Symbol.asyncDispose]() {
      for (const app of apps) await app.close()
      await world[Symbol.asyncDispose]()
    },
  }
}
