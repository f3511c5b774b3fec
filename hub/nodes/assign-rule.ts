import type { Cipher } from '../contract/ciphers.ts'
import { findFreePort, type PortSpace, refusePort } from './port-rule.ts'

/** A node as far as the choice needs to know it. */
export interface Candidate extends PortSpace {
  /** Only an active node takes users on. */
  readonly active: boolean
  readonly region: string
  readonly capacity: number
  /** Users it has now. */
  readonly users: number
  readonly ciphers: readonly Cipher[]
  /** Chosen for him a moment ago: taken unless it cannot be, so that a choice does not change with every look. */
  readonly preferred: boolean
  /** Its last visits failed. It is chosen only where nothing else is left. */
  readonly failing: boolean
}

export interface Wish {
  /** The user's id, as a seed of the search for a number. */
  readonly userId: number
  readonly cipher: Cipher
  /** Regions he may be placed in; empty: any. */
  readonly regions: readonly string[]
  /** How many nodes he is to have. */
  readonly wanted: number
  /** His number so far. */
  readonly port: number | null
  /** Nodes he has and keeps. */
  readonly has: readonly number[]
}

/**
 * `placed`: he is to have `port` on the nodes of `has` and of `added`; `missing` nodes could not be found.
 * `moved` is true where his former number is not free on all of them, so that the ones he has change it too.
 * `no_port`: nodes there are, but no number is free on all of them.
 */
export type Placement =
  | {
      readonly kind: 'placed'
      readonly port: number
      readonly added: readonly number[]
      readonly moved: boolean
      readonly missing: number
    }
  | { readonly kind: 'no_node' }
  | { readonly kind: 'no_port'; readonly nodes: readonly number[] }

/** Part of the capacity that is in use: a node of capacity 0 is full. */
export const loadOf = (node: { readonly users: number; readonly capacity: number }) =>
  node.capacity > 0 ? node.users / node.capacity : Number.POSITIVE_INFINITY

function mayTake(node: Candidate, wish: Wish): boolean {
  return (
    node.active &&
    node.users < node.capacity &&
    node.ciphers.includes(wish.cipher) &&
    (wish.regions.length === 0 || wish.regions.includes(node.region))
  )
}

/**
 * Chooses a user's nodes and his number (design sections 1 and 6). Preferred are, in this order: nodes that answer,
 * nodes where his number is free, regions he is not in yet, the least load, the smaller id.
 * Fewer nodes than wanted are as many as there are. Where no number is free on all of them, the least good of the
 * new ones is given up for another.
 */
export function choosePlacement(candidates: readonly Candidate[], wish: Wish): Placement {
  const byId = new Map(candidates.map(node => [node.nodeId, node]))
  const kept = wish.has.flatMap(id => byId.get(id) ?? [])
  const keepsNumber = (node: Candidate) => wish.port === null || refusePort(wish.port, node) === null
  const open = candidates.filter(node => !wish.has.includes(node.nodeId) && mayTake(node, wish))
  const lacking = Math.max(0, wish.wanted - wish.has.length)

  const added: Candidate[] = []
  while (added.length < lacking) {
    const seen = new Set([...kept, ...added].map(node => node.region))
    const rank = (node: Candidate) => [
      node.preferred ? 0 : 1,
      node.failing ? 1 : 0,
      keepsNumber(node) ? 0 : 1,
      seen.has(node.region) ? 1 : 0,
      loadOf(node),
      node.nodeId,
    ]
    const rest = open.filter(node => !added.includes(node))
    const best = rest.reduce<Candidate | null>(
      (found, node) => (found === null || isLess(rank(node), rank(found)) ? node : found),
      null,
    )
    if (best === null) break
    added.push(best)
  }
  const nodes = [...kept, ...added]
  if (nodes.length === 0) return { kind: 'no_node' }
  const missing = lacking - added.length
  const placed = (port: number, moved: boolean): Placement => ({
    kind: 'placed',
    port,
    added: added.map(node => node.nodeId),
    moved,
    missing,
  })
  if (wish.port !== null && nodes.every(keepsNumber)) return placed(wish.port, false)
  const found = findFreePort(nodes, wish.userId)
  const leastGood = added.at(-1)
  if (found === null && leastGood !== undefined) {
    const others = candidates.filter(node => node !== leastGood)
    const instead = choosePlacement(others, wish)
    if (instead.kind !== 'no_node') return instead
  }
  if (found === null) return { kind: 'no_port', nodes: nodes.map(node => node.nodeId) }
  return placed(found, wish.port !== null && kept.length > 0)
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0
    if (value !== other) return value < other
  }
  return false
}
