import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, text } from '../columns.ts'

/** A gate that opened, closed, or is closed for another reason: why, and when. Kept half a year. */
export interface GateChangeRow {
  id: number
  userId: number
  at: number
  /** `open`, or the reason of a closed gate. */
  gate: string
  /** The same of the moment before. */
  was: string
  /** What led to it, as the gate was told: `usage`, `due`, `check`, `grant.bytes`. */
  cause: string
  /** Whose collection led to it. */
  nodeId: number | null
}

export const gateChangeEntity = new EntitySchema<GateChangeRow>({
  name: 'GateChange',
  tableName: 'gate_changes',
  columns: {
    id: generatedId(),
    userId: int(),
    at: bigint(),
    gate: text(32),
    was: text(32),
    cause: text(48),
    nodeId: int({ nullable: true }),
  },
  indices: [
    { name: 'ix_gate_changes_user', columns: ['userId', 'at'] },
    { name: 'ix_gate_changes_at', columns: ['at'] },
  ],
})

/** A node that has to be told of a change of a gate, and when it answered that it enforces it. */
export interface GateConfirmationRow {
  id: number
  userId: number
  /** Of the change. */
  changedAt: number
  nodeId: number
  /** The node's configuration that carries it. */
  revision: number
  /** The node, until it has answered: what is waited for is found by this alone. */
  waitingOn: number | null
  confirmedAt: number | null
}

export const gateConfirmationEntity = new EntitySchema<GateConfirmationRow>({
  name: 'GateConfirmation',
  tableName: 'gate_confirmations',
  columns: {
    id: generatedId(),
    userId: int(),
    changedAt: bigint(),
    nodeId: int(),
    revision: int(),
    waitingOn: int({ nullable: true }),
    confirmedAt: bigint({ nullable: true }),
  },
  indices: [
    { name: 'ix_gate_confirmations_user', columns: ['userId', 'changedAt'] },
    { name: 'ix_gate_confirmations_waiting', columns: ['waitingOn', 'revision'] },
    { name: 'ix_gate_confirmations_at', columns: ['changedAt'] },
  ],
})
