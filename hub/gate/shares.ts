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
/** Below this no node is lowered only for another to have its certain part. */
const equalBelow = 1024 * 1024

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
 * ```
 *            a share is half used, and what is free does not help
 *   steady ───────────────────────────────────────────────────────▶ lowered
 *     ▲      (more is given than is left: the same)                    │
 *     └────────────────────────────────────────────────────────────────┘
 *            the lowering is confirmed; what it freed is given
 * ```
 * The sum reserved never grows beyond `left`: a limit is lowered at once, but what it frees is given to another node
 * only when the lowering is confirmed; until then the plan stands. Shares follow the use since the last plan, and each
 * is at least a quarter of an equal part. Nothing moves while every node has half of its share and nothing is free.
 */
export function planBudgets(left: number, nodes: readonly NodeBudget[]): BudgetDecision[] {
  const serving = nodes.filter(node => node.serving && left > 0)
  const metered = left === Number.POSITIVE_INFINITY ? [] : serving.filter(node => node.rate > 0)
  const shares = metered.length === 0 ? new Map<NodeBudget, Share>() : planShares(left, nodes, metered)
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

/** A metered node while its share is planned; bytes are charged bytes. */
interface Part {
  readonly node: NodeBudget
  /** May still pass under the limit it is to enforce. */
  readonly remaining: number
  /** Of its share used, or not given to it yet. */
  readonly lacking: number
}

function planShares(
  left: number,
  nodes: readonly NodeBudget[],
  metered: readonly NodeBudget[],
): Map<NodeBudget, Share> {
  const parts = metered.map(node => {
    const remaining = remainingUnder(node, node.closeAt)
    return { node, remaining, lacking: Math.max(0, node.share - remaining) }
  })
  const elsewhere = sumOf(
    nodes.filter(node => !metered.includes(node)),
    reservedFor,
  )
  const pool = Math.max(0, left - elsewhere)
  // What is held by a lowering not confirmed yet is not free.
  const free = Math.max(0, left - elsewhere - sumOf(metered, reservedFor))
  if (sumOf(parts, part => part.remaining) > pool) return lower(parts, pool, true)

  const lowered = metered.some(isLowered)
  // Whose own lowering is not confirmed waits for that: a new revision before it would put it off again and again.
  const more =
    free < leastMove ? parts.map(() => 0) : shareOut(free, pool, parts, part => !isLowered(part.node))
  const least = pool > equalBelow ? certainOf(pool, parts) / 2 : 0
  const stillStarving = parts.some((part, i) => isStarving(part, at(more, i), least))
  if (!lowered && stillStarving) return lower(parts, pool, false, more)
  return new Map(
    parts.map(({ node, remaining }, i) => {
      const closeAt = raisedLimit(node, remaining + at(more, i))
      const given = remainingUnder(node, closeAt)
      if (lowered) return [node, { closeAt, share: Math.max(node.share, given) }]
      return [node, { closeAt, share: closeAt === node.closeAt ? node.share : given }]
    }),
  )
}

/** Less than half of its share is left, or of what is certain for each, or nothing at all. */
function isStarving({ node, remaining }: Part, more: number, least: number): boolean {
  const has = remaining + more
  return has < node.share / 2 || has < Math.floor(least) || (node.closeAt <= node.reading && more === 0)
}

/** A quarter of an equal part: what each node has for certain. */
const certainOf = (pool: number, parts: readonly Part[]): number => pool / (4 * parts.length)

const isLowered = (node: NodeBudget): boolean => node.heldCloseAt > node.closeAt

/**
 * Parts of `free` for those that `may` have some: first what is missing to a quarter of an equal part, then what is
 * lacking of each share, then by the shares.
 */
function shareOut(free: number, pool: number, all: readonly Part[], may: (part: Part) => boolean): number[] {
  const parts = all.filter(may)
  if (all.length === 1) return parts.map(() => free)
  const missing = (part: Part) => Math.max(0, certainOf(pool, all) - part.remaining)
  // What those who wait will need first is kept for them.
  const kept = total(all.filter(part => !may(part)).map(missing))
  const open = Math.max(0, free - kept)
  const first = fill(open, parts.map(missing))
  const second = fill(
    open - total(first),
    parts.map((part, i) => Math.max(0, part.lacking - at(first, i))),
  )
  const rest = Math.max(0, open - total(first) - total(second))
  const shares = sumOf(parts, ({ node }) => node.share)
  const shared = new Map(
    parts.map((part, i) => {
      const weight = shares > 0 ? part.node.share / shares : 1 / parts.length
      // One byte less than the fractions allow: the sum of the rounded parts must not exceed what is free.
      return [part, Math.max(0, Math.floor(at(first, i) + at(second, i) + rest * weight) - 1)]
    }),
  )
  return all.map(part => shared.get(part) ?? 0)
}

/** What each gets of `free`: what it needs, or its part of it where that is too much. */
function fill(free: number, needs: readonly number[]): number[] {
  const needed = total(needs)
  return needed <= free ? [...needs] : needs.map(need => free * (need / needed))
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/**
 * A new plan: nodes that have more than they should are lowered, the others get their part of what is free already
 * (`more`) and the rest when the lowering is confirmed. Where it would change little, the shares are only noted.
 */
function lower(
  parts: readonly Part[],
  pool: number,
  always: boolean,
  more: readonly number[] = [],
): Map<NodeBudget, Share> {
  const targets = targetsOf(pool, parts)
  const worthIt =
    always || parts.some(({ remaining }, i) => remaining + at(more, i) < Math.floor(at(targets, i) / 2))
  const planned = parts.map(({ node, remaining }, i) => {
    const target = at(targets, i)
    const surplus = remaining - target
    if (worthIt && surplus > 0 && (always || surplus >= Math.max(leastMove, target / 16))) {
      return { node, closeAt: limitFor(node, target), lowered: true, target }
    }
    return { node, closeAt: raisedLimit(node, remaining + at(more, i)), lowered: false, target }
  })
  const waiting = planned.some(one => one.lowered)
  return new Map(
    planned.map(({ node, closeAt, target }) => {
      const given = remainingUnder(node, closeAt)
      // A share that waits is written down, so that the bytes freed go where they were meant to.
      return [node, { closeAt, share: waiting ? Math.max(given, target) : given }]
    }),
  )
}

/** What each node should have of `pool`: a quarter of an equal part for certain, the rest by use. */
function targetsOf(pool: number, parts: readonly Part[]): number[] {
  if (parts.length === 1) return [pool]
  const used = sumOf(parts, part => part.lacking)
  const certain = certainOf(pool, parts)
  const rest = pool - certain * parts.length
  return parts.map(({ lacking }) => {
    const weight = used > 0 ? lacking / used : 1 / parts.length
    return Math.max(0, Math.floor(certain + rest * weight) - 1)
  })
}

/** The limit for a greater share; the present one where it would move by little. */
function raisedLimit(node: NodeBudget, share: number): number {
  const limit = limitFor(node, share)
  return remainingUnder(node, limit) - remainingUnder(node, node.closeAt) >= leastMove
    ? Math.max(limit, node.closeAt)
    : node.closeAt
}

/** The reading at which a node that may pass `share` charged bytes from now on has to close. */
function limitFor(node: NodeBudget, share: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, node.reading + rawFor(share, node.rate))
}

function sumOf<T>(values: readonly T[], amount: (value: T) => number): number {
  return values.reduce((sum, value) => sum + amount(value), 0)
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0
}
