import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { createLimit } from '../kernel/limit.ts'
import type { Logger } from '../kernel/logger.ts'
import { backOff, restOf, runEvery } from '../kernel/worker-loop.ts'
import { fencedDatabase, type LeaseClaim } from './lease.ts'
import { createNodeShards } from './node-shards.ts'

export interface CollectionDeps {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly holder: string
  readonly leaseMs: number
  /** From the start of one visit to a node to the start of the next. */
  readonly everyMs: number
  /** Visits under way at once. */
  readonly maxParallel: number
  /** Nodes that are to be collected. */
  nodeIds(): Promise<readonly number[]>
  /** Nodes whose desired revision is not applied yet: visited without waiting for their turn. */
  pendingNodes(): Promise<readonly number[]>
  /**
   * Collects, decides, publishes. False where the node did not answer: it is then tried again after
   * `pauseIfSilentMs`. Writes only through `fenced`.
   */
  visit(nodeId: number, fenced: Database, pauseIfSilentMs: number): Promise<boolean>
}

/** A node that fails is asked at least this often, so that it is back within a minute. */
const maxBackOffMs = 60_000
const pendingLookMs = 500

interface NodeLoop {
  readonly stop: AbortController
  readonly ended: Promise<void>
  readonly claim: LeaseClaim
  wake(): void
}

/**
 * Visits every node this hub holds a lease for, each in a loop of its own with its own back-off, so that a dead
 * node delays nobody. Resolves when the signal is aborted and every visit has ended.
 */
export async function runCollection(deps: CollectionDeps, signal: AbortSignal): Promise<void> {
  const { clock, database, logger } = deps
  const limit = createLimit(deps.maxParallel)
  // However many nodes hang, they wait in places of their own and take none from those that answer.
  const doubtful = createLimit(deps.maxParallel)
  const loops = new Map<number, NodeLoop>()
  const shards = createNodeShards(database, {
    holder: deps.holder,
    ttlMs: deps.leaseMs,
    clock,
    async rest(nodeId, claim) {
      const loop = loops.get(nodeId)
      if (loop?.claim !== claim) return
      loop.stop.abort()
      await loop.ended
    },
  })

  function startLoop(nodeId: number, claim: LeaseClaim): NodeLoop {
    const stop = new AbortController()
    const stopped = AbortSignal.any([signal, stop.signal])
    const fenced = fencedDatabase(database, claim)
    let failures = 0
    let waiting = new AbortController()
    const loop = async () => {
      while (!stopped.aborted) {
        const startedAt = clock.now()
        const pauseIfSilent = backOff(deps.everyMs, failures, maxBackOffMs)
        const place = failures === 0 ? limit : doubtful
        const answered = await place(() => deps.visit(nodeId, fenced, pauseIfSilent)).catch(
          (error: unknown) => {
            logger.warn({ nodeId, err: error }, 'a visit to a node failed')
            return false
          },
        )
        failures = answered ? 0 : failures + 1
        const pause = answered ? deps.everyMs : pauseIfSilent
        waiting = new AbortController()
        await clock.sleep(restOf(pause, startedAt, clock.now()), AbortSignal.any([stopped, waiting.signal]))
      }
    }
    return {
      stop,
      ended: loop().finally(() => loops.delete(nodeId)),
      claim,
      // A node that fails keeps its back-off: waking it would only fail again.
      wake: () => failures === 0 && waiting.abort(),
    }
  }

  async function follow(): Promise<void> {
    await shards.balance(await deps.nodeIds())
    const claims = shards.claims()
    for (const [nodeId, loop] of loops) {
      // Its end is not waited for: a node that hangs would keep every other lease from being renewed.
      if (claims.get(nodeId) !== loop.claim) loop.stop.abort()
    }
    // A node that comes back while its visit under the claim before is under way is begun with at the next look.
    for (const [nodeId, claim] of claims) {
      if (!loops.has(nodeId) && !signal.aborted) loops.set(nodeId, startLoop(nodeId, claim))
    }
  }

  const shared = { clock, signal, maxBackOffMs: 5_000 }
  await Promise.all([
    runEvery({
      ...shared,
      name: 'shards',
      // New nodes are taken up within two seconds; the leases themselves are renewed every third of their life.
      everyMs: Math.min(2_000, deps.leaseMs / 6),
      onFailure: error => logger.warn({ err: error }, 'the leases of nodes could not be renewed'),
      run: follow,
    }),
    runEvery({
      ...shared,
      name: 'pending',
      everyMs: pendingLookMs,
      onFailure: error => logger.warn({ err: error }, 'pending configurations could not be listed'),
      run: async () => {
        for (const nodeId of await deps.pendingNodes()) loops.get(nodeId)?.wake()
      },
    }),
  ])
  await Promise.all([...loops.values()].map(loop => loop.ended))
  // A database that is away at the end lets the leases run out by themselves.
  await shards.release().catch(() => undefined)
}
