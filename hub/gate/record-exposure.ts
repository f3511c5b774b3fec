import type { Instant } from '../contract/primitives.ts'
import { incidentEntity } from '../db/entities/metering.ts'
import { inBatches } from '../db/raw-row.ts'
import type { Tx } from '../db/transaction.ts'
import type { MeteredAssignment } from '../entitlements/standing.ts'
import type { StoredGateNode } from './gate-node-store.ts'

export interface Exposure {
  readonly before: MeteredAssignment
  /** Charged bytes; infinite where the port had no limit. */
  readonly exposure: number
  readonly node: StoredGateNode | undefined
}

/** Writes down what silent nodes may still pass although it was given to others. */
export async function recordExposures(tx: Tx, now: Instant, exposures: readonly Exposure[]): Promise<void> {
  const rows = exposures.map(({ before, exposure, node }) => ({
    at: now,
    kind: 'exposure' as const,
    nodeId: before.nodeId,
    userId: before.userId,
    port: before.port,
    fromAt: node?.collectedAt ?? 0,
    untilAt: now,
    upload: 0,
    download: 0,
    detail: { charged: Number.isFinite(exposure) ? exposure : null },
  }))
  for (const batch of inBatches(rows, 500)) await tx.manager.insert(incidentEntity, [...batch])
}
