import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, text } from '../columns.ts'

/**
 * ```
 *   queued ──the job begins──▶ running
 *   running ──whole, under its own name──▶ done ──retention, or the file is gone──▶ removed
 *      └──────failed or interrupted──────▶ failed
 * ```
 */
export type BackupState = 'queued' | 'running' | 'done' | 'failed' | 'removed'

/** What restoring it into a scratch database showed. `none`: there is nothing to check. */
export type BackupCheckState = 'none' | 'waiting' | 'good' | 'bad'

/** One backup in the backup directory. */
export interface BackupRow {
  id: number
  /** Its name in the backup directory; empty until it is begun. */
  file: string
  state: BackupState
  /** The moment of which it is the picture, or shortly before. */
  startedAt: number
  finishedAt: number | null
  /** Of the file; null until it is whole. */
  bytes: number | null
  /** Rows written so far. */
  rowsDone: number
  /** Rows there are to write. */
  rowsTotal: number
  /** SHA-256 of the file in hex; null until it is whole. */
  digest: string | null
  /** Head of the audit log in it. */
  auditNumber: number | null
  checkState: BackupCheckState
  checkedAt: number | null
  /** What went wrong while it was made or checked; empty while nothing did. */
  problem: string
}

export const backupEntity = new EntitySchema<BackupRow>({
  name: 'Backup',
  tableName: 'backups',
  columns: {
    id: generatedId(),
    file: text(200),
    state: text(16),
    startedAt: bigint(),
    finishedAt: bigint({ nullable: true }),
    bytes: bigint({ nullable: true }),
    rowsDone: bigint(),
    rowsTotal: bigint(),
    digest: text(64, { nullable: true }),
    auditNumber: int({ nullable: true }),
    checkState: text(16),
    checkedAt: bigint({ nullable: true }),
    problem: text(300),
  },
  indices: [{ name: 'ix_backups_started', columns: ['startedAt'] }],
})
