import { chargedAtMost, rawFor } from './budget-units.ts'

/** What a node may still pass for one user: facts. Limits are absolute readings; infinite: no limit. */
export interface NodeBudget {
  readonly nodeId: number
  /** Last reading, upload + download, of the node's present instance. */
  readonly reading: number
  /** Thousandths; where a greater one begins soon, that one. */
  readonly rate: number
  /** The limit the node is to enforce. */
  readonly closeAt: number
  /** The greatest limit it may be enforcing until it has answered with the revision of `closeAt`. */
  readonly heldCloseAt: number
  /** Charged bytes it was last given, or is to be given once another node's lowering is confirmed. */
  readonly share: number
  /** False: it gets nothing (released, never collected, silent). */
  readonly serving: boolean
  /** False: silent for so long, or gone, that what it may still pass is no longer held against the user. */
  readonly reserving: boolean
}

export interface BudgetDecision {
  readonly closeAt: number
  readonly heldCloseAt: number
  readonly share: number
}

/** A limit moves for at least this much, so that roundings publish nothing. */
const leastMove = 4096

/** Charged bytes a node may still pass under this limit. */
function remainingUnder(node: NodeBudget, limit: number): number {
  return chargedAtMost(limit - node.reading, node.rate)
}

/** Charged bytes that are reserved for a node: what the greatest limit that may be in force there lets pass. */
export function reservedFor(node: NodeBudget): number {
  return node.reserving ? remainingUnder(node, Math.max(node.closeAt, node.heldCloseAt)) : 0
}

/**
 * The budgets of one user over his nodes, in the order given. `left` is what he may pass, in charged bytes, infinite
 * for no limit and 0 for a closed gate.
 *
 * The sum reserved never grows beyond `left`: a limit is lowered at once, but what it frees is given to another node
 * only when the lowering is confirmed. Shares follow the use since the last decision, and each is at least a quarter
 * of an equal part. Nothing moves while every node has half of its share and nothing is free.
 */
export function planBudgets(left: number, nodes: readonly NodeBudget[]): BudgetDecision[] {
  const serving = nodes.filter(node => node.serving && left > 0)
  const metered = left === Number.POSITIVE_INFINITY ? [] : serving.filter(node => node.rate > 0)
  const shares = planShares(left, nodes, metered)
  return nodes.map(node => {
    const share = shares.get(node)
    if (share !== undefined) return decided(node, share.closeAt, share.share)
    if (serving.includes(node)) return decided(node, Number.POSITIVE_INFINITY, 0)
    return decided(node, Math.min(node.closeAt, node.reading), 0)
  })
}

function decided(node: NodeBudget, closeAt: number, share: number): BudgetDecision {
  const heldCloseAt = closeAt === node.closeAt ? node.heldCloseAt : Math.max(node.heldCloseAt, node.closeAt)
  return { closeAt, heldCloseAt, share }
}

interface Share {
  readonly closeAt: number
  readonly share: number
}

function planShares(left: number, nodes: readonly NodeBudget[], metered: readonly NodeBudget[]) {
  const shares = new Map<NodeBudget, Share>()
  if (metered.length === 0) return shares
  const reserved = sumOf(nodes, reservedFor)
  const elsewhere = sumOf(
    nodes.filter(node => !metered.includes(node)),
    reservedFor,
  )
  const pool = Math.max(0, left - elsewhere)
  const remaining = (node: NodeBudget) => remainingUnder(node, node.closeAt)
  const over = sumOf(metered, remaining) > pool
  const starving = metered.some(node => node.closeAt <= node.reading || remaining(node) < node.share / 2)
  // What is held by a lowering not confirmed yet is not free.
  const free = Math.max(0, left - reserved)
  if (!over && !starving && free < leastMove) {
    for (const node of metered) shares.set(node, { closeAt: node.closeAt, share: node.share })
    return shares
  }

  const targets = targetsOf(pool, metered, remaining)
  // A node's own reserve costs nothing to use again; beyond it, only what is free can be given.
  const wanted = metered.map((node, i) => Math.max(0, at(targets, i) - reservedFor(node)))
  const wantedSum = wanted.reduce((sum, want) => sum + want, 0)
  const reach = metered.map((node, i) => {
    const part = wantedSum <= free ? at(wanted, i) : Math.floor(free * (at(wanted, i) / wantedSum))
    return Math.max(Math.min(at(targets, i), reservedFor(node) + part), 0)
  })
  const lowering =
    over || metered.some((node, i) => Math.max(at(reach, i), remaining(node)) < at(targets, i) / 2)
  metered.forEach((node, i) => {
    const target = at(targets, i)
    const now = remaining(node)
    if (now > target) {
      const worthIt = over || now - target >= Math.max(leastMove, target / 16)
      const closeAt = lowering && worthIt ? limitFor(node, target) : node.closeAt
      shares.set(node, { closeAt, share: remainingUnder(node, closeAt) })
      return
    }
    const closeAt =
      at(reach, i) - now >= leastMove ? Math.max(node.closeAt, limitFor(node, at(reach, i))) : node.closeAt
    // A share that waits for a confirmation is written down, so that the bytes freed go where they were meant to.
    shares.set(node, { closeAt, share: lowering ? target : remainingUnder(node, closeAt) })
  })
  return shares
}

/** What each node should have of `pool`: a quarter of an equal part for certain, the rest by use. */
function targetsOf(
  pool: number,
  metered: readonly NodeBudget[],
  remaining: (node: NodeBudget) => number,
): number[] {
  const use = metered.map(node => Math.max(0, node.share - remaining(node)))
  const useSum = use.reduce((sum, used) => sum + used, 0)
  const certain = pool / (4 * metered.length)
  const rest = pool - certain * metered.length
  return use.map(used => {
    const weight = useSum > 0 ? used / useSum : 1 / metered.length
    // One byte less than the fraction allows: the sum of the rounded parts must not exceed the pool.
    return metered.length === 1 ? pool : Math.max(0, Math.floor(certain + rest * weight) - 1)
  })
}

/** The reading at which a node that may pass `share` charged bytes from now on has to close. */
function limitFor(node: NodeBudget, share: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, node.reading + rawFor(share, node.rate))
}

function sumOf(nodes: readonly NodeBudget[], value: (node: NodeBudget) => number): number {
  return nodes.reduce((sum, node) => sum + value(node), 0)
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0
}
