import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const backup = z.strictObject({
  id: z.number().int(),
  /** Its name in the backup directory; empty until it is begun. */
  file: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'removed']),
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** Of the file; null until it is whole. */
  bytes: z.number().int().min(0).nullable(),
  /** How far it is. */
  rowsDone: z.number().int().min(0),
  rowsTotal: z.number().int().min(0),
  /** Of the file, in hex; null until it is whole. */
  sha256: z.string().nullable(),
  /** Number of the last entry of the audit log in it. */
  auditNumber: z.number().int().nullable(),
  /** What restoring it into a scratch database showed. */
  check: z.enum(['none', 'waiting', 'good', 'bad']),
  checkedAt: instant.nullable(),
  /** What went wrong; empty while nothing did. */
  problem: z.string(),
})
export type BackupView = z.infer<typeof backup>

export const listBackups = endpoint({
  name: 'backup.list',
  method: 'GET',
  path: '/v1/backups',
  summary: 'The backups in the backup directory and how they were checked, newest first',
  auth: 'operator',
  rights: 'backups.read',
  params: nothing,
  query: pageQuery,
  body: nothing,
  answer: pageOf(backup),
  errors: [],
})

export const runBackup = endpoint({
  name: 'backup.run',
  method: 'POST',
  path: '/v1/backups',
  summary: 'Make a backup now: the hub that runs the jobs begins within a second',
  auth: 'operator',
  rights: 'backups.run',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ backupId: z.number().int() }),
  errors: ['already_running'],
})

export const checkBackup = endpoint({
  name: 'backup.check',
  method: 'POST',
  path: '/v1/backups/:backupId/check',
  summary: 'Prove again that a backup can be restored, in a scratch database',
  auth: 'operator',
  rights: 'backups.run',
  params: z.strictObject({ backupId: z.coerce.number().int().min(1) }),
  query: nothing,
  body: nothing,
  answer: z.strictObject({ runId: z.number().int() }),
  errors: ['backup_not_found'],
})

export const backupEndpoints = [listBackups, runBackup, checkBackup] as const
