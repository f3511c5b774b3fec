import type { Instant } from '../contract/primitives.ts'
import { inBatches, marks } from '../db/raw-row.ts'
import type { Tx } from '../db/transaction.ts'

/** A gate that is another than it was. */
export interface GateChange {
  readonly userId: number
  readonly gate: string
  readonly was: string
}

/** A node whose configuration carries what was decided about a user. */
export interface ToldNode {
  readonly userId: number
  readonly nodeId: number
  readonly revision: number
}

const rowsAtOnce = 1_000

/** Writes down which gates changed, and which nodes have to confirm it, in the transaction that decided it. */
export async function recordGateChanges(
  tx: Tx,
  changes: readonly GateChange[],
  decided: {
    readonly at: Instant
    readonly cause: string
    readonly nodeId: number | null
    readonly told: readonly ToldNode[]
  },
): Promise<void> {
  if (changes.length === 0) return
  const { at, nodeId } = decided
  const cause = decided.cause.slice(0, 48)
  for (const batch of inBatches(changes, rowsAtOnce)) {
    await tx.query(
      `INSERT INTO gate_changes (userId, at, gate, was, cause, nodeId) VALUES ${batch.map(() => `(${marks(6)})`).join(', ')}`,
      batch.flatMap(({ userId, gate, was }) => [userId, at, gate, was, cause, nodeId]),
    )
  }
  const changed = new Set(changes.map(({ userId }) => userId))
  const told = decided.told.filter(({ userId }) => changed.has(userId))
  for (const batch of inBatches(told, rowsAtOnce)) {
    await tx.query(
      `INSERT INTO gate_confirmations (userId, changedAt, nodeId, revision, waitingOn, confirmedAt)
       VALUES ${batch.map(() => `(${marks(5)}, NULL)`).join(', ')}`,
      batch.flatMap(one => [one.userId, at, one.nodeId, one.revision, one.nodeId]),
    )
  }
}

/** Notes what a node enforces by now: an update by an index, of no row for almost every collection. */
export async function confirmGateChanges(
  tx: Tx,
  nodeId: number,
  revision: number,
  at: Instant,
): Promise<void> {
  await tx.query(
    'UPDATE gate_confirmations SET confirmedAt = ?, waitingOn = NULL WHERE waitingOn = ? AND revision <= ?',
    [at, nodeId, revision],
  )
}

const keptMs = 180 * 86_400_000

/** Forgets changes of gates older than half a year; for a job. */
export async function pruneGateHistory(tx: Tx, now: Instant): Promise<void> {
  await tx.query('DELETE FROM gate_confirmations WHERE changedAt < ?', [now - keptMs])
  await tx.query('DELETE FROM gate_changes WHERE at < ?', [now - keptMs])
}
