/** What of a node decides whether a port number can be used there. */
export interface PortSpace {
  readonly nodeId: number
  readonly portFrom: number
  readonly portUntil: number
  /** The node's range for outgoing connections, both ends included; null while its agent has not said. */
  readonly ephemeral: readonly [number, number] | null
  /** Numbers held on the node by others than the user in question. */
  readonly taken: Pick<ReadonlySet<number>, 'has'>
}

export type PortRefusal = 'not_a_port' | 'outside_node_range' | 'ephemeral' | 'taken'

/** Why a number cannot be used on a node; null when it can. */
export function refusePort(port: number, space: PortSpace): PortRefusal | null {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'not_a_port'
  if (port < space.portFrom || port > space.portUntil) return 'outside_node_range'
  if (space.ephemeral && port >= space.ephemeral[0] && port <= space.ephemeral[1]) return 'ephemeral'
  return space.taken.has(port) ? 'taken' : null
}

/**
 * A number that is free on all these nodes, or null. The search begins at a place that `seed` (the user's id)
 * decides, so that users who come at the same time do not all reach for the same number.
 */
export function findFreePort(spaces: readonly PortSpace[], seed: number): number | null {
  const from = Math.max(1, ...spaces.map(space => space.portFrom))
  const until = Math.min(65_535, ...spaces.map(space => space.portUntil))
  const size = until - from + 1
  if (size < 1 || spaces.length === 0) return null
  // A stride without a common factor with most sizes spreads neighbouring ids over the range.
  const start = (seed * 7_919) % size
  for (let step = 0; step < size; step += 1) {
    const port = from + ((start + step) % size)
    if (spaces.every(space => refusePort(port, space) === null)) return port
  }
  return null
}
