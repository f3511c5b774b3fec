import { createHash } from 'node:crypto'
import { dayMs } from './local-calendar.ts'
import { type SeedNode, seedNodes } from './node-catalogue.ts'

const slotMs = 900_000

/** Number of a node's desired configuration. */
export const revisionOf = (node: SeedNode): number => 400 + node.id * 13
/** Of the configuration that is in force there. */
export const appliedOf = (node: SeedNode): number =>
  revisionOf(node) - (node.plight.kind === 'pending' ? 3 : 0)

export const instanceOf = (node: SeedNode): string =>
  createHash('sha256').update(`instance ${node.id}`).digest('hex').slice(0, 32)

export const certificateEnds = ({ id, plight }: SeedNode, now: number): number =>
  plight.kind === 'expiring' ? now + plight.inMs : now + (60 + id * 9) * dayMs

/** When a node answered last; its hours before that are rolled up. */
export const takenAt = (nodeId: number, now: number): number => now - (seedNodes[nodeId - 1]?.silentMs ?? 0)
export const rolledUntil = (nodeId: number, now: number): number => {
  const slot = Math.floor(takenAt(nodeId, now) / slotMs)
  return slot - (slot % 4)
}
