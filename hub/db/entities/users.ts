import { EntitySchema } from 'typeorm'
import type { Cipher } from '../../contract/ciphers.ts'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** A customer. Deleting one clears what identifies him; his id, and with it every total, stays. */
export interface UserRow {
  id: number
  name: string
  /** Lower case; null once deleted. */
  email: string | null
  status: 'active' | 'suspended' | 'deleted'
  statusReason: string
  /** His number on every node of his; null until the first grant. */
  port: number | null
  cipher: Cipher
  /** Proxy password, encrypted with the master key. */
  passwordSecret: string
  /** End of the last plan; null: never had one. */
  expiresAt: number | null
  cyclePolicy: 'calendar' | 'anniversary'
  /** Anchor of anniversary cycles. */
  anchorAt: number | null
  /** How many nodes he is to have. */
  nodeCount: number
  /** Regions he may be placed in; empty: any. */
  regions: string[]
  note: string
  /** What the gate last decided: `open`, or the reason of a closed one. */
  gate: string
  gateSince: number
  createdAt: number
  deletedAt: number | null
  /** Grows with every edit; an edit names the version it saw. */
  version: number
}

export const userEntity = new EntitySchema<UserRow>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: generatedId(),
    name: text(64),
    email: text(254, { nullable: true }),
    status: text(16),
    statusReason: text(200),
    port: int({ nullable: true }),
    cipher: text(40),
    passwordSecret: longText(),
    expiresAt: bigint({ nullable: true }),
    cyclePolicy: text(16),
    anchorAt: bigint({ nullable: true }),
    nodeCount: int(),
    regions: json(),
    note: longText(),
    gate: text(32),
    gateSince: bigint(),
    createdAt: bigint(),
    deletedAt: bigint({ nullable: true }),
    version: int(),
  },
  uniques: [{ name: 'uq_users_email', columns: ['email'] }],
  indices: [
    { name: 'ix_users_name', columns: ['name'] },
    { name: 'ix_users_port', columns: ['port'] },
    { name: 'ix_users_expires', columns: ['expiresAt'] },
    { name: 'ix_users_status', columns: ['status'] },
    { name: 'ix_users_gate', columns: ['gate', 'expiresAt'] },
    { name: 'ix_users_created', columns: ['createdAt'] },
  ],
})

/**
 * Where a user stands, as it was a short while ago: for lists to sort and filter by. Written where his grants or times
 * change, else by a job; decides nothing.
 */
export interface UserFigureRow {
  userId: number
  /** Charged bytes taken from the buckets valid then. */
  used: number
  /** Sum of these buckets; null: no limit. */
  granted: number | null
  /** Null: no limit. */
  leftBytes: number | null
  /** Of what he holds, in thousandths; null: no limit, or he holds nothing. */
  leftPermille: number | null
  /** 0: not yet. */
  computedAt: number
}

export const userFigureEntity = new EntitySchema<UserFigureRow>({
  name: 'UserFigure',
  tableName: 'user_figures',
  columns: {
    userId: int({ primary: true }),
    used: bigint(),
    granted: bigint({ nullable: true }),
    leftBytes: bigint({ nullable: true }),
    leftPermille: int({ nullable: true }),
    computedAt: bigint(),
  },
  indices: [
    { name: 'ix_user_figures_used', columns: ['used'] },
    { name: 'ix_user_figures_left', columns: ['leftBytes'] },
    { name: 'ix_user_figures_share', columns: ['leftPermille'] },
  ],
})
