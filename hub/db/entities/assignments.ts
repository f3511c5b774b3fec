import { EntitySchema } from 'typeorm'
import { bigint, flag, int } from '../columns.ts'

/**
 * A user's port on a node, with its budget. The key (node, port) is what makes ports unique per node.
 *
 * Budgets are absolute cumulative readings (upload + download) of this port on this node. `closeAt` is what the
 * node shall enforce; `heldCloseAt` the greatest limit it may be enforcing until it has answered with
 * `closeRevision` or a later one. Null means no limit. What is reserved for the node is therefore
 * max(closeAt, heldCloseAt) minus the last reading.
 */
export interface AssignmentRow {
  nodeId: number
  port: number
  userId: number
  createdAt: number
  /** Set when the user leaves the node or is released; the row goes when the handover rule allows. */
  releasedAt: number | null
  /** The revision in which the port was removed from the node's configuration. */
  releaseRevision: number | null
  closeAt: number | null
  heldCloseAt: number | null
  closeRevision: number
  closeAfter: number | null
  /** Charged bytes the node was last given: rebalanced when less than half is left. */
  share: number
  /** When the gate closed it; Shadowsocks drops the port a day later. */
  closedAt: number | null
  serve: boolean
  /** Of the meter's cumulative charged bytes, what was allocated to grants. */
  settledCharged: number
  /** The unsettled rest passed in [periodFrom, periodUntil): one set of valid grants, one cycle. */
  periodFrom: number
  periodUntil: number
}

export const assignmentEntity = new EntitySchema<AssignmentRow>({
  name: 'Assignment',
  tableName: 'assignments',
  columns: {
    nodeId: int({ primary: true }),
    port: int({ primary: true }),
    userId: int(),
    createdAt: bigint(),
    releasedAt: bigint({ nullable: true }),
    releaseRevision: int({ nullable: true }),
    closeAt: bigint({ nullable: true }),
    heldCloseAt: bigint({ nullable: true }),
    closeRevision: int(),
    closeAfter: bigint({ nullable: true }),
    share: bigint(),
    closedAt: bigint({ nullable: true }),
    serve: flag(),
    settledCharged: bigint(),
    periodFrom: bigint(),
    periodUntil: bigint(),
  },
  indices: [
    { name: 'ix_assignments_user', columns: ['userId'] },
    { name: 'ix_assignments_held', columns: ['nodeId', 'releasedAt'] },
  ],
})
