import { EntitySchema } from 'typeorm'
import { bigint, blob, generatedId, int, json, text } from '../columns.ts'

/** What the hub has committed of a node's readings. Read under lock inside the collection's transaction. */
export interface MeterRow {
  nodeId: number
  /** Null: never collected. */
  instance: string | null
  seq: number
  start: string
  /** Process starts of this instance that were followed by another: one that returns is a clone. */
  supersededStarts: string[]
  appliedEpoch: number
  appliedRevision: number
  takenAt: number
  collectedAt: number
  /** Hour rows before this slot are in the day rows and cycle totals. */
  rolledUntil: number
  /** Set when two machines answer with one identity; collection stops until an operator acts. */
  haltedAt: number | null
  haltedReason: string
}

export const meterEntity = new EntitySchema<MeterRow>({
  name: 'Meter',
  tableName: 'meters',
  columns: {
    nodeId: int({ primary: true }),
    instance: text(32, { nullable: true }),
    seq: bigint(),
    start: text(32),
    supersededStarts: json(),
    appliedEpoch: int(),
    appliedRevision: int(),
    takenAt: bigint(),
    collectedAt: bigint(),
    rolledUntil: int(),
    haltedAt: bigint({ nullable: true }),
    haltedReason: text(200),
  },
})

/** Last seen readings and cumulative charged bytes of 512 ports of a node: see metering/meter-chunk. */
export interface MeterChunkRow {
  nodeId: number
  chunk: number
  data: Buffer
}

export const meterChunkEntity = new EntitySchema<MeterChunkRow>({
  name: 'MeterChunk',
  tableName: 'meter_chunks',
  columns: { nodeId: int({ primary: true }), chunk: int({ primary: true }), data: blob() },
})

/**
 * The ledger. One row per node, user and hour; an hour that a midnight or a cycle boundary cuts has a row per part,
 * so `slot` is the quarter hour in which the row begins. The key's order is the order of a collection's bulk write.
 */
export interface LedgerHourRow {
  nodeId: number
  slot: number
  userId: number
  upload: number
  download: number
  charged: number
}

export const ledgerHourEntity = new EntitySchema<LedgerHourRow>({
  name: 'LedgerHour',
  tableName: 'ledger_hours',
  columns: {
    nodeId: int({ primary: true }),
    slot: int({ primary: true }),
    userId: int({ primary: true }),
    upload: bigint(),
    download: bigint(),
    charged: bigint(),
  },
})

/** Day rows, in the operator's calendar: `day` is yyyymmdd. */
export interface LedgerDayRow {
  userId: number
  day: number
  nodeId: number
  upload: number
  download: number
  charged: number
}

export const ledgerDayEntity = new EntitySchema<LedgerDayRow>({
  name: 'LedgerDay',
  tableName: 'ledger_days',
  columns: {
    userId: int({ primary: true }),
    day: int({ primary: true }),
    nodeId: int({ primary: true }),
    upload: bigint(),
    download: bigint(),
    charged: bigint(),
  },
  // Covers every sum over days: the table itself is in the order of users.
  indices: [
    {
      name: 'ix_ledger_days_covering',
      columns: ['day', 'nodeId', 'userId', 'upload', 'download', 'charged'],
    },
  ],
})

/** Everything about the counting that was not plain: listed on the page that is to prove zero. */
export interface IncidentRow {
  id: number
  at: number
  kind:
    | 'gap'
    | 'anomaly'
    | 'late'
    | 'exposure'
    | 'clone'
    | 'clock'
    | 'unassigned'
    | 'new_instance'
    | 'handover'
  nodeId: number
  userId: number | null
  port: number | null
  fromAt: number
  untilAt: number
  upload: number
  download: number
  detail: unknown
}

export const incidentEntity = new EntitySchema<IncidentRow>({
  name: 'Incident',
  tableName: 'metering_incidents',
  columns: {
    id: generatedId(),
    at: bigint(),
    kind: text(16),
    nodeId: int(),
    userId: int({ nullable: true }),
    port: int({ nullable: true }),
    fromAt: bigint(),
    untilAt: bigint(),
    upload: bigint(),
    download: bigint(),
    detail: json(),
  },
  indices: [
    { name: 'ix_incidents_at', columns: ['at'] },
    { name: 'ix_incidents_node', columns: ['nodeId', 'at'] },
  ],
})
