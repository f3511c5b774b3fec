import type { Instant } from '../contract/primitives.ts'

/** A port that a user left on one node. */
export interface ReleasedPort {
  readonly nodeId: number
  readonly releasedAt: Instant
  /** The first revision without it. */
  readonly releaseRevision: number
  /** What the node last said it has applied. */
  readonly applied: { readonly epoch: number; readonly revision: number }
  /** Readings that the node took after it had closed the port are in the ledger. */
  readonly read: boolean
}

/** From the release of a port to the earliest time at which somebody else may have it. */
export const handoverMs = 48 * 3_600_000

export type Handover =
  | { readonly kind: 'free' }
  | { readonly kind: 'too_early'; readonly until: Instant }
  | { readonly kind: 'unconfirmed'; readonly nodes: readonly number[] }

/**
 * Whether a number may pass to another user (design section 3). `ports` are all that one user left under this
 * number: each of their nodes must have answered, in the present epoch, with a revision that closes it, and with a
 * reading taken after that, so every byte he passed is in the ledger.
 */
export function judgeHandover(ports: readonly ReleasedPort[], epoch: number, now: Instant): Handover {
  const until = Math.max(...ports.map(port => port.releasedAt)) + handoverMs
  const unconfirmed = ports.filter(
    port => !port.read || port.applied.epoch !== epoch || port.applied.revision < port.releaseRevision,
  )
  if (unconfirmed.length > 0) return { kind: 'unconfirmed', nodes: unconfirmed.map(port => port.nodeId) }
  return now < until ? { kind: 'too_early', until: until as Instant } : { kind: 'free' }
}
