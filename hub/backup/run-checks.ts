import { join } from 'node:path'
import { closeAlert, openAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type BackupRow, backupEntity } from '../db/entities/backups.ts'
import type { Actor } from '../kernel/actor.ts'
import { BackupRefused } from './backup-refused.ts'
import { checkBackup } from './check-backup.ts'
import type { BackupDeps } from './write-recorded-backup.ts'

type CheckDeps = Omit<BackupDeps, 'version'>

const actor: Actor = { kind: 'system', name: 'backup' }
const badAlert = { kind: 'backup.bad', subject: 'hub' }
const oldAlert = { kind: 'backup.old', subject: 'hub' }

/** The last good backup should never be older. */
export const oldestGoodMs = 48 * 3_600_000

/** Checks every backup that waits for it, newest first, and raises an alert for one that could not be restored. */
export async function runChecks(deps: CheckDeps): Promise<{ good: number; bad: number }> {
  const { database } = deps
  const waiting = await database.inTransaction(tx =>
    tx.manager.find(backupEntity, { where: { state: 'done', checkState: 'waiting' }, order: { id: 'DESC' } }),
  )
  let good = 0
  for (const row of waiting) if ((await checkOne(deps, row)) === null) good += 1
  return { good, bad: waiting.length - good }
}

/** What is wrong with the backup; null: nothing. */
async function checkOne(deps: CheckDeps, row: BackupRow): Promise<string | null> {
  const { database, clock } = deps
  const { problem, rows } = await prove(deps, row)
  await database.inTransaction(async tx => {
    const at = clock.now()
    const checkState = problem === null ? 'good' : 'bad'
    await tx.manager.update(
      backupEntity,
      { id: row.id },
      { checkState, checkedAt: at, problem: (problem ?? '').slice(0, 300), ...rows },
    )
    await recordAudit(tx, {
      at,
      actor,
      action: 'backup.check',
      subject: `backup:${row.id}`,
      before: null,
      after: { file: row.file, checkState, ...(problem === null ? {} : { problem }) },
    })
    if (problem === null) await closeAlert(tx, { at, ...badAlert })
    else {
      const message = `The backup ${row.file} could not be restored into a scratch database: ${problem}`
      await openAlert(tx, { at, ...badAlert, severity: 'critical', message })
    }
  })
  return problem
}

interface Proof {
  readonly problem: string | null
  /** How many there are, of one that was not made under this record. */
  readonly rows: { readonly rowsDone?: number; readonly rowsTotal?: number }
}

async function prove(deps: CheckDeps, row: BackupRow): Promise<Proof> {
  try {
    const secret = { vault: deps.vault, passphrase: null }
    const { rows } = await checkBackup(join(deps.backupDirectory, row.file), secret)
    if (row.digest === null) return { problem: null, rows: { rowsDone: rows, rowsTotal: rows } }
    const isWhole = rows === row.rowsTotal
    return { problem: isWhole ? null : `it holds ${rows} rows of ${row.rowsTotal}`, rows: {} }
  } catch (error) {
    if (error instanceof BackupRefused) return { problem: error.message, rows: {} }
    return { problem: error instanceof Error ? error.message : String(error), rows: {} }
  }
}

/** Raises an alert while the last backup that was proved good is older than two days, and ends it afterwards. */
export async function watchAge(deps: Pick<CheckDeps, 'database' | 'clock'>): Promise<boolean> {
  const { database, clock } = deps
  return database.inTransaction(async tx => {
    const at = clock.now()
    const [last] = await tx.manager.find(backupEntity, {
      where: { state: 'done', checkState: 'good' },
      order: { startedAt: 'DESC' },
      take: 1,
    })
    const [first] = await tx.manager.find(backupEntity, { order: { startedAt: 'ASC' }, take: 1 })
    // Until the first one was due there is nothing to say.
    const since = last?.startedAt ?? first?.startedAt ?? null
    const isOld = since !== null && at - since > oldestGoodMs
    if (!isOld) await closeAlert(tx, { at, ...oldAlert })
    else {
      const when = last ? `is of ${new Date(last.startedAt).toISOString()}` : 'was never made'
      const message = `The last good backup ${when}: see the job backup.run and the backups' list.`
      await openAlert(tx, { at, ...oldAlert, severity: 'critical', message })
    }
    return isOld
  })
}
