import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, longText, text } from '../columns.ts'

/** A bucket of bytes with a validity [validFrom, validUntil). */
export interface GrantRow {
  id: number
  userId: number
  /** `cycle`: the plan's bytes of one cycle, used first. `bucket`: everything else, soonest end first. */
  kind: 'cycle' | 'bucket'
  source: 'operator' | 'order' | 'code' | 'invite' | 'compensation'
  /** What it came from, e.g. an order's id; grants of one purchase share it. */
  sourceRef: string
  /** Null: unlimited. */
  bytes: number | null
  /** Charged bytes taken from it. Only grows. */
  used: number
  validFrom: number
  /** Null: until used. */
  validUntil: number | null
  reason: string
  createdBy: string
  createdAt: number
  endedAt: number | null
}

export const grantEntity = new EntitySchema<GrantRow>({
  name: 'Grant',
  tableName: 'grants',
  columns: {
    id: generatedId(),
    userId: int(),
    kind: text(16),
    source: text(16),
    sourceRef: text(64),
    bytes: bigint({ nullable: true }),
    used: bigint(),
    validFrom: bigint(),
    validUntil: bigint({ nullable: true }),
    reason: longText(),
    createdBy: text(64),
    createdAt: bigint(),
    endedAt: bigint({ nullable: true }),
  },
  indices: [
    { name: 'ix_grants_user', columns: ['userId', 'validUntil'] },
    { name: 'ix_grants_from', columns: ['validFrom'] },
    { name: 'ix_grants_until', columns: ['validUntil'] },
  ],
})

/** A quota period of a user. Materialised: its instants never move, whatever the time-zone setting becomes. */
export interface CycleRow {
  id: number
  userId: number
  startsAt: number
  endsAt: number
  /** Charged bytes that no valid bucket covered. Never charged later. */
  overrun: number
}

export const cycleEntity = new EntitySchema<CycleRow>({
  name: 'Cycle',
  tableName: 'cycles',
  columns: { id: generatedId(), userId: int(), startsAt: bigint(), endsAt: bigint(), overrun: bigint() },
  uniques: [{ name: 'uq_cycles_start', columns: ['userId', 'startsAt'] }],
  indices: [{ name: 'ix_cycles_end', columns: ['endsAt'] }],
})

/** Kept for ever: what a user passed through a node in a cycle. */
export interface CycleUsageRow {
  userId: number
  cycleId: number
  nodeId: number
  upload: number
  download: number
  charged: number
}

export const cycleUsageEntity = new EntitySchema<CycleUsageRow>({
  name: 'CycleUsage',
  tableName: 'cycle_usage',
  columns: {
    userId: int({ primary: true }),
    cycleId: int({ primary: true }),
    nodeId: int({ primary: true }),
    upload: bigint(),
    download: bigint(),
    charged: bigint(),
  },
})
