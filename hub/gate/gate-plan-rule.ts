import type { Instant } from '../contract/primitives.ts'
import type { Bucket } from '../entitlements/grant-rule.ts'
import { type Access, decideAccess } from './access-rule.ts'
import { chargedAtMost } from './budget-units.ts'
import { planBudgets } from './shares.ts'

/** A user's port on a node, as far as its budget depends on it. Null limits: none. */
export interface GatedPort {
  readonly nodeId: number
  readonly port: number
  readonly releasedAt: number | null
  readonly releaseRevision: number | null
  readonly closeAt: number | null
  readonly heldCloseAt: number | null
  readonly closeRevision: number
  readonly closeAfter: number | null
  readonly share: number
  readonly closedAt: number | null
  readonly serve: boolean
  /** Last reading of the node's present instance, upload + download. */
  readonly reading: number
}

export interface GatedUser<P extends GatedPort> {
  readonly holder: { readonly status: 'active' | 'suspended' | 'deleted'; readonly expiresAt: Instant | null }
  readonly grants: readonly Bucket[]
  readonly pending: number
  readonly assignments: readonly P[]
}

export interface GateNode {
  /** Takes part: collected, not removed, not silent. */
  readonly serving: boolean
  /** What it may still pass is held against the user. */
  readonly reserving: boolean
  /** It has answered before, but not for a while. */
  readonly silent: boolean
  readonly rate: number
}

export interface GatePlan<P extends GatedPort> {
  readonly access: Access
  readonly ports: readonly PlannedPort<P>[]
}

export interface PlannedPort<P extends GatedPort> {
  readonly before: P
  readonly after: P
  /** The node must be told: its configuration says something else now. */
  readonly published: boolean
  /** Charged bytes a silent node may still pass, which from now on are given to others as well. */
  readonly exposure: number
}

/** How a closed port's life in Shadowsocks ends: its counter and quota stay. */
export const servedAfterCloseMs = 24 * 3_600_000

const limitOf = (closeAt: number | null): number => closeAt ?? Number.POSITIVE_INFINITY
const storedLimit = (limit: number): number | null => (limit === Number.POSITIVE_INFINITY ? null : limit)

/** What the gate decides for a user at `now`, and what that makes of each of his ports. */
export function planGate<P extends GatedPort>(
  user: GatedUser<P>,
  nodes: ReadonlyMap<number, GateNode>,
  now: Instant,
): GatePlan<P> {
  const { status, expiresAt } = user.holder
  const access = decideAccess({
    usage: { pending: user.pending },
    grants: user.grants,
    expiresAt,
    status,
    now,
  })
  const budgets = planBudgets(
    access.kind === 'open' ? access.left : 0,
    user.assignments.map(row => {
      const node = nodes.get(row.nodeId) ?? goneNode
      return {
        nodeId: row.nodeId,
        reading: row.reading,
        rate: node.rate,
        closeAt: limitOf(row.closeAt),
        heldCloseAt: limitOf(row.heldCloseAt),
        share: row.share,
        serving: node.serving && row.releasedAt === null,
        reserving: node.reserving,
      }
    }),
  )
  const ports = user.assignments.map((before, i) => {
    const budget = budgets[i]
    if (budget === undefined) throw new Error('a port has no budget')
    const limits = {
      closeAt: storedLimit(budget.closeAt),
      heldCloseAt: storedLimit(budget.heldCloseAt),
      share: budget.share,
    }
    const after: P = { ...before, ...limits, ...timesOf(before, access, now) }
    return {
      before,
      after,
      // A released port is not in the configuration any more.
      published: before.releasedAt === null && saysOther(before, after),
      exposure: exposureOf(before, after, nodes.get(before.nodeId)),
    }
  })
  return { access, ports }
}

const goneNode: GateNode = { serving: false, reserving: false, silent: false, rate: 1000 }

function timesOf(
  row: GatedPort,
  access: Access,
  now: Instant,
): Pick<GatedPort, 'closeAfter' | 'closedAt' | 'serve'> {
  if (access.kind === 'open') return { closeAfter: access.closeAfter, closedAt: null, serve: true }
  const closedAt = row.closedAt ?? now
  return {
    closeAfter: row.closeAfter,
    closedAt,
    serve: row.serve && now - closedAt < servedAfterCloseMs,
  }
}

function saysOther(before: GatedPort, after: GatedPort): boolean {
  return (
    before.closeAt !== after.closeAt || before.closeAfter !== after.closeAfter || before.serve !== after.serve
  )
}

function exposureOf(before: GatedPort, after: GatedPort, node: GateNode | undefined): number {
  if (!node?.silent || before.closeAt === after.closeAt) return 0
  const held = Math.max(limitOf(before.closeAt), limitOf(before.heldCloseAt))
  return chargedAtMost(held - before.reading, node.rate)
}

/** Whether anything of the row is to be written. */
export function rowChanged(before: GatedPort, after: GatedPort): boolean {
  return (
    saysOther(before, after) ||
    before.heldCloseAt !== after.heldCloseAt ||
    before.share !== after.share ||
    before.closedAt !== after.closedAt
  )
}
