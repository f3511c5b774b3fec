import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** Settings that operators change, and facts about this database (its epoch, the master key's fingerprint). */
export interface SettingRow {
  name: string
  value: unknown
  updatedAt: number
}

export const settingEntity = new EntitySchema<SettingRow>({
  name: 'Setting',
  tableName: 'settings',
  columns: { name: text(64, { primary: true }), value: json(), updatedAt: bigint() },
})

/** One change: numbered without gaps, each row's hash covering the one before. */
export interface AuditRow {
  number: number
  at: number
  actor: string
  action: string
  subject: string
  before: unknown
  after: unknown
  previousHash: string
  hash: string
}

export const auditEntity = new EntitySchema<AuditRow>({
  name: 'Audit',
  tableName: 'audit_entries',
  columns: {
    number: int({ primary: true }),
    at: bigint(),
    actor: text(128),
    action: text(64),
    subject: text(128),
    before: json(),
    after: json(),
    previousHash: text(64),
    hash: text(64),
  },
  indices: [
    { name: 'ix_audit_subject', columns: ['subject'] },
    { name: 'ix_audit_at', columns: ['at'] },
  ],
})

/** The one row behind which audit entries queue. */
export interface AuditHeadRow {
  id: number
  number: number
  hash: string
}

export const auditHeadEntity = new EntitySchema<AuditHeadRow>({
  name: 'AuditHead',
  tableName: 'audit_head',
  columns: { id: int({ primary: true }), number: int(), hash: text(64) },
})

/** A request of an operator that was carried out, by the key that he gave it. */
export interface RequestKeyRow {
  operatorId: number
  requestKey: string
  callId: string
  at: number
  auditNumber: number
}

export const requestKeyEntity = new EntitySchema<RequestKeyRow>({
  name: 'RequestKey',
  tableName: 'request_keys',
  columns: {
    operatorId: int({ primary: true }),
    requestKey: text(64, { primary: true }),
    callId: text(32),
    at: bigint(),
    auditNumber: int(),
  },
  indices: [{ name: 'ix_request_keys_at', columns: ['at'] }],
})

/** Who may do a piece of scheduled work. The token grows with each holder and fences off the ones before. */
export interface LeaseRow {
  name: string
  holder: string
  token: number
  /** By the database's clock. */
  expiresAt: number
}

export const leaseEntity = new EntitySchema<LeaseRow>({
  name: 'Lease',
  tableName: 'leases',
  columns: { name: text(96, { primary: true }), holder: text(64), token: bigint(), expiresAt: bigint() },
})

export interface JobRunRow {
  id: number
  job: string
  holder: string
  startedAt: number
  finishedAt: number | null
  /** `queued`: asked for by an operator, not begun. */
  outcome: 'queued' | 'running' | 'done' | 'failed'
  detail: string
}

export const jobRunEntity = new EntitySchema<JobRunRow>({
  name: 'JobRun',
  tableName: 'job_runs',
  columns: {
    id: generatedId(),
    job: text(64),
    holder: text(64),
    startedAt: bigint(),
    finishedAt: bigint({ nullable: true }),
    outcome: text(16),
    detail: longText(),
  },
  indices: [{ name: 'ix_job_runs_job', columns: ['job', 'startedAt'] }],
})

/** What happens, for server-sent events: kept for a day, read by every hub. */
export interface EventRow {
  id: number
  at: number
  kind: string
  subject: unknown
}

export const eventEntity = new EntitySchema<EventRow>({
  name: 'Event',
  tableName: 'events',
  columns: { id: generatedId(), at: bigint(), kind: text(48), subject: json() },
  indices: [{ name: 'ix_events_at', columns: ['at'] }],
})

/** Something a person should know; open until it is over. */
export interface AlertRow {
  id: number
  kind: string
  subject: string
  /** `kind:subject` while it is open, null afterwards: one open alert of a kind and subject. */
  openKey: string | null
  severity: 'warning' | 'critical'
  message: string
  openedAt: number
  closedAt: number | null
  /** When an operator took note of it, and who. */
  acknowledgedAt: number | null
  acknowledgedBy: string | null
}

export const alertEntity = new EntitySchema<AlertRow>({
  name: 'Alert',
  tableName: 'alerts',
  columns: {
    id: generatedId(),
    kind: text(48),
    subject: text(96),
    openKey: text(160, { nullable: true }),
    severity: text(16),
    message: longText(),
    openedAt: bigint(),
    closedAt: bigint({ nullable: true }),
    acknowledgedAt: bigint({ nullable: true }),
    acknowledgedBy: text(128, { nullable: true }),
  },
  uniques: [{ name: 'uq_alerts_open', columns: ['openKey'] }],
  indices: [{ name: 'ix_alerts_opened', columns: ['openedAt'] }],
})

/** A certificate authority of this hub; the private key is encrypted with the master key. */
export interface AuthorityRow {
  id: number
  state: 'current' | 'next' | 'retired'
  certificate: string
  keySecret: string
  createdAt: number
  expiresAt: number
}

export const authorityEntity = new EntitySchema<AuthorityRow>({
  name: 'Authority',
  tableName: 'authorities',
  columns: {
    id: generatedId(),
    state: text(16),
    certificate: longText(),
    keySecret: longText(),
    createdAt: bigint(),
    expiresAt: bigint(),
  },
})

/** A certificate the hub signed; a revoked one is on the deny list. */
export interface CertificateRow {
  serial: string
  authorityId: number
  role: 'hub' | 'node' | 'enrolment' | 'listener'
  nodeId: number | null
  /** SHA-256 of the DER in hex. */
  fingerprint: string
  issuedAt: number
  expiresAt: number
  /** When it was seen to have arrived; until then the one before counts as the node's. */
  deliveredAt: number | null
  revokedAt: number | null
}

export const certificateEntity = new EntitySchema<CertificateRow>({
  name: 'Certificate',
  tableName: 'certificates',
  columns: {
    serial: text(64, { primary: true }),
    authorityId: int(),
    role: text(16),
    nodeId: int({ nullable: true }),
    fingerprint: text(64),
    issuedAt: bigint(),
    expiresAt: bigint(),
    deliveredAt: bigint({ nullable: true }),
    revokedAt: bigint({ nullable: true }),
  },
  indices: [{ name: 'ix_certificates_node', columns: ['nodeId'] }],
})
