import { upsertRows } from '../db/bulk-write.ts'
import type { AssignmentRow } from '../db/entities/assignments.ts'
import { flagIn, inBatches, integerIn, integerOrNullIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

const columns = [
  'nodeId',
  'port',
  'userId',
  'createdAt',
  'releasedAt',
  'releaseRevision',
  'closeAt',
  'heldCloseAt',
  'closeRevision',
  'closeAfter',
  'share',
  'closedAt',
  'serve',
  'settledCharged',
  'periodFrom',
  'periodUntil',
] as const satisfies readonly (keyof AssignmentRow)[]

/** The users' ports on all nodes, released ones included, by (node, port); locked until the commit where `lock`. */
export async function loadAssignments(
  tx: Tx,
  userIds: readonly number[],
  lock: boolean,
): Promise<AssignmentRow[]> {
  const found: AssignmentRow[] = []
  for (const batch of inBatches(userIds, 2_000)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT ${columns.join(', ')} FROM assignments WHERE userId IN (${marks(batch.length)}) ORDER BY nodeId, port` +
          `${lock ? tx.forUpdate : ''}`,
        batch,
      ),
    )
    for (const row of rows) {
      found.push({
        nodeId: integerIn(row, 'nodeId'),
        port: integerIn(row, 'port'),
        userId: integerIn(row, 'userId'),
        createdAt: integerIn(row, 'createdAt'),
        releasedAt: integerOrNullIn(row, 'releasedAt'),
        releaseRevision: integerOrNullIn(row, 'releaseRevision'),
        closeAt: integerOrNullIn(row, 'closeAt'),
        heldCloseAt: integerOrNullIn(row, 'heldCloseAt'),
        closeRevision: integerIn(row, 'closeRevision'),
        closeAfter: integerOrNullIn(row, 'closeAfter'),
        share: integerIn(row, 'share'),
        closedAt: integerOrNullIn(row, 'closedAt'),
        serve: flagIn(row, 'serve'),
        settledCharged: integerIn(row, 'settledCharged'),
        periodFrom: integerIn(row, 'periodFrom'),
        periodUntil: integerIn(row, 'periodUntil'),
      })
    }
  }
  return found
}

/** Nodes on which any of the users has a port, ascending. */
export async function loadNodesOf(tx: Tx, userIds: readonly number[]): Promise<number[]> {
  const found = new Set<number>()
  for (const batch of inBatches(userIds, 2_000)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT DISTINCT nodeId FROM assignments WHERE userId IN (${marks(batch.length)})`,
        batch,
      ),
    )
    for (const row of rows) found.add(integerIn(row, 'nodeId'))
  }
  return [...found].sort((a, b) => a - b)
}

/** Sets these columns of rows that are locked by this transaction. */
export function saveAssignments(
  tx: Tx,
  rows: readonly AssignmentRow[],
  set: readonly (keyof AssignmentRow)[],
): Promise<void> {
  const ordered = [...rows].sort((a, b) => a.nodeId - b.nodeId || a.port - b.port)
  return upsertRows(tx, {
    table: 'assignments',
    keys: ['nodeId', 'port'],
    columns,
    set,
    rows: ordered.map(row => columns.map(name => (name === 'serve' ? (row.serve ? 1 : 0) : row[name]))),
  })
}
