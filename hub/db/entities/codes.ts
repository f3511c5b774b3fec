import { EntitySchema } from 'typeorm'
import type { CodeEffect } from '../../contract/customer/quote.ts'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** Codes made together, with what holds for all of them. */
export interface CodeBatchRow {
  id: number
  name: string
  effect: CodeEffect
  /** Plans it may be used with; empty: any. */
  planIds: number[]
  validFrom: number
  validUntil: number | null
  /** Uses of one code in all; null: endless. */
  usesPerCode: number | null
  /** Uses of codes of this batch by one user; null: endless. */
  usesPerUser: number | null
  /** Campaign: a user uses at most one code of an activity, over all its batches. Empty: none. */
  activity: string
  /** Only for the first order of a user. */
  firstOrderOnly: boolean
  note: string
  createdBy: string
  createdAt: number
  disabledAt: number | null
}

export const codeBatchEntity = new EntitySchema<CodeBatchRow>({
  name: 'CodeBatch',
  tableName: 'code_batches',
  columns: {
    id: generatedId(),
    name: text(64),
    effect: json(),
    planIds: json(),
    validFrom: bigint(),
    validUntil: bigint({ nullable: true }),
    usesPerCode: int({ nullable: true }),
    usesPerUser: int({ nullable: true }),
    activity: text(64),
    firstOrderOnly: { type: 'boolean' },
    note: longText(),
    createdBy: text(64),
    createdAt: bigint(),
    disabledAt: bigint({ nullable: true }),
  },
  uniques: [{ name: 'uq_code_batches_name', columns: ['name'] }],
})

export interface CodeRow {
  id: number
  batchId: number
  /** Upper case, without separators. */
  code: string
  /** Reserved and committed uses. */
  used: number
  /** Copied from the batch; the row's check keeps `used` at most this. Null: endless. */
  mostUses: number | null
  disabledAt: number | null
}

export const codeEntity = new EntitySchema<CodeRow>({
  name: 'Code',
  tableName: 'codes',
  columns: {
    id: generatedId(),
    batchId: int(),
    code: text(32),
    used: int(),
    mostUses: int({ nullable: true }),
    disabledAt: bigint({ nullable: true }),
  },
  checks: [{ name: 'ck_codes_used', expression: 'used >= 0 AND (mostUses IS NULL OR used <= mostUses)' }],
  uniques: [{ name: 'uq_codes_code', columns: ['code'] }],
  indices: [{ name: 'ix_codes_batch', columns: ['batchId'] }],
})

/**
 * A use of a code by a user, with one order: reserved with it, committed by its payment, released by its close.
 * The unique keys are the limits: `userUse` is `<batch>:<user>:<1 … usesPerUser>`, `activityUse` is
 * `<activity>:<user>`; both null where there is no limit, or once released.
 */
export interface CodeUseRow {
  id: number
  codeId: number
  batchId: number
  userId: number
  orderId: number
  state: 'reserved' | 'committed' | 'released'
  userUse: string | null
  activityUse: string | null
  at: number
  changedAt: number
}

export const codeUseEntity = new EntitySchema<CodeUseRow>({
  name: 'CodeUse',
  tableName: 'code_uses',
  columns: {
    id: generatedId(),
    codeId: int(),
    batchId: int(),
    userId: int(),
    orderId: int(),
    state: text(16),
    userUse: text(64, { nullable: true }),
    activityUse: text(96, { nullable: true }),
    at: bigint(),
    changedAt: bigint(),
  },
  uniques: [
    { name: 'uq_code_uses_order', columns: ['orderId', 'codeId'] },
    { name: 'uq_code_uses_user', columns: ['userUse'] },
    { name: 'uq_code_uses_activity', columns: ['activityUse'] },
  ],
  indices: [
    { name: 'ix_code_uses_code', columns: ['codeId'] },
    { name: 'ix_code_uses_batch', columns: ['batchId', 'at'] },
    { name: 'ix_code_uses_owner', columns: ['userId'] },
  ],
})
