import { EntitySchema } from 'typeorm'
import type {
  RolloutChange,
  RolloutNodeState,
  RolloutProblem,
  RolloutState,
} from '../../contract/admin/rollouts.ts'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** How a node fared in five minutes; kept 14 days. */
export interface NodeSampleRow {
  nodeId: number
  /** Beginning of the five minutes. */
  at: number
  /** Greatest of the span, in thousandths of all processors; null where the agent does not say. */
  cpu: number | null
  /** Greatest of the span, in thousandths. */
  loadAverage: number
  /** Greatest of the span; null where the agent does not say. */
  memoryUsed: number | null
  memoryTotal: number | null
  agentMemory: number
  portsListening: number
  portsClosed: number
  /** Bytes counted, and the time in which they passed. */
  upload: number
  download: number
  spanMs: number
}

export const nodeSampleEntity = new EntitySchema<NodeSampleRow>({
  name: 'NodeSample',
  tableName: 'node_samples',
  columns: {
    nodeId: int({ primary: true }),
    at: bigint({ primary: true }),
    cpu: int({ nullable: true }),
    loadAverage: int(),
    memoryUsed: bigint({ nullable: true }),
    memoryTotal: bigint({ nullable: true }),
    agentMemory: bigint(),
    portsListening: int(),
    portsClosed: int(),
    upload: bigint(),
    download: bigint(),
    spanMs: bigint(),
  },
})

/** A change of settings that is given to several nodes, one of them first. */
export interface RolloutRow {
  id: number
  state: RolloutState
  /** `open` while it changes nodes, then null: the unique key allows one. */
  openKey: 'open' | null
  wanted: RolloutChange
  reason: string
  healthyMinutes: number
  atOnce: number
  createdAt: number
  createdBy: string
  changedAt: number
}

export const rolloutEntity = new EntitySchema<RolloutRow>({
  name: 'Rollout',
  tableName: 'rollouts',
  columns: {
    id: generatedId(),
    state: text(16),
    openKey: text(8, { nullable: true }),
    wanted: json(),
    reason: longText(),
    healthyMinutes: int(),
    atOnce: int(),
    createdAt: bigint(),
    createdBy: text(128),
    changedAt: bigint(),
  },
  uniques: [{ name: 'uq_rollouts_open', columns: ['openKey'] }],
})

export interface RolloutNodeRow {
  rolloutId: number
  /** Its turn, from 0. */
  position: number
  nodeId: number
  state: RolloutNodeState
  /** Revision of the node's configuration that tells of the change, or of its undoing; null before. */
  revision: number | null
  /** The settings that were changed, as they were; null before its turn. */
  hadBefore: RolloutChange | null
  appliedAt: number | null
  confirmedAt: number | null
  healthySince: number | null
  problem: RolloutProblem | null
}

export const rolloutNodeEntity = new EntitySchema<RolloutNodeRow>({
  name: 'RolloutNode',
  tableName: 'rollout_nodes',
  columns: {
    rolloutId: int({ primary: true }),
    position: int({ primary: true }),
    nodeId: int(),
    state: text(16),
    revision: int({ nullable: true }),
    hadBefore: json({ nullable: true }),
    appliedAt: bigint({ nullable: true }),
    confirmedAt: bigint({ nullable: true }),
    healthySince: bigint({ nullable: true }),
    problem: json({ nullable: true }),
  },
})
