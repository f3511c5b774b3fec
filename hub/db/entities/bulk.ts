import { EntitySchema } from 'typeorm'
import type { BulkAction, BulkSelection } from '../../contract/admin/bulk-views.ts'
import type { Actor } from '../../kernel/actor.ts'
import { bigint, blob, generatedId, int, json, longText, text } from '../columns.ts'

/**
 * ```
 *   previewed ──run──▶ queued ──▶ running ──all users passed──▶ done
 *       │                 └──────────┴──asked to stop──▶ cancelled
 *       └──a day later: gone         └──something unforeseen──▶ failed
 * ```
 * An undo begins at `queued`.
 */
export type BulkState = 'previewed' | 'queued' | 'running' | 'done' | 'cancelled' | 'failed'

/** One thing that is done to many users. Who they are is in its parts, and was fixed by the preview. */
export interface BulkActionRow {
  id: number
  kind: BulkAction['kind'] | 'undo'
  state: BulkState
  /** Null: an undo. */
  action: BulkAction | null
  /** How its users were chosen; null: an undo. */
  selection: BulkSelection | null
  /** The bulk action that is undone. */
  undoOf: number | null
  reason: string
  /** How many it is about. */
  users: number
  done: number
  skipped: number
  /** How many of `done` were undone since. */
  undone: number
  /** Every user up to this id has been passed: written with what was done for them. */
  doneUntil: number
  actor: Actor
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  cancelAskedAt: number | null
  problem: string
}

export const bulkActionEntity = new EntitySchema<BulkActionRow>({
  name: 'BulkAction',
  tableName: 'bulk_actions',
  columns: {
    id: generatedId(),
    kind: text(16),
    state: text(16),
    action: json({ nullable: true }),
    selection: json({ nullable: true }),
    undoOf: int({ nullable: true }),
    reason: text(200),
    users: int(),
    done: int(),
    skipped: int(),
    undone: int(),
    doneUntil: int(),
    actor: json(),
    createdAt: bigint(),
    startedAt: bigint({ nullable: true }),
    finishedAt: bigint({ nullable: true }),
    cancelAskedAt: bigint({ nullable: true }),
    problem: text(300),
  },
  indices: [
    { name: 'ix_bulk_actions_state', columns: ['state'] },
    { name: 'ix_bulk_actions_undo', columns: ['undoOf'] },
  ],
})

/** Some of the users of a bulk action, ascending over its parts: see bulk/user-ids-rule. */
export interface BulkPartRow {
  bulkId: number
  part: number
  data: Buffer
}

export const bulkPartEntity = new EntitySchema<BulkPartRow>({
  name: 'BulkPart',
  tableName: 'bulk_parts',
  columns: { bulkId: int({ primary: true }), part: int({ primary: true }), data: blob() },
})

/** What a bulk action did for a user, or why it did nothing. Written with it: a user who has a row was passed. */
export interface BulkItemRow {
  bulkId: number
  userId: number
  state: 'done' | 'skipped'
  /** Empty where it was done. */
  why: string
  at: number
  facts: unknown
  undoneAt: number | null
}

export const bulkItemEntity = new EntitySchema<BulkItemRow>({
  name: 'BulkItem',
  tableName: 'bulk_items',
  columns: {
    bulkId: int({ primary: true }),
    userId: int({ primary: true }),
    state: text(16),
    why: text(32),
    at: bigint(),
    facts: json(),
    undoneAt: bigint({ nullable: true }),
  },
  indices: [{ name: 'ix_bulk_items_state', columns: ['bulkId', 'state', 'why', 'userId'] }],
})

/** What the console keeps for an operator; the value is JSON. */
export interface OperatorPreferenceRow {
  operatorId: number
  name: string
  value: string
  updatedAt: number
}

export const operatorPreferenceEntity = new EntitySchema<OperatorPreferenceRow>({
  name: 'OperatorPreference',
  tableName: 'operator_preferences',
  columns: {
    operatorId: int({ primary: true }),
    name: text(64, { primary: true }),
    value: longText(),
    updatedAt: bigint(),
  },
})
