import type { DataSource, QueryRunner } from 'typeorm'
import { recordAudit } from '../audit/record-audit.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { Instant } from '../contract/primitives.ts'
import { engineOf } from '../db/data-source.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { joinedSpan, lostSpanSetting, parseLostSpan } from '../payments/lost-span-rule.ts'
import { tablesOf } from './open-snapshot.ts'

const epochsFrom = Date.UTC(2025, 0, 1)

/**
 * The epoch of a restored database. Greater than those of the backup and of what was there before; and since one
 * backup may be restored twice, in different places, it is no counter but grows with the time.
 */
export function nextEpoch(known: readonly number[], at: Instant): number {
  return Math.max(...known.map(epoch => epoch + 1), Math.floor((at - epochsFrom) / 1_000))
}

/** How many numbers are left out: more than were given since the backup was made, in a small hub and in a great one. */
const numbersLeftOut = (last: number) => Math.max(10_000, Math.ceil(last / 10))

/** Ids given after the backup stand in mails, logs and certificates: they are not given a second time. */
export async function skipGivenNumbers(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner()
  try {
    for (const { tableName, generatedColumns } of source.entityMetadatas) {
      const [id] = generatedColumns
      if (id) await skipNumbersOf(runner, tableName, id.databaseName)
    }
  } finally {
    await runner.release()
  }
}

async function skipNumbersOf(runner: QueryRunner, table: string, id: string): Promise<void> {
  const [row] = rowsOf(await runner.query(`SELECT COALESCE(MAX(\`${id}\`), 0) AS greatest FROM \`${table}\``))
  const greatest = integerIn(row ?? {}, 'greatest')
  const last = greatest + numbersLeftOut(greatest)
  if (engineOf(runner.connection) === 'mariadb') {
    await runner.query(`ALTER TABLE \`${table}\` AUTO_INCREMENT = ${last + 1}`)
    return
  }
  await runner.query('DELETE FROM sqlite_sequence WHERE name = ?', [table])
  await runner.query('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, last])
}

export interface NewLife {
  readonly at: Instant
  readonly actor: Actor
  readonly epoch: number
  readonly backup: {
    readonly file: string
    readonly createdAt: number
    readonly epoch: number
    readonly auditNumber: number
    readonly rows: number
  }
}

/**
 * What must be different after a restore: nodes take this database's configuration although its revisions are old,
 * nobody is signed in, no hub holds a lease, the provider is asked at once about every payment that was open, and it
 * is known of which days refunds may be missing.
 */
export async function beginNewLife(tx: Tx, source: DataSource, life: NewLife): Promise<void> {
  const { at, backup } = life
  await writeSetting(tx, 'epoch', life.epoch, at)
  const earlier = parseLostSpan(await readSetting(tx, lostSpanSetting))
  await writeSetting(tx, lostSpanSetting, joinedSpan(earlier, { from: backup.createdAt, until: at }), at)
  for (const { name } of tablesOf(source)) {
    if (/(^|_)sessions$/.test(name)) await tx.query(`DELETE FROM ${name}`)
  }
  await tx.query('DELETE FROM leases')
  await tx.query(
    "UPDATE payment_attempts SET nextQueryAt = ? WHERE state IN ('creating', 'open', 'unknown')",
    [at],
  )
  // What they were about is not what is here: whoever began them looks again and begins anew.
  await tx.query(
    `UPDATE bulk_actions SET state = 'cancelled', finishedAt = ?, problem = 'ended by a restore'
     WHERE state IN ('queued', 'running')`,
    [at],
  )
  // In its own pages a backup is still being made; it was just proved good.
  await tx.query(
    `UPDATE backups SET state = 'done', checkState = 'good', finishedAt = ?, checkedAt = ?, rowsDone = ?, rowsTotal = ?,
     auditNumber = ? WHERE state = 'running' AND file = ?`,
    [at, at, backup.rows, backup.rows, backup.auditNumber, backup.file],
  )
  await tx.query(
    "UPDATE backups SET state = 'failed', finishedAt = ?, problem = 'interrupted' WHERE state = 'running'",
    [at],
  )
  await recordAudit(tx, {
    at,
    actor: life.actor,
    action: 'backup.restore',
    subject: 'hub',
    before: { epoch: backup.epoch, auditNumber: backup.auditNumber },
    after: { epoch: life.epoch, file: backup.file, madeAt: backup.createdAt },
  })
}
