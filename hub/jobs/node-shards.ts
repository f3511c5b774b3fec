import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { acquireLease, heldLeases, type LeaseClaim, releaseLease, renewAllLeases } from './lease.ts'

/** Which nodes this hub collects: each node has a lease, and the hubs that live share them evenly. */
export interface NodeShards {
  /**
   * Renews what is held when a third of the ttl has passed, gives up a surplus, takes what is free up to a fair part.
   */
  balance(nodeIds: readonly number[]): Promise<void>
  claims(): ReadonlyMap<number, LeaseClaim>
  /** Gives everything up at once. */
  release(): Promise<void>
}

export function createNodeShards(
  database: Database,
  options: { readonly holder: string; readonly ttlMs: number; readonly clock: Clock },
): NodeShards {
  const { holder, ttlMs, clock } = options
  const claims = new Map<number, LeaseClaim>()
  let alive: LeaseClaim | null = null
  let renewedAt = 0

  async function renew(): Promise<void> {
    if (clock.now() - renewedAt < ttlMs / 3) return
    renewedAt = clock.now()
    const held = new Map(
      (await renewAllLeases(database, holder, ttlMs)).map(claim => [claim.name, claim.token]),
    )
    if (alive !== null && held.get(alive.name) !== alive.token) alive = null
    for (const [nodeId, claim] of claims) if (held.get(claim.name) !== claim.token) claims.delete(nodeId)
    alive ??= await acquireLease(database, { name: `hub:${holder}`, holder, ttlMs })
  }

  async function giveUp(nodeId: number, claim: LeaseClaim): Promise<void> {
    claims.delete(nodeId)
    await releaseLease(database, claim)
  }

  return {
    claims: () => claims,
    async balance(nodeIds) {
      await renew()
      const wanted = new Set(nodeIds)
      for (const [nodeId, claim] of claims) if (!wanted.has(nodeId)) await giveUp(nodeId, claim)
      const hubs = Math.max(1, (await heldLeases(database, 'hub:')).length)
      const fairPart = Math.ceil(nodeIds.length / hubs)
      for (const [nodeId, claim] of [...claims].slice(fairPart)) await giveUp(nodeId, claim)
      if (claims.size >= fairPart) return
      const held = new Set((await heldLeases(database, 'node:')).map(lease => lease.name))
      const free = nodeIds.filter(nodeId => !held.has(`node:${nodeId}`))
      for (const nodeId of free.slice(0, fairPart - claims.size)) {
        const claim = await acquireLease(database, { name: `node:${nodeId}`, holder, ttlMs })
        if (claim !== null) claims.set(nodeId, claim)
      }
    },
    async release() {
      for (const [nodeId, claim] of claims) await giveUp(nodeId, claim)
      if (alive !== null) await releaseLease(database, alive)
      alive = null
    },
  }
}
