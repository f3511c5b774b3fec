import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { acquireLease, heldLeases, type LeaseClaim, releaseLease, renewAllLeases } from './lease.ts'

/** Which nodes this hub collects: each node has a lease, and the hubs that live share them evenly. */
export interface NodeShards {
  /**
   * Renews what is held when a third of the ttl has passed, gives up a surplus, takes what is free up to a fair part.
   * What is given up is no claim any more at once, but stays taken until the work under it is at rest.
   */
  balance(nodeIds: readonly number[]): Promise<void>
  claims(): ReadonlyMap<number, LeaseClaim>
  /** Gives everything up and waits until it is free. */
  release(): Promise<void>
}

export function createNodeShards(
  database: Database,
  options: {
    readonly holder: string
    readonly ttlMs: number
    readonly clock: Clock
    /** Ends the work under a claim; resolves when none is under way, so that the next holder meets nobody. */
    rest(nodeId: number, claim: LeaseClaim): Promise<void>
  },
): NodeShards {
  const { holder, ttlMs, clock } = options
  const claims = new Map<number, LeaseClaim>()
  const leaving = new Map<LeaseClaim, Promise<void>>()
  let alive: LeaseClaim | null = null
  let renewedAt = 0

  async function renew(): Promise<void> {
    // The distance: a clock that was set back must not keep leases from being renewed.
    if (Math.abs(clock.now() - renewedAt) < ttlMs / 3) return
    renewedAt = clock.now()
    const held = new Map((await renewAllLeases(database, holder, ttlMs)).map(claim => [claim.name, claim]))
    const isHeld = (claim: LeaseClaim) => held.get(claim.name)?.token === claim.token
    if (alive !== null && !isHeld(alive)) alive = null
    for (const [nodeId, claim] of claims) if (!isHeld(claim)) claims.delete(nodeId)
    // Taken or given up while the database's answer was lost: renewed with the rest, nobody would ever work under it.
    const known = new Set([...claims.values(), ...leaving.keys()].map(claim => claim.name))
    for (const claim of held.values()) {
      if (claim.name.startsWith('node:') && !known.has(claim.name)) await releaseLease(database, claim)
    }
    alive ??= await acquireLease(database, { name: `hub:${holder}`, holder, ttlMs })
  }

  /** Not to be waited for while others must be renewed: a node may take long to answer. */
  function giveUp(nodeId: number, claim: LeaseClaim): void {
    claims.delete(nodeId)
    const left = options
      .rest(nodeId, claim)
      .then(() => releaseLease(database, claim))
      // Where the database is away, the next renewal finds it among the strays.
      .catch(() => undefined)
      .finally(() => leaving.delete(claim))
    leaving.set(claim, left)
  }

  return {
    claims: () => claims,
    async balance(nodeIds) {
      await renew()
      const wanted = new Set(nodeIds)
      for (const [nodeId, claim] of claims) if (!wanted.has(nodeId)) giveUp(nodeId, claim)
      const hubs = Math.max(1, (await heldLeases(database, 'hub:')).length)
      const fairPart = Math.ceil(nodeIds.length / hubs)
      for (const [nodeId, claim] of [...claims].slice(fairPart)) giveUp(nodeId, claim)
      if (claims.size >= fairPart) return
      const held = new Set((await heldLeases(database, 'node:')).map(lease => lease.name))
      const free = nodeIds.filter(nodeId => !held.has(`node:${nodeId}`))
      for (const nodeId of free.slice(0, fairPart - claims.size)) {
        const claim = await acquireLease(database, { name: `node:${nodeId}`, holder, ttlMs })
        if (claim !== null) claims.set(nodeId, claim)
      }
    },
    async release() {
      for (const [nodeId, claim] of claims) giveUp(nodeId, claim)
      await Promise.all(leaving.values())
      if (alive !== null) await releaseLease(database, alive)
      alive = null
    },
  }
}
