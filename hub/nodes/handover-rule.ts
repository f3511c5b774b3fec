import type { Instant } from '../contract/primitives.ts'

/** A port that a user left on one node. */
export interface ReleasedPort {
  readonly nodeId: number
  readonly releasedAt: Instant
  /** The revision in which the node closes it. */
  readonly releaseRevision: number
  /** The pair of the last answer that was committed; its readings were taken with this pair in the kernel. */
  readonly applied: { readonly epoch: number; readonly revision: number }
}

/** From the release of a port to the earliest time at which somebody else may have it. */
export const handoverMs = 48 * 3_600_000

export type Handover =
  | { readonly kind: 'free' }
  | { readonly kind: 'too_early'; readonly until: Instant }
  | { readonly kind: 'unconfirmed'; readonly nodes: readonly number[] }

/**
 * Whether a number may pass to another user (design section 3). `ports` are all that one user left under this
 * number: each of their nodes must have answered, in the present epoch, with a revision that closes it.
 * That answer carries a reading taken after the closing, so every byte he passed is in the ledger.
 */
export function judgeHandover(ports: readonly ReleasedPort[], epoch: number, now: Instant): Handover {
  const until = Math.max(...ports.map(port => port.releasedAt)) + handoverMs
  const unconfirmed = ports.filter(
    port => port.applied.epoch < epoch || port.applied.revision < port.releaseRevision,
  )
  if (unconfirmed.length > 0) return { kind: 'unconfirmed', nodes: unconfirmed.map(port => port.nodeId) }
  return now < until ? { kind: 'too_early', until: until as Instant } : { kind: 'free' }
}
